/** The events of chats, from which everything else derives. */
import { crc32 } from 'node:zlib';
import { parseExact } from '../../chat-log/input/exact-json.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { DamagedChat } from '../store-error.ts';
import type { AddedRows, Columns, Row, Statements } from './database.ts';
import { limitTo, type Sql, sql } from './sql.ts';

const COLUMNS = {
  seq: 'int',
  at: 'int',
  offset_minutes: 'int',
  body: 'text',
  checksum: 'int?',
} as const satisfies Columns;

/** An event as it is stored. */
export type EventRow = Row<typeof COLUMNS>;

/** An event as it is to be stored: seq, at, offsetMinutes, type, body and checksum. */
export type EventValues = readonly [number, number, number, string, string, number];

/** Events of a long chat that are read at a time: about 3 ms. */
const PIECE_ROWS = 500;
const PIECE_BYTES = 250_000;

const ADDED = ['project_row', 'chat_id', 'seq', 'at', 'offset_minutes', 'type', 'body', 'checksum'] as const;

/** Inserts events. */
export function eventsAdded(
  projectRow: number,
  chats: readonly { readonly chatId: ChatId; readonly events: readonly StoredEvent[] }[],
): AddedRows {
  const rows = chats.flatMap(({ chatId, events }) =>
    events.map((event) => [projectRow, chatId, ...valuesOf(chatId, event)]),
  );
  return { table: 'chat_event', columns: ADDED, rows };
}

export function valuesOf(chatId: ChatId, event: StoredEvent): EventValues {
  const { seq, at, offsetMinutes, body } = event;
  const text = JSON.stringify(body);
  return [seq, at, offsetMinutes, body.type, text, checksumOf(chatId, event, text)];
}

/** Inserts events of one chat. */
export function valuesAdded(projectRow: number, chatId: ChatId, events: readonly EventValues[]): AddedRows {
  return { table: 'chat_event', columns: ADDED, rows: events.map((values) => [projectRow, chatId, ...values]) };
}

/** Replaces the bodies of events. */
export function valuesChanged(projectRow: number, chatId: ChatId, events: readonly EventValues[]): readonly Sql[] {
  return events.map(([seq, , , , body, checksum]) => {
    return sql`UPDATE chat_event SET body = ${body}, checksum = ${checksum}
        WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND seq = ${seq}`;
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
  return { events: openEvents(chatId, rows), isSealed };
}

/** The chat's events from all its rows. @throws DamagedChat */
export function openEvents(chatId: ChatId, rows: readonly EventRow[]): readonly StoredEvent[] {
  return rows.map((row, at) => readEvent(chatId, row, at));
}

/** All events of a long chat, some at a time, as they are stored. The statements must see one moment of the store. */
export async function* readEventPieces(
  statements: Statements,
  projectRow: number,
  chatId: ChatId,
  { lastSeq, documentBytes }: { readonly lastSeq: number; readonly documentBytes: number },
): AsyncGenerator<readonly EventRow[]> {
  const fitting = Math.floor((PIECE_BYTES * lastSeq) / Math.max(documentBytes, 1));
  const limit = Math.max(1, Math.min(PIECE_ROWS, fitting));
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await statements.all(
      COLUMNS,
      sql`SELECT seq, at, offset_minutes, body, checksum FROM chat_event
        WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND seq > ${after} ORDER BY seq LIMIT ${limit}`,
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return;
    after = last.seq;
  }
}

/** At most `limit` events after `seq`, in order. @throws DamagedChat */
export async function readEventsAfter(
  statements: Statements,
  projectRow: number,
  chatId: ChatId,
  seq: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT seq, at, offset_minutes, body, checksum FROM chat_event
      WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND seq > ${seq} ORDER BY seq ${limitTo(limit)}`,
  );
  return rows.map((row, at) => readEvent(chatId, row, seq + at));
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
