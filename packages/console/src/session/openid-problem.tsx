/** Why the provider's way led nowhere, and what to do about it. */
import { Code } from '@mantine/core';
import type { OpenidFailure } from '@parley/contract';
import { useText } from '../language/language-context.ts';
import classes from './sign-in.module.css';

const COMMAND = 'parley user link --openid';

export function OpenidProblem({ failure }: { readonly failure: OpenidFailure }) {
  const text = useText();
  const command = (
    <Code dir="ltr" className={classes.command}>
      {COMMAND}
    </Code>
  );
  switch (failure) {
    case 'unknown':
      return text.rich('openid.unknown', { command });
    case 'invitation':
      return text.rich('openid.invitation', { command });
    case 'taken':
      return text('openid.taken');
    case 'expired':
      return text('openid.expired');
    case 'refused':
      return text('openid.refused');
    case 'unreachable':
      return text('openid.unreachable');
    case 'wait':
      return text('openid.wait');
  }
}
