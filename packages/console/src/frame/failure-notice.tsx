/** What went wrong with a request, in the server's words, and what to do. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiFailure } from '../api/api-failure.ts';
import { useText } from '../language/language-context.ts';
import type { Text as Texts } from '../language/text.ts';
import { FailureText } from './failure-text.tsx';

interface FailureNoticeProps {
  readonly error: Error;
  readonly onRetry: () => void;
  /** Another way out beside trying again. */
  readonly children?: ReactNode;
}

export function FailureNotice({ error, onRetry, children }: FailureNoticeProps) {
  const text = useText();
  const { title, advice } = describe(error, text);
  return (
    <Alert color="red" variant="light" title={title} role="alert" maw="34rem">
      <Stack gap="sm">
        <Text size="sm">{advice}</Text>
        <Group gap="xs">
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            {text('failure.tryAgain')}
          </Button>
          {children}
        </Group>
      </Stack>
    </Alert>
  );
}

function describe(error: Error, text: Texts): { readonly title: string; readonly advice: ReactNode } {
  const kind = error instanceof ApiFailure ? error.kind : null;
  switch (kind) {
    case 'unreachable':
      return { title: text('failure.unreachable'), advice: text('failure.unreachableAdvice') };
    case 'signedOut':
      return { title: text('failure.signedOut'), advice: text('failure.signedOutAdvice') };
    case 'refused':
    case 'cookieLost':
      return { title: text('failure.refused'), advice: <FailureText error={error} /> };
    case null:
      return { title: text('failure.page'), advice: <FailureText error={error} /> };
  }
}
