/** Where the page begins. */
import '@mantine/core/styles.layer.css';
import './console.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createConsoleRouter } from './console-router.tsx';
import { LanguageProvider } from './language/language-provider.tsx';
import { loadFirstLanguage } from './language/loaded-language.ts';
import { createQueryClient } from './session/query-client.ts';
import { SessionGate } from './session/session-gate.tsx';
import { entryBy } from './session/session-state.ts';
import { isArrival, takeArrival } from './session/take-arrival.ts';
import { CSS_VARIABLES, THEME } from './theme.ts';

const root = document.getElementById('root');
if (root === null) throw new TypeError('index.html has no element #root');
const entry = entryBy(takeArrival(window.location, window.history));
// A link that is pasted into an open page changes only the fragment.
window.addEventListener('hashchange', () => {
  if (isArrival(window.location.hash)) window.location.reload();
});
const queryClient = createQueryClient();
const router = createConsoleRouter();
const language = await loadFirstLanguage(window.navigator.languages);

createRoot(root).render(
  <StrictMode>
    <LanguageProvider initial={language}>
      <MantineProvider theme={THEME} cssVariablesResolver={CSS_VARIABLES} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <SessionGate entry={entry}>
            <RouterProvider router={router} />
          </SessionGate>
        </QueryClientProvider>
      </MantineProvider>
    </LanguageProvider>
  </StrictMode>,
);
