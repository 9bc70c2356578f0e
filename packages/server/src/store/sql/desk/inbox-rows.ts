/** Live chats as those see them who take part. */
import { type ChatId, chatId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import type { Phase } from '../../../model/lifecycle/phase.ts';
import type { ChatPlace, LiveChat, QueueLength } from '../../live-store.ts';
import type { Columns, Row, Statements } from '../database.ts';
import { isOneOf, raw, sql } from '../sql.ts';

const COLUMNS = {
  chat_id: 'int',
  person: 'text',
  phase: 'text',
  queue_id: 'int?',
  owner: 'int?',
  asked: 'int?',
  offered_until: 'int?',
  last_seq: 'int',
  gone_since: 'int?',
} as const satisfies Columns;
const LIVE_CHATS =
  raw(`SELECT l.chat_id, l.person, l.phase, l.queue_id, l.owner, l.asked, l.offered_until, c.last_seq, p.gone_since
  FROM live_chat AS l JOIN chat AS c ON c.project_row = l.project_row AND c.chat_id = l.chat_id
  LEFT JOIN live_person AS p ON p.project_row = l.project_row AND p.person = l.person`);

const PLACE = { person: 'text', chat_id: 'int' } as const satisfies Columns;

/** By id, the chats that the agent has or is asked about. */
export async function listChatsOf(
  statements: Statements,
  projectRow: number,
  agentId: number,
): Promise<readonly LiveChat[]> {
  const rows = await statements.all(
    COLUMNS,
    sql`${LIVE_CHATS} WHERE l.project_row = ${projectRow} AND (l.owner = ${agentId} OR l.asked = ${agentId}) ORDER BY l.chat_id`,
  );
  return rows.map(readLiveChat);
}

const SHOWN = {
  chat_id: 'int',
  phase: 'text',
  queue_id: 'int?',
  owner: 'int?',
  asked: 'int?',
  offered_until: 'int?',
  gone_since: 'int?',
  name: 'text?',
} as const satisfies Columns;

/** For each of the agents a text of what their inbox shows of chats: another one whenever that is other. Without chats there is none. */
export async function markInboxes(
  statements: Statements,
  projectRow: number,
  agentIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await statements.all(
    SHOWN,
    sql`SELECT l.chat_id, l.phase, l.queue_id, l.owner, l.asked, l.offered_until, p.gone_since, c.name FROM live_chat AS l
      LEFT JOIN live_person AS p ON p.project_row = l.project_row AND p.person = l.person
      LEFT JOIN live_contact AS c ON c.project_row = l.project_row AND c.person = l.person
      WHERE l.project_row = ${projectRow} AND (${isOneOf('l.owner', agentIds)} OR ${isOneOf('l.asked', agentIds)})
      ORDER BY l.chat_id`,
  );
  const marks = new Map<number, string>();
  for (const row of rows) {
    for (const agentId of new Set([row.owner, row.asked])) {
      if (agentId !== null) marks.set(agentId, (marks.get(agentId) ?? '') + JSON.stringify(Object.values(row)));
    }
  }
  return marks;
}

/** null when it is closed for good, or there is none. */
export async function findLiveChat(statements: Statements, projectRow: number, id: ChatId): Promise<LiveChat | null> {
  const row = await statements.get(
    COLUMNS,
    sql`${LIVE_CHATS} WHERE l.project_row = ${projectRow} AND l.chat_id = ${id}`,
  );
  return row === null ? null : readLiveChat(row);
}

/** The person's chat that is not closed for good; else their last. Those who have none are left out. */
export async function findChatsOf(
  statements: Statements,
  projectRow: number,
  persons: readonly string[],
): Promise<ReadonlyMap<string, ChatId>> {
  if (persons.length === 0) return new Map();
  const open = await statements.all(
    PLACE,
    sql`SELECT person, chat_id FROM live_chat WHERE project_row = ${projectRow} AND ${isOneOf('person', persons)}`,
  );
  const places = new Map(open.map((row) => [row.person, chatId(row.chat_id)]));
  const others = persons.filter((person) => !places.has(person));
  if (others.length === 0) return places;
  const last = await statements.all(
    PLACE,
    sql`SELECT person, last_chat AS chat_id FROM live_person
      WHERE project_row = ${projectRow} AND last_chat IS NOT NULL AND ${isOneOf('person', others)}`,
  );
  for (const row of last) places.set(row.person, chatId(row.chat_id));
  return places;
}

/** The same chats, and where they stand. */
export async function findPlacesOf(
  statements: Statements,
  projectRow: number,
  persons: readonly string[],
): Promise<ReadonlyMap<string, ChatPlace>> {
  const chats = await findChatsOf(statements, projectRow, persons);
  const seqs = await readLastSeqs(statements, projectRow, [...chats.values()]);
  const places = new Map<string, ChatPlace>();
  for (const [person, id] of chats) {
    const seq = seqs.get(id);
    if (seq !== undefined) places.set(person, { chatId: id, seq });
  }
  return places;
}

/** Of the last event of each chat that there is. */
export async function readLastSeqs(
  statements: Statements,
  projectRow: number,
  ids: readonly ChatId[],
): Promise<ReadonlyMap<ChatId, number>> {
  if (ids.length === 0) return new Map();
  const rows = await statements.all(
    { chat_id: 'int', last_seq: 'int' },
    sql`SELECT chat_id, last_seq FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  return new Map(rows.map((row) => [chatId(row.chat_id), row.last_seq]));
}

/** Of queues in which somebody waits. */
export async function countWaiting(
  statements: Statements,
  projectRow: number,
  queueIds: readonly number[],
): Promise<ReadonlyMap<number, QueueLength>> {
  if (queueIds.length === 0) return new Map();
  const rows = await statements.all(
    { queue_id: 'int', waiting: 'int', since: 'int?' },
    sql`SELECT queue_id, count(*) AS waiting, min(waiting_since) AS since FROM live_chat
      WHERE project_row = ${projectRow} AND phase = 'queued' AND ${isOneOf('queue_id', queueIds)} GROUP BY queue_id`,
  );
  return new Map(rows.map((row) => [row.queue_id, { waiting: row.waiting, since: row.since as Instant | null }]));
}

function readLiveChat(row: Row<typeof COLUMNS>): LiveChat {
  return {
    chatId: chatId(row.chat_id),
    person: row.person,
    phase: row.phase as Phase,
    queueId: row.queue_id,
    ownerId: row.owner,
    askedId: row.asked,
    offeredUntil: row.offered_until as Instant | null,
    seq: row.last_seq,
    visitorGoneSince: row.gone_since as Instant | null,
  };
}
