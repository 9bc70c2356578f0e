/** Lets people in who are signed in, and keeps what they were doing when their session ends. */
import { Alert, Center, Loader, Modal, Stack, Text, Title } from '@mantine/core';
import type { OpenidFailure } from '@parley/contract';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { Wordmark } from '../frame/wordmark.tsx';
import { useText } from '../language/language-context.ts';
import { LanguageField } from './language-field.tsx';
import { OpenidEntry } from './openid-entry.tsx';
import { OpenidProblem } from './openid-problem.tsx';
import { SessionContext } from './session-context.ts';
import { type Entry, type SessionState, type SignedOut, sessionQuery } from './session-state.ts';
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
  if (state.kind === 'out') return <SignInPage state={state} />;
  const { tenant, login, name } = state.session;
  return (
    <SessionContext value={state.session}>
      {children}
      {state.kind === 'in' && state.openidFailure !== null && <OpenidNotice failure={state.openidFailure} />}
      <Modal
        opened={state.kind === 'expired'}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={text('session.ended')}
        // It may have ended because the person may not read this any more.
        overlayProps={{ blur: 16 }}
        centered
        // Above a dialog with a form, which stays as it is.
        zIndex={400}
      >
        <Stack gap="sm">
          <Text size="sm">{text.rich('session.endedAdvice', { name: <bdi>{name}</bdi> })}</Text>
          <OpenidEntry invitation={null} />
          <SignInForm tenant={tenant} login={login ?? ''} problem={null} />
        </Stack>
      </Modal>
    </SessionContext>
  );
}

function OpenidNotice({ failure }: { readonly failure: OpenidFailure }) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(true);
  return (
    <Modal
      opened={isOpen}
      onClose={() => setIsOpen(false)}
      title={text('openid.failed')}
      closeButtonProps={{ 'aria-label': text('takeAway.close') }}
      centered
    >
      <Text size="sm">
        <OpenidProblem failure={failure} />
      </Text>
    </Modal>
  );
}

function SignInPage({ state: { problem, openidFailure, invitation } }: { readonly state: SignedOut }) {
  const text = useText();
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Wordmark />
        <Title order={1} size="h3" mt="lg" mb="md">
          {text('session.signIn')}
        </Title>
        {openidFailure !== null && (
          <Alert color="red" variant="light" role="alert" mb="md">
            <OpenidProblem failure={openidFailure} />
          </Alert>
        )}
        <OpenidEntry invitation={invitation} />
        <SignInForm tenant="" login="" problem={problem} />
      </div>
      <div className={classes.foot}>
        <a href="/docs">{text('frame.documentation')}</a>
        <LanguageField />
      </div>
    </main>
  );
}
