/** The project and the chats of the conformance suites, and short ways to read a store. */
import { gunzipSync } from 'node:zlib';
import type { Chat } from '@parley/contract';
import { GzipJoin } from '../../src/chat-log/codec/gzip-join.ts';
import { MARK_BYTES } from '../../src/chat-log/codec/segment.ts';
import type { ChatChunk } from '../../src/chat-log/codec/stored-chat.ts';
import type { ImportChat } from '../../src/chat-log/input/import-chat.ts';
import type { ChatWindow } from '../../src/chat-log/query/chat-selection.ts';
import type { ProjectScope } from '../../src/model/ids.ts';
import { projectId, tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import type { LogReader, ProjectStore } from '../../src/store/chat-store.ts';
import { importChat, sampleEvents } from './sample-import.ts';

export const ZONE = new Zone('Europe/Budapest');
export const AT = instant(Date.UTC(2026, 0, 1));
const COMMA = new TextEncoder().encode(',');

export function scope(tenant: string, project: number): ProjectScope {
  const id = tenantId(tenant);
  if (id === null) throw new TypeError(`${tenant} is no tenant name`);
  return { tenantId: id, projectId: projectId(project) };
}
export const SCOPE = scope('acme', 822);

export function windowOf(part: Partial<ChatWindow> = {}): ChatWindow {
  return { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000_000, ...part };
}

export async function readIds(reader: LogReader, window: ChatWindow): Promise<number[]> {
  const ids: number[] = [];
  for await (const chats of reader.readChats(window)) ids.push(...chats.map((chat) => chat.chatId));
  return ids;
}

export async function countSegments({ chats }: ProjectStore, window: ChatWindow): Promise<number> {
  using reader = await chats.openSnapshot();
  let segments = 0;
  for await (const chunk of reader.readChunks(window, true)) segments += chunk.marks.length / MARK_BYTES;
  return segments;
}

/** A chunk as a client would see it: the documents of the gzip page, parsed. */
export function openChunks(chunks: readonly ChatChunk[]): readonly Chat[] {
  return JSON.parse(`[${textOfChunks(chunks)}]`) as Chat[];
}

/** The documents of the gzip page to the byte, with commas between them. */
export function textOfChunks(chunks: readonly ChatChunk[]): string {
  const gzip = new GzipJoin();
  const bytes = chunks.map((chunk, at) => gzip.segments(chunk.segments, chunk.marks, COMMA, at === 0));
  return gunzipSync(Buffer.concat([gzip.header(), ...bytes, gzip.trailer()])).toString();
}

export function imports(count: number, seed: number, firstId = 1): ImportChat[] {
  return sampleEvents(count, seed).map((events, at) => importChat(firstId + at, events, SCOPE.projectId, ZONE));
}
