/** Where people are signed in: whoever looks at the page, and for administrators everybody. */
import type { PersonSession, PersonSessionsReply } from '@parley/contract';
import { callApi } from './call-api.ts';

export type { PersonSession };

/** `login` null means whoever looks at the page. */
function pathOf(login: string | null): string {
  return login === null ? '/v2/sessions' : `/v2/people/${encodeURIComponent(login)}/sessions`;
}

export async function readSessions(login: string | null, signal: AbortSignal): Promise<readonly PersonSession[]> {
  return (await callApi<PersonSessionsReply>(pathOf(login), { signal })).body.response;
}

/** `sessionId` null ends all. */
export async function endSessions(login: string | null, sessionId: string | null): Promise<void> {
  await callApi(`${pathOf(login)}${sessionId === null ? '' : `/${sessionId}`}`, { method: 'DELETE' });
}
