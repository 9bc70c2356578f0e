/** Where a person is signed in; each of these can be ended. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { endSessions, type Person, type PersonSession } from '../api/administration.ts';
import { FailureText } from '../frame/failure-text.tsx';
import { Notice } from '../frame/notice.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { useChange } from '../session/use-change.ts';
import { Loaded } from './section.tsx';
import { sessionsQuery } from './settings-queries.ts';

export function SessionsDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const text = useText();
  const query = useQuery(sessionsQuery(person.login));
  const ending = useChange({
    send: (sessionId: string | null) => endSessions(person.login, sessionId),
    outdates: ['sessions'],
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('people.sessionsTitle', { name: person.name })}
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
      <Button size="compact-sm" variant="default" disabled={isPending} onClick={onEnd}>
        {text('people.endSession')}
      </Button>
    </Group>
  );
}
