/** The addresses of the page: those of the API without `/v2`, so that whoever knows one knows the other. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ChatPanel } from './chat/chat-panel.tsx';
import { ChatsPage } from './chats/chats-page.tsx';
import { AppFrame } from './frame/app-frame.tsx';
import { NotFoundPage } from './frame/not-found-page.tsx';
import { StartPage } from './frame/start-page.tsx';
import { InsightsPage } from './insights/insights-page.tsx';
import { parseSearch, type SearchTexts, stringifySearch } from './search/search-text.ts';

const rootRoute = createRootRoute({
  component: AppFrame,
  notFoundComponent: NotFoundPage,
  validateSearch: (search): SearchTexts => search as SearchTexts,
});
const startRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: StartPage });
const chatsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$projectId/chats',
  component: ChatsPage,
});
const chatRoute = createRoute({ getParentRoute: () => chatsRoute, path: '$chatId', component: ChatPanel });

const insightsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$projectId/insights',
  component: InsightsPage,
});

// Few people open it, so it is fetched when somebody does.
const SettingsPage = lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage');
const settingsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/settings', component: SettingsPage });
const settingsPartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/$part',
  component: SettingsPage,
});

const routeTree = rootRoute.addChildren([
  startRoute,
  chatsRoute.addChildren([chatRoute]),
  insightsRoute,
  settingsRoute,
  settingsPartRoute,
]);

export function createConsoleRouter() {
  return createRouter({ routeTree, parseSearch, stringifySearch, defaultPreload: false });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
