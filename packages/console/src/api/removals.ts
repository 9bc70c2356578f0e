/** Erases and redacts. */
import type { ErasedChatReply, RedactionReply, RedactionRequest } from '@parley/contract';
import { callApi } from './call-api.ts';
import { logPath, queryText } from './chats.ts';
import type { Session } from './session.ts';

/** Whether the person may erase and redact. */
export function mayRemove({ scopes }: Session): boolean {
  return scopes.includes('chats:write') || scopes.includes('admin');
}

/** @throws ApiFailure with status 404 when the chat is not there, or no longer */
export async function eraseChat(projectId: string, chatId: string, reason: string): Promise<void> {
  const path = `${logPath(projectId)}/${encodeURIComponent(chatId)}?${queryText({ reason })}`;
  await callApi<ErasedChatReply>(path, { method: 'DELETE' });
}

/** How much was removed now and not before. */
export async function redact(projectId: string, what: RedactionRequest) {
  const path = `/v2/projects/${encodeURIComponent(projectId)}/redactions`;
  return (await callApi<RedactionReply>(path, { method: 'POST', body: what })).body.response;
}
