/** Below a field of a form: what the server says is wrong with it. */
import type { ReactNode } from 'react';
import { ApiFailure } from '../api/api-failure.ts';
import { ServerText } from '../language/server-text.tsx';

/** Whether the refusal is about this field. */
export function isAbout(error: Error | null, field: string): boolean {
  return error instanceof ApiFailure && error.property === field && error.sentence !== null;
}

/** null when the refusal is not about this field. */
export function fieldFailure(error: Error | null, field: string): ReactNode {
  if (!(error instanceof ApiFailure) || error.property !== field || error.sentence === null) return null;
  return <ServerText>{error.sentence}</ServerText>;
}
