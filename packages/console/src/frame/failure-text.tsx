/** What went wrong, in one sentence: the server's own where it sent one. */
import { Code } from '@mantine/core';
import { ApiFailure } from '../api/api-failure.ts';
import { useText } from '../language/language-context.ts';
import { ServerText } from '../language/server-text.tsx';

/** Of `parley serve`, by which the name of the cookie follows the address. */
const ADDRESS_OPTION = '--public-url';

export function FailureText({ error }: { readonly error: Error }) {
  const text = useText();
  if (!(error instanceof ApiFailure)) return <ServerText>{error.message}</ServerText>;
  if (error.kind === 'cookieLost')
    return text.rich('failure.cookieLost', { option: <Code dir="ltr">{ADDRESS_OPTION}</Code> });
  if (error.sentence !== null) return <ServerText>{error.sentence}</ServerText>;
  return error.status === null ? text('failure.unreachable') : text('failure.status', { status: error.status });
}
