/** Tenant, login and password; or how to get in without one. */
import { Alert, Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { signIn } from '../api/session.ts';
import { FailureText } from '../frame/failure-text.tsx';
import { useText } from '../language/language-context.ts';
import { beginSession } from './session-state.ts';
import classes from './sign-in.module.css';

interface SignInFormProps {
  /** What the fields begin with. */
  readonly tenant: string;
  readonly login: string;
  /** Why a link did not work. */
  readonly problem: Error | null;
}

const LINK_COMMAND = 'parley user link';

export function SignInForm({ problem, ...known }: SignInFormProps) {
  const text = useText();
  const [tenant, setTenant] = useState(known.tenant);
  const [login, setLogin] = useState(known.login);
  const [password, setPassword] = useState('');
  const client = useQueryClient();
  const entering = useMutation({
    mutationFn: () => signIn({ tenant: tenant.trim(), login: login.trim(), password }),
    networkMode: 'always',
    onSuccess: (session) => beginSession(client, session),
    onError: () => setPassword(''),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate();
  };
  const failure = entering.error ?? problem;
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        {failure !== null && !entering.isPending && (
          <Alert color="red" variant="light" role="alert">
            <FailureText error={failure} />
          </Alert>
        )}
        <TextInput
          label={text('session.tenant')}
          value={tenant}
          onChange={(event) => setTenant(event.currentTarget.value)}
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <TextInput
          label={text('session.login')}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={text('session.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={entering.isPending} fullWidth mt="xs">
          {text('session.signIn')}
        </Button>
        <Text size="xs" c="dimmed">
          {text.rich('session.noPassword', {
            command: (
              <Code dir="ltr" className={classes.command}>
                {LINK_COMMAND}
              </Code>
            ),
          })}
        </Text>
      </Stack>
    </form>
  );
}
