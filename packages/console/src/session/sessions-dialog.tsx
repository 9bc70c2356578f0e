/** Where somebody is signed in: a person, for administrators, or whoever looks at the page. Each of these can be ended. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Person } from '../api/administration.ts';
import { endSessions, type PersonSession, readSessions } from '../api/sessions.ts';
import { FailureText } from '../frame/failure-text.tsx';
import { Loaded } from '../frame/loaded.tsx';
import { Notice } from '../frame/notice.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { useChange } from './use-change.ts';

interface SessionsDialogProps {
  /** null for whoever looks at the page. */
  readonly person: Person | null;
  readonly onClose: () => void;
}

export function SessionsDialog({ person, onClose }: SessionsDialogProps) {
  const text = useText();
  const login = person?.login ?? null;
  const query = useQuery(sessionsQuery(login));
  const ending = useChange({
    send: (sessionId: string | null) => endSessions(login, sessionId),
    outdates: ['sessions'],
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={person === null ? text('session.own') : text('people.sessionsTitle', { name: person.name })}
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': text('settings.close') }}
    >
      <Stack gap="md">
        {ending.error !== null && (
          <Notice tone="bad" isAlert>
            <FailureText error={ending.error} />
          </Notice>
        )}
        <Loaded query={query}>
          {(sessions) => (
            <>
              {sessions.length === 0 && <Text size="sm">{text('people.noSessions')}</Text>}
              {sessions.map((session) => (
                <SessionLine
                  key={session.sessionId}
                  session={session}
                  isPending={ending.isPending}
                  onEnd={() => ending.mutate(session.sessionId)}
                />
              ))}
              {sessions.length > 1 && (
                <Button variant="default" loading={ending.isPending} onClick={() => ending.mutate(null)}>
                  {text('people.endSessions')}
                </Button>
              )}
            </>
          )}
        </Loaded>
      </Stack>
    </Modal>
  );
}

function sessionsQuery(login: string | null) {
  return queryOptions({
    queryKey: ['sessions', login],
    queryFn: ({ signal }) => readSessions(login, signal),
    staleTime: 0,
  });
}

interface SessionLineProps {
  readonly session: PersonSession;
  readonly isPending: boolean;
  readonly onEnd: () => void;
}

function SessionLine({ session: { createdAt, seenAt, isOwn }, isPending, onEnd }: SessionLineProps) {
  const text = useText();
  const formats = useFormats();
  const sentence = text('people.session', { from: formats.moment(createdAt), seen: formats.moment(seenAt) });
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">
        {sentence}
        {isOwn && ` (${text('people.thisBrowser')})`}
      </Text>
      <Button size="compact-sm" variant="default" flex="none" disabled={isPending} onClick={onEnd}>
        {text('people.endSession')}
      </Button>
    </Group>
  );
}
