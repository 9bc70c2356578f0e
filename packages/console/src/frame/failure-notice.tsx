/** What went wrong with a request, in the server's words, and what to do. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiFailure } from '../api/api-failure.ts';

interface FailureNoticeProps {
  readonly error: Error;
  readonly onRetry: () => void;
  /** Another way out beside trying again. */
  readonly children?: ReactNode;
}

export function FailureNotice({ error, onRetry, children }: FailureNoticeProps) {
  const { title, advice } = describe(error);
  return (
    <Alert color="red" variant="light" title={title} role="alert" maw="34rem">
      <Stack gap="sm">
        <Text size="sm">{advice}</Text>
        <Group gap="xs">
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            Try again
          </Button>
          {children}
        </Group>
      </Stack>
    </Alert>
  );
}

function describe(error: Error): { readonly title: string; readonly advice: string } {
  const kind = error instanceof ApiFailure ? error.kind : null;
  switch (kind) {
    case 'unreachable':
      return {
        title: 'The server cannot be reached',
        advice: 'Check your connection, and whether the server is running. What you see and have typed stays here.',
      };
    case 'signedOut':
      return { title: 'You are signed out', advice: 'Sign in again to go on. What you see and have typed stays here.' };
    case 'refused':
      return { title: 'The server refused this request', advice: error.message };
    case null:
      return { title: 'Something in this page went wrong', advice: error.message };
  }
}
