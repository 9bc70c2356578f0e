/** Who is signed in, and the way out. */
import { ActionIcon, Menu, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { signOut } from '../api/session.ts';
import { useSession } from '../session/session-context.ts';
import { endSession } from '../session/session-state.ts';
import { PersonIcon } from './icons.tsx';

export function AccountMenu() {
  const session = useSession();
  const client = useQueryClient();
  const leaving = useMutation({ mutationFn: signOut, networkMode: 'always', onSuccess: () => endSession(client) });
  return (
    <Menu position="bottom-end" width={240} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Account of ${session.name}`}>
          <PersonIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" dir="auto">
            {session.name}
          </Text>
          <bdi>{session.login}</bdi> of <bdi>{session.tenant}</bdi>, {session.role}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component="a" href="/docs">
          API documentation
        </Menu.Item>
        <Menu.Item onClick={() => leaving.mutate()} disabled={leaving.isPending}>
          {leaving.isError ? 'Sign out did not work: try again' : 'Sign out'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
