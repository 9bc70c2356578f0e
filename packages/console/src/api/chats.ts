/** The chat log of a project: rows for the list, whole chats, and the explanation of their numbers. */
import type { Chat, ChatExplanation, ChatExt, ChatPreview, MessageExt, Transfer } from '@parley/contract';
import type { SearchTexts } from '../search/search-text.ts';
import { callApi } from './call-api.ts';
import { nextParameter } from './next-link.ts';

/**
 * A row of the list: the fields that its columns show, and those that are always asked for. Imported chats may lack anything;
 * content is absent for people who see only numbers and times. Times are wall times of the zone of the request.
 */
export interface ListedChat extends Partial<Omit<Chat, 'type' | WrittenKey | ListedKey>>, ListedKeys {
  readonly preview?: ChatPreview;
}

type WrittenKey = 'transcript' | 'visitorTranscript' | 'agentTranscript';
type ListedKey = (typeof LISTED_KEYS)[number];
type ListedKeys = { readonly [Key in Exclude<ListedKey, 'chatId'>]: Chat[Key] | null } & { readonly chatId: number };

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

export interface WholeChat extends ListedKeys {
  /** Absent for people who see only numbers and times. */
  readonly visitorName?: string | null;
  readonly sessionStartTime: string | null;
  readonly sessionCloseTime: string | null;
  readonly duration: number | null;
  readonly firstResponseTime: number | null;
  readonly averageResponseTime: number | null;
  readonly lastVisitorMessageAgentResponseTime: number | null;
  readonly responseCount: number | null;
  readonly transferCount: number | null;
  readonly ticketNo: string | null;
  readonly contactId: number | null;
  readonly pageName: string | null;
  readonly firstAgentName: string | null;
  readonly firstQueueName: string | null;
  readonly transcript?: readonly Message[] | null;
  readonly transfers: readonly Partial<Transfer>[] | null;
  readonly ext?: Partial<ChatExt>;
}

/** What every list asks for, whichever columns it has: the chat's name, and what filters and marks are made of. */
const LISTED_KEYS = [
  'chatId',
  'type',
  'lastAgent',
  'lastAgentName',
  'lastQueueId',
  'lastQueueName',
  'disposition',
  'slaStatus',
  'isSPAM',
] as const satisfies readonly (keyof Chat)[];
export const PAGE_ROWS = 100;

/** What of each chat the list shows. */
export interface ListView {
  /** Besides those that every list asks for. */
  readonly fields: readonly string[];
  /** How the visitor began, what was found, and the number of messages. */
  readonly hasPreview: boolean;
}

export interface LogQuery {
  readonly projectId: string;
  /** Parameters of the API by their names. */
  readonly parameters: SearchTexts;
}

/** Rows in the order of `sort` and `direction`, the newest or the greatest first without one. */
export async function readChatPage(
  { projectId, parameters }: LogQuery,
  { fields, hasPreview }: ListView,
  { after, signal }: { readonly after: string | null; readonly signal: AbortSignal },
): Promise<ChatPage> {
  const query = queryText({
    direction: 'desc',
    timestamps: 'normalized',
    ...parameters,
    limit: String(PAGE_ROWS),
    fields: [...new Set([...LISTED_KEYS, ...fields])].join(','),
    ...(hasPreview ? { include: 'preview' } : {}),
    ...(after === null ? {} : { after }),
  });
  const { body, headers } = await callApi<{ response: readonly ListedChat[] }>(`${logPath(projectId)}?${query}`, {
    signal,
  });
  return { chats: body.response, nextAfter: nextParameter(headers.get('link'), 'after') };
}

/** How many chats the filters leave, exactly; null when the server does not say. */
export async function countChats({ projectId, parameters }: LogQuery, signal: AbortSignal): Promise<number | null> {
  const { sort: _, ...unsorted } = parameters;
  const query = queryText({ ...unsorted, limit: '1', fields: 'chatId' });
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
  const { sort: _, ...unsorted } = parameters;
  const query = queryText({
    ...unsorted,
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

/** The chat beside this one within the filters and in the order of the list; null at the end. */
export async function readNeighbour(
  { projectId, parameters }: LogQuery,
  { place, direction, signal }: { place: string; direction: 'asc' | 'desc'; signal: AbortSignal },
): Promise<string | null> {
  const { sort } = parameters;
  const fields = sort === undefined || sort === 'messageCount' ? 'chatId' : `chatId,${sort}`;
  const shown = sort === 'messageCount' ? { fields, include: 'preview' } : { fields };
  const query = queryText({ ...parameters, ...shown, direction, after: place, limit: '1' });
  const { body } = await callApi<{ response: readonly ListedChat[] }>(`${logPath(projectId)}?${query}`, { signal });
  const [found] = body.response;
  if (found === undefined) return null;
  // Chats without a value are last in both directions: upwards they follow no other.
  const isUpwards = direction !== (parameters.direction?.toLowerCase() ?? 'desc');
  const isAstray = isUpwards && !place.startsWith('none.') && sortedBy(found, sort) === null;
  return isAstray ? null : String(found.chatId);
}

function sortedBy(chat: ListedChat, sort: string | undefined): unknown {
  if (sort === undefined) return chat.chatId;
  return sort === 'messageCount' ? (chat.preview?.messageCount ?? null) : (Reflect.get(chat, sort) ?? null);
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
