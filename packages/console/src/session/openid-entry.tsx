/** The button that leads to the provider; nothing where there is none. */
import { Alert, Button, Stack, Text } from '@mantine/core';
import { FailureText } from '../frame/failure-text.tsx';
import { useText } from '../language/language-context.ts';
import { useOpenid, useOpenidLabel } from './use-openid.ts';

interface OpenidEntryProps {
  /** The secret of an invitation; null to sign in. */
  readonly invitation: string | null;
}

export function OpenidEntry({ invitation }: OpenidEntryProps) {
  const text = useText();
  const label = useOpenidLabel();
  const leaving = useOpenid(invitation === null ? {} : { link: invitation });
  if (label === null) return null;
  return (
    <Stack gap="sm" mb="md">
      {invitation !== null && <Text size="sm">{text.rich('session.invited', { label: <bdi>{label}</bdi> })}</Text>}
      {leaving.error !== null && (
        <Alert color="red" variant="light" role="alert">
          <FailureText error={leaving.error} />
        </Alert>
      )}
      <Button
        variant={invitation === null ? 'default' : 'filled'}
        loading={leaving.isPending || leaving.isSuccess}
        onClick={() => leaving.mutate()}
        fullWidth
      >
        {text.rich('session.openid', { label: <bdi>{label}</bdi> })}
      </Button>
    </Stack>
  );
}
