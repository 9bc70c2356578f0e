/** Connects an account of the provider to the person who is signed in; nothing where there is no provider. */
import { Menu } from '@mantine/core';
import { useText } from '../language/language-context.ts';
import { useOpenid, useOpenidLabel } from '../session/use-openid.ts';

export function ConnectItem() {
  const text = useText();
  const label = useOpenidLabel();
  const leaving = useOpenid({ connect: true });
  if (label === null) return null;
  return (
    <Menu.Item onClick={() => leaving.mutate()} disabled={leaving.isPending}>
      {leaving.isError ? text('openid.unreachable') : text.rich('session.connect', { label: <bdi>{label}</bdi> })}
    </Menu.Item>
  );
}
