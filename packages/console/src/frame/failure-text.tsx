/** What went wrong, in one sentence: the server's own where it sent one. */
import { ApiFailure } from '../api/api-failure.ts';
import { useText } from '../language/language-context.ts';
import { ServerText } from '../language/server-text.tsx';

export function FailureText({ error }: { readonly error: Error }) {
  const text = useText();
  if (!(error instanceof ApiFailure)) return <ServerText>{error.message}</ServerText>;
  if (error.sentence !== null) return <ServerText>{error.sentence}</ServerText>;
  return error.status === null ? text('failure.unreachable') : text('failure.status', { status: error.status });
}
