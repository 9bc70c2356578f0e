/** Facts of stored chats, made again from their documents. */
import { inflateRawSync } from 'node:zlib';
import type { LoggedChat } from '@parley/contract';
import { packBrief } from '../../chat-log/codec/chat-brief.ts';
import { factsOf } from '../../chat-log/fold/chat-facts.ts';
import type { StoredExt } from '../../chat-log/fold/folded-chat.ts';
import { SHARED } from '../../chat-log/query/fact-columns.ts';
import { chatId } from '../../model/ids.ts';
import { DamagedChat, StoreError } from '../store-error.ts';
import { ChatMender, type MenderParts } from './chat-mender.ts';
import { readRows } from './chat-reader.ts';
import type { ChatRow, SoundChat } from './chat-row.ts';
import type { Columns, Row, Statements } from './database.ts';
import { type MadeFact, measuredValues } from './fact-table.ts';
import type { LongChats } from './long-chats.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, raw, type SqlValue, sql } from './sql.ts';

const SHARED_ROW: Columns = Object.fromEntries([
  ['chat_id', 'int'],
  ['revision', 'int'],
  ...SHARED.map(({ name, kind }) => [name, kind === 'compared' ? 'text' : 'int'] as const),
]);
const SHARED_NAMES = SHARED.map(({ name }) => name).join(', ');

/** Facts and the revision of the chat that they are of. */
export interface MadeFactOf extends MadeFact {
  readonly revision: number;
  readonly brief: Uint8Array | null;
  /** What its full row is made of; null for a long chat, which has none. */
  readonly opened: OpenedChat | null;
}

interface OpenedChat {
  readonly stored: SoundChat;
  readonly chat: LoggedChat;
  readonly ext: StoredExt;
}

/**
 * Those of the chats that exist, in no order. A chat that cannot be read is told to `onError`, which may throw, and is left
 * out.
 */
export async function makeFacts(
  statements: Statements,
  project: ProjectRow,
  ids: readonly number[],
  parts: MenderParts,
  onError: (chatId: number, error: unknown) => void,
): Promise<readonly MadeFactOf[]> {
  const wanted = ids.map(chatId);
  if (wanted.length === 0) return [];
  const shared = await statements.all(
    SHARED_ROW,
    sql`SELECT chat_id, revision, ${raw(SHARED_NAMES)} FROM chat
      WHERE project_row = ${project.projectRow} AND ${isOneOf('chat_id', wanted)}`,
  );
  const byId = new Map(shared.map((row) => [row.chat_id, row]));
  const mender = new ChatMender(parts, project);
  const made: MadeFactOf[] = [];
  for (const row of await readRows(statements, project.projectRow, wanted)) {
    const own = byId.get(row.chat_id);
    if (own === undefined || own.revision !== row.revision) continue;
    try {
      made.push(await makeFact(statements, parts.longChats, mender, row, own));
    } catch (error) {
      if (error instanceof StoreError && !(error instanceof DamagedChat)) throw error;
      onError(row.chat_id, error);
    }
  }
  return made;
}

async function makeFact(
  statements: Statements,
  longChats: LongChats,
  mender: ChatMender,
  row: ChatRow,
  own: Row<Columns>,
): Promise<MadeFactOf> {
  const chat = await mender.open(statements, row);
  const { facts, brief, opened } = await readFacts(chat, longChats);
  const shared = SHARED.map(({ name }) => own[name] as SqlValue);
  const values = [...shared, ...measuredValues(statements.dialect, facts)];
  return { chatId: chatId(row.chat_id), revision: row.revision, values, brief, opened };
}

async function readFacts(stored: SoundChat, longChats: LongChats) {
  if (stored.document === null) return { ...(await longChats.facts(stored)), opened: null };
  const chat = JSON.parse(Buffer.from(stored.document).toString()) as LoggedChat;
  const ext = JSON.parse(inflateRawSync(stored.ext).toString()) as StoredExt;
  return { facts: factsOf(chat, ext), brief: packBrief(chat, ext), opened: { stored, chat, ext } };
}
