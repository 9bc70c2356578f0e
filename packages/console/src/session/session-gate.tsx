/** Lets people in who are signed in, and keeps what they were doing when their session ends. */
import { Center, Loader, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { Wordmark } from '../frame/wordmark.tsx';
import { useText } from '../language/language-context.ts';
import { LanguageField } from './language-field.tsx';
import { SessionContext } from './session-context.ts';
import { type Entry, type SessionState, sessionQuery } from './session-state.ts';
import classes from './sign-in.module.css';
import { SignInForm } from './sign-in-form.tsx';

export function SessionGate({ entry, children }: { readonly entry: Entry; readonly children: ReactNode }) {
  const text = useText();
  const { data, error, refetch, isFetching } = useQuery(sessionQuery(entry));
  if (data !== undefined) return <Admitted state={data}>{children}</Admitted>;
  return (
    <Center component="main" mih="100dvh" p="md">
      {error === null || isFetching ? (
        <Loader aria-label={text('frame.loading')} />
      ) : (
        <FailureNotice error={error} onRetry={() => void refetch()} />
      )}
    </Center>
  );
}

function Admitted({ state, children }: { readonly state: SessionState; readonly children: ReactNode }) {
  const text = useText();
  if (state.kind === 'out') return <SignInPage problem={state.problem} />;
  const { tenant, login, name } = state.session;
  return (
    <SessionContext value={state.session}>
      {children}
      <Modal
        opened={state.kind === 'expired'}
        // Above any dialog in which somebody was typing.
        zIndex={400}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={text('session.ended')}
        centered
      >
        <Stack gap="sm">
          <Text size="sm">{text.rich('session.endedAdvice', { name: <bdi>{name}</bdi> })}</Text>
          <SignInForm tenant={tenant} login={login ?? ''} problem={null} />
        </Stack>
      </Modal>
    </SessionContext>
  );
}

function SignInPage({ problem }: { readonly problem: Error | null }) {
  const text = useText();
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Wordmark />
        <Title order={1} size="h3" mt="lg" mb="md">
          {text('session.signIn')}
        </Title>
        <SignInForm tenant="" login="" problem={problem} />
      </div>
      <div className={classes.foot}>
        <a href="/docs">{text('frame.documentation')}</a>
        <LanguageField />
      </div>
    </main>
  );
}
