/** Who is signed in, the language of the page, and the way out. */
import { ActionIcon, Menu, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { signOut } from '../api/session.ts';
import type { PlainTextId } from '../language/catalogue.ts';
import { useText } from '../language/language-context.ts';
import { LANGUAGES } from '../language/languages.ts';
import { useLanguageChoice } from '../language/use-language-choice.ts';
import { useSession } from '../session/session-context.ts';
import { endSession } from '../session/session-state.ts';
import { ConnectItem } from './connect-item.tsx';
import { PersonIcon } from './icons.tsx';

const SessionsDialog = lazy(async () => ({
  default: (await import('../session/sessions-dialog.tsx')).SessionsDialog,
}));

export function AccountMenu() {
  // Outside of the menu, which takes along what is in it when it closes.
  const [showsSessions, setShowsSessions] = useState(false);
  return (
    <>
      <AccountItems onShowSessions={() => setShowsSessions(true)} />
      {showsSessions && (
        <Suspense>
          <SessionsDialog person={null} onClose={() => setShowsSessions(false)} />
        </Suspense>
      )}
    </>
  );
}

function AccountItems({ onShowSessions }: { readonly onShowSessions: () => void }) {
  const text = useText();
  const session = useSession();
  const client = useQueryClient();
  const leaving = useMutation({ mutationFn: signOut, networkMode: 'always', onSuccess: () => endSession(client) });
  return (
    // Within the bar, so that readers find it in a landmark.
    <Menu
      position="bottom-end"
      width={240}
      closeOnItemClick={false}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text('frame.account', { name: session.name })}>
          <PersonIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text component="span" display="block" size="sm" fw={600} c="var(--mantine-color-text)" dir="auto">
            {session.name}
          </Text>
          <Person />
        </Menu.Label>
        <Menu.Divider />
        <LanguageItems />
        <Menu.Divider />
        <Menu.Item component="a" href="/docs">
          {text('frame.documentation')}
        </Menu.Item>
        <ConnectItem />
        <Menu.Item closeMenuOnClick onClick={onShowSessions}>
          {text('session.own')}
        </Menu.Item>
        <Menu.Item onClick={() => leaving.mutate()} disabled={leaving.isPending}>
          {text(leaving.isError ? 'frame.signOutFailed' : 'frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const ROLES = {
  admin: 'role.admin',
  agent: 'role.agent',
  analyst: 'role.analyst',
  supervisor: 'role.supervisor',
} as const satisfies Record<string, PlainTextId>;

function Person() {
  const text = useText();
  const { login, tenant, role } = useSession();
  const names = { login: <bdi>{login}</bdi>, tenant: <bdi>{tenant}</bdi> };
  if (role === null) return text.rich('frame.person', names);
  return text.rich('frame.personWithRole', { ...names, role: text(ROLES[role]) });
}

function LanguageItems() {
  const text = useText();
  const { code, choose, hasFailed } = useLanguageChoice();
  return (
    <>
      <Menu.Label>{text(hasFailed ? 'frame.languageFailed' : 'frame.language')}</Menu.Label>
      <Menu.RadioGroup value={code} onChange={choose}>
        {LANGUAGES.map((language) => (
          <Menu.RadioItem key={language.code} value={language.code} lang={language.code}>
            {language.name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
