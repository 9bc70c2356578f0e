/** The events of chats, from which everything else derives. */
import { crc32 } from 'node:zlib';
import { parseExact } from '../../chat-log/input/exact-json.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { DamagedChat } from '../store-error.ts';
import type { AddedRows, Columns, Row, Statements } from './database.ts';
import { type Sql, sql } from './sql.ts';

const COLUMNS = {
  seq: 'int',
  at: 'int',
  offset_minutes: 'int',
  body: 'text',
  checksum: 'int?',
} as const satisfies Columns;

const ADDED = ['project_row', 'chat_id', 'seq', 'at', 'offset_minutes', 'type', 'body', 'checksum'] as const;

/** Inserts events. */
export function eventsAdded(
  projectRow: number,
  chats: readonly { readonly chatId: ChatId; readonly events: readonly StoredEvent[] }[],
): AddedRows {
  const rows = chats.flatMap(({ chatId, events }) =>
    events.map((event) => {
      const { seq, at, offsetMinutes, body } = event;
      const text = JSON.stringify(body);
      return [projectRow, chatId, seq, at, offsetMinutes, body.type, text, checksumOf(chatId, event, text)];
    }),
  );
  return { table: 'chat_event', columns: ADDED, rows };
}

/** Replaces the bodies of events. */
export function eventsChanged(projectRow: number, chatId: ChatId, events: readonly StoredEvent[]): readonly Sql[] {
  return events.map((event) => {
    const text = JSON.stringify(event.body);
    return sql`UPDATE chat_event SET body = ${text}, checksum = ${checksumOf(chatId, event, text)}
        WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND seq = ${event.seq}`;
  });
}

/** CRC-32 of an event; `text` is its body as stored. */
function checksumOf(chatId: number, { seq, at, offsetMinutes }: Omit<StoredEvent, 'body'>, text: string): number {
  return crc32(`${chatId} ${seq} ${at} ${offsetMinutes} ${text}`);
}

/** Events of a chat as they were stored. */
export interface ReadEvents {
  /** In order of `seq`, from 1 on without a gap; empty when there is no such chat. */
  readonly events: readonly StoredEvent[];
  /** Whether each has a checksum; those that 0.1.0 stored have none. */
  readonly isSealed: boolean;
}

/** Compares every event with its checksum. @throws DamagedChat when one differs, or one in between is missing */
export async function readSealedEvents(
  statements: Statements,
  projectRow: number,
  chatId: ChatId,
): Promise<ReadEvents> {
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT seq, at, offset_minutes, body, checksum FROM chat_event
      WHERE project_row = ${projectRow} AND chat_id = ${chatId} ORDER BY seq`,
  );
  const isSealed = rows.every((row) => row.checksum !== null);
  return { events: rows.map((row, at) => readEvent(chatId, row, at)), isSealed };
}

function readEvent(chatId: ChatId, row: Row<typeof COLUMNS>, at: number): StoredEvent {
  const place = { seq: row.seq, at: row.at as Instant, offsetMinutes: row.offset_minutes };
  if (row.seq !== at + 1) throw new DamagedChat(chatId, `event ${at + 1} is missing`);
  if (row.checksum !== null && row.checksum !== checksumOf(chatId, place, row.body)) {
    throw new DamagedChat(chatId, `event ${row.seq} does not match its checksum`);
  }
  try {
    return { ...place, body: parseExact(row.body) } as StoredEvent;
  } catch {
    // Without its cause, which quotes what the chat holds.
    throw new DamagedChat(chatId, `event ${row.seq} cannot be read`);
  }
}

/** In order of `seq`; empty when there is no such chat. @throws DamagedChat */
export async function readEvents(
  statements: Statements,
  projectRow: number,
  chatId: ChatId,
): Promise<readonly StoredEvent[]> {
  return (await readSealedEvents(statements, projectRow, chatId)).events;
}

/** Gives the chat's events that have no checksum theirs, as they are now. */
export async function findUnsealedEvents(
  statements: Statements,
  projectRow: number,
  chatId: ChatId,
): Promise<readonly Sql[]> {
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT seq, at, offset_minutes, body, checksum FROM chat_event
      WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND checksum IS NULL ORDER BY seq`,
  );
  return rows.map((row) => {
    const event = { seq: row.seq, at: row.at as Instant, offsetMinutes: row.offset_minutes };
    return sql`UPDATE chat_event SET checksum = ${checksumOf(chatId, event, row.body)}
      WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND seq = ${row.seq}`;
  });
}
