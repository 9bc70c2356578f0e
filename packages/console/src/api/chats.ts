/** The chat log of a project: rows for the list, whole chats, and the explanation of their numbers. */
import type { ChatExplanation, ChatExt, ChatPreview, MessageExt, Transfer } from '@parley/contract';
import type { SearchTexts } from '../search/search-text.ts';
import { callApi } from './call-api.ts';
import { afterOfNextLink } from './next-link.ts';

/** A row of the list: what is shown, and nothing that takes long to send. Imported chats may lack anything. */
export interface ListedChat {
  readonly chatId: number;
  readonly type: string | null;
  /** Absent for people who see only numbers and times. */
  readonly visitorName?: string | null;
  readonly lastAgent: number | null;
  readonly lastAgentName: string | null;
  readonly lastQueueId: number | null;
  readonly lastQueueName: string | null;
  /** Wall time of the zone of the request. */
  readonly sessionStartTime: string | null;
  readonly duration: number | null;
  readonly disposition: string | null;
  readonly slaStatus: string | null;
  readonly isSPAM: number | null;
  readonly firstResponseTime: number | null;
  readonly responseCount: number | null;
  readonly transferCount: number | null;
  /** Absent for people who see only numbers and times. */
  readonly preview?: ChatPreview;
}

export interface ChatPage {
  readonly chats: readonly ListedChat[];
  /** The chat to continue after; null at the end. */
  readonly nextAfter: string | null;
}

export interface Message {
  readonly id: string | null;
  /** ISO 8601 with the offset of the zone of the request. */
  readonly date: string | null;
  readonly message: string | null;
  readonly name: string | null;
  readonly pageUrl: string | null;
  readonly pageTitle: string | null;
  readonly attachments: readonly unknown[] | null;
  readonly ext?: MessageExt;
}

export interface WholeChat extends ListedChat {
  readonly ticketNo: string | null;
  readonly contactId: number | null;
  readonly pageName: string | null;
  readonly sessionCloseTime: string | null;
  readonly averageResponseTime: number | null;
  readonly lastVisitorMessageAgentResponseTime: number | null;
  readonly firstAgentName: string | null;
  readonly firstQueueName: string | null;
  readonly transcript?: readonly Message[] | null;
  readonly transfers: readonly Partial<Transfer>[] | null;
  readonly ext?: Partial<ChatExt>;
}

const OPEN_FIELDS = [
  'chatId',
  'type',
  'lastAgent',
  'lastAgentName',
  'lastQueueId',
  'lastQueueName',
  'sessionStartTime',
  'duration',
  'disposition',
  'slaStatus',
  'isSPAM',
  'firstResponseTime',
  'responseCount',
  'transferCount',
] as const;
const PAGE_ROWS = 100;

export interface LogQuery {
  readonly projectId: string;
  /** Parameters of the API by their names. */
  readonly parameters: SearchTexts;
}

/** Rows in the order of `direction`, newest first without one. */
export async function readChatPage(
  { projectId, parameters }: LogQuery,
  options: { readonly after: string | null; readonly showsNames: boolean; readonly signal: AbortSignal },
): Promise<ChatPage> {
  const { after, showsNames, signal } = options;
  const fields = showsNames ? [...OPEN_FIELDS, 'visitorName'] : OPEN_FIELDS;
  const query = queryText({
    direction: 'desc',
    timestamps: 'normalized',
    ...parameters,
    limit: String(PAGE_ROWS),
    fields: fields.join(','),
    ...(showsNames ? { include: 'preview' } : {}),
    ...(after === null ? {} : { after }),
  });
  const { body, headers } = await callApi<{ response: readonly ListedChat[] }>(`${logPath(projectId)}?${query}`, {
    signal,
  });
  return { chats: body.response, nextAfter: afterOfNextLink(headers.get('link')) };
}

/** How many chats the filters leave, exactly; null when the server does not say. */
export async function countChats({ projectId, parameters }: LogQuery, signal: AbortSignal): Promise<number | null> {
  const query = queryText({ ...parameters, limit: '1', fields: 'chatId' });
  const headers = { prefer: 'count=exact' };
  const reply = await callApi(`${logPath(projectId)}?${query}`, { headers, signal });
  const total = reply.headers.get('x-total-count');
  return total === null ? null : Number(total);
}

/** When the first or the last of the chats started, as `2025-10-28 10:18:17`; null without chats. */
export async function readEdgeTime(
  { projectId, parameters }: LogQuery,
  direction: 'asc' | 'desc',
  signal: AbortSignal,
): Promise<string | null> {
  const query = queryText({
    ...parameters,
    direction,
    timestamps: 'normalized',
    limit: '1',
    fields: 'sessionStartTime',
  });
  const { body } = await callApi<{ response: readonly { sessionStartTime: string | null }[] }>(
    `${logPath(projectId)}?${query}`,
    { signal },
  );
  return body.response[0]?.sessionStartTime ?? null;
}

/** The chat beside this one within the filters; null at the end. */
export async function readNeighbour(
  { projectId, parameters }: LogQuery,
  { chatId, direction, signal }: { chatId: string; direction: 'asc' | 'desc'; signal: AbortSignal },
): Promise<string | null> {
  const query = queryText({ ...parameters, direction, after: chatId, limit: '1', fields: 'chatId' });
  const { body } = await callApi<{ response: readonly { chatId: number }[] }>(`${logPath(projectId)}?${query}`, {
    signal,
  });
  const [found] = body.response;
  return found === undefined ? null : String(found.chatId);
}

/** The chat with its transcript and additional facts. @throws ApiFailure with status 404 when it is not there */
export async function readChat(
  { projectId, chatId, tz }: { projectId: string; chatId: string; tz: string | undefined },
  signal: AbortSignal,
): Promise<WholeChat> {
  const query = queryText({ include: 'ext', timestamps: 'normalized', ...(tz === undefined ? {} : { tz }) });
  const path = `${logPath(projectId)}/${encodeURIComponent(chatId)}?${query}`;
  return (await callApi<{ response: WholeChat }>(path, { signal })).body.response;
}

/** Where each number of the chat comes from. Its zone is that of the project. */
export async function readExplanation(
  { projectId, chatId }: { projectId: string; chatId: string },
  signal: AbortSignal,
): Promise<ChatExplanation> {
  const path = `${logPath(projectId)}/${encodeURIComponent(chatId)}/explain`;
  return (await callApi<{ response: ChatExplanation }>(path, { signal })).body.response;
}

/** Where all rows of the query come from as a file, in the order of the list. */
export function filePath({ projectId, parameters }: LogQuery, printing: SearchTexts): string {
  return `${logPath(projectId)}?${queryText({ direction: 'desc', ...parameters, ...printing })}`;
}

export function logPath(projectId: string): string {
  return `/v2/projects/${encodeURIComponent(projectId)}/chats`;
}

export function queryText(parameters: SearchTexts): string {
  return new URLSearchParams(parameters).toString();
}
