/** Lets people in who are signed in, and keeps what they were doing when their session ends. */
import { Center, Loader, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { Wordmark } from '../frame/wordmark.tsx';
import { SessionContext } from './session-context.ts';
import { type Entry, type SessionState, sessionQuery } from './session-state.ts';
import classes from './sign-in.module.css';
import { SignInForm } from './sign-in-form.tsx';

export function SessionGate({ entry, children }: { readonly entry: Entry; readonly children: ReactNode }) {
  const { data, error, refetch, isFetching } = useQuery(sessionQuery(entry));
  if (data !== undefined) return <Admitted state={data}>{children}</Admitted>;
  return (
    <Center component="main" mih="100dvh" p="md">
      {error === null || isFetching ? (
        <Loader aria-label="Loading" />
      ) : (
        <FailureNotice error={error} onRetry={() => void refetch()} />
      )}
    </Center>
  );
}

function Admitted({ state, children }: { readonly state: SessionState; readonly children: ReactNode }) {
  if (state.kind === 'out') return <SignInPage problem={state.problem} />;
  const { tenant, login, name } = state.session;
  return (
    <SessionContext value={state.session}>
      {children}
      <Modal
        opened={state.kind === 'expired'}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title="Your session has ended"
        centered
      >
        <Stack gap="sm">
          <Text size="sm">
            Sign in again to go on, <bdi>{name}</bdi>. The page stays as it is.
          </Text>
          <SignInForm tenant={tenant} login={login ?? ''} problem={null} />
        </Stack>
      </Modal>
    </SessionContext>
  );
}

function SignInPage({ problem }: { readonly problem: string | null }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Wordmark />
        <Title order={1} size="h3" mt="lg" mb="md">
          Sign in
        </Title>
        <SignInForm tenant="" login="" problem={problem} />
      </div>
      <p className={classes.foot}>
        <a href="/docs">API documentation</a>
      </p>
    </main>
  );
}
