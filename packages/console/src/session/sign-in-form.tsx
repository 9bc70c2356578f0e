/** Tenant, login and password; or how to get in without one. */
import { Alert, Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { signIn } from '../api/session.ts';
import { beginSession } from './session-state.ts';

interface SignInFormProps {
  /** What the fields begin with. */
  readonly tenant: string;
  readonly login: string;
  /** Why a link did not work. */
  readonly problem: string | null;
}

export function SignInForm({ problem, ...known }: SignInFormProps) {
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
  const message = entering.error?.message ?? problem;
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        {message !== null && !entering.isPending && (
          <Alert color="red" variant="light" role="alert">
            {message}
          </Alert>
        )}
        <TextInput
          label="Tenant"
          value={tenant}
          onChange={(event) => setTenant(event.currentTarget.value)}
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <TextInput
          label="Login"
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label="Password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={entering.isPending} fullWidth mt="xs">
          Sign in
        </Button>
        <Text size="xs" c="dimmed">
          No password? Whoever runs this server makes you a link that signs you in: <Code>parley user link</Code>
        </Text>
      </Stack>
    </form>
  );
}
