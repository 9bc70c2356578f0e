/** What is kept of a live chat beside its events, so that it is found: where it stands, whose places it takes, its timers. */
import { type ChatId, chatId } from '../../../model/ids.ts';
import { type Instant, instant } from '../../../model/instant.ts';
import { type Lifecycle, occupantsOf, queueOf } from '../../../model/lifecycle/lifecycle.ts';
import { profileOf } from '../../../model/lifecycle/timer-profile.ts';
import type { Timer, TimerKind } from '../../../model/lifecycle/timers.ts';
import { weightOf } from '../../../model/routing.ts';
import type { PreviousChat } from '../../desk-store.ts';
import type { Change, Statements, Transaction } from '../database.ts';
import { isOneOf, join, type Sql, sql } from '../sql.ts';

export interface LivePerson {
  readonly person: string;
  /** Since when there is no stream; null with one. */
  readonly goneSince: Instant | null;
  /** null before the first. */
  readonly previous: PreviousChat | null;
}

/** The chat of a person that is not closed for good; null when there is none. */
export async function findOpenChat(statements: Statements, projectRow: number, person: string): Promise<ChatId | null> {
  const row = await statements.get(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM live_chat WHERE project_row = ${projectRow} AND person = ${person}`,
  );
  return row === null ? null : chatId(row.chat_id);
}

/** Whose chat it is; null when it is closed for good. */
export async function findPersonOf(statements: Statements, projectRow: number, id: ChatId): Promise<string | null> {
  const row = await statements.get(
    { person: 'text' },
    sql`SELECT person FROM live_chat WHERE project_row = ${projectRow} AND chat_id = ${id}`,
  );
  return row?.person ?? null;
}

/** Nobody else changes whether the person is there until the commit. Somebody who was never seen has no stream and no chat. */
export async function lockPerson(transaction: Transaction, projectRow: number, person: string): Promise<LivePerson> {
  const row = await transaction.get(
    { gone_since: 'int?', last_chat: 'int?', last_agent: 'int?', closed_at: 'int?' },
    transaction.dialect.forUpdate(
      sql`SELECT gone_since, last_chat, last_agent, closed_at FROM live_person WHERE project_row = ${projectRow} AND person = ${person}`,
    ),
  );
  return {
    person,
    goneSince: (row?.gone_since ?? null) as Instant | null,
    previous: row === null ? null : previousOf(row),
  };
}

interface ClosedRow {
  readonly last_chat: number | null;
  readonly last_agent: number | null;
  readonly closed_at: number | null;
}

function previousOf({ last_chat, last_agent, closed_at }: ClosedRow): PreviousChat | null {
  if (last_chat === null) return null;
  return { chatId: chatId(last_chat), agentId: last_agent, closedAt: instant(closed_at ?? 0) };
}

/** The places and timers of a chat as they are stored. */
export interface Kept {
  readonly placeIds: readonly number[];
  readonly timers: readonly (Timer & { readonly isFired: boolean })[];
}

export async function readKept(statements: Statements, projectRow: number, id: ChatId): Promise<Kept> {
  const rows = await statements.all(
    { kind: 'text', value: 'int', fire_at: 'int', is_fired: 'int' },
    sql`SELECT kind, from_at AS value, fire_at, is_fired FROM live_timer WHERE project_row = ${projectRow} AND chat_id = ${id}
      UNION ALL SELECT '', agent_id, 0, 0 FROM desk_place WHERE project_row = ${projectRow} AND chat_id = ${id}`,
  );
  const [places, timers] = [rows.filter(({ kind }) => kind === ''), rows.filter(({ kind }) => kind !== '')];
  return {
    placeIds: places.map(({ value }) => value),
    timers: timers.map((row) => ({
      kind: row.kind as TimerKind,
      from: row.value as Instant,
      fireAt: row.fire_at as Instant,
      isFired: row.is_fired === 1,
    })),
  };
}

export const NOTHING_KEPT: Kept = { placeIds: [], timers: [] };

export interface LiveWrite {
  readonly projectRow: number;
  readonly chatId: ChatId;
  readonly person: string;
  /** null before the first event. */
  readonly before: Lifecycle | null;
  readonly after: Lifecycle;
  readonly kept: Kept;
  readonly timers: readonly Timer[];
}

/** Only what differs is written: most messages move one timer. */
export function liveChanged(write: LiveWrite): readonly Change[] {
  const isEnded = write.after.phase === 'closed';
  return [
    ...rowChanged(write),
    ...placesChanged(write),
    ...timersChanged(write),
    ...(isEnded ? personChanged(write) : []),
  ];
}

function rowChanged({ projectRow, chatId: id, person, before, after }: LiveWrite): readonly Change[] {
  if (after.phase === 'closed') {
    if (before?.phase === 'closed') return [];
    return [sql`DELETE FROM live_chat WHERE project_row = ${projectRow} AND chat_id = ${id}`];
  }
  const [was, is] = [before === null ? null : foundBy(before), foundBy(after)];
  if (was === null) {
    const columns = ['project_row', 'chat_id', 'person', 'weight', ...Object.keys(is)];
    const weight = weightOf(after.chat.start.channel);
    return [{ table: 'live_chat', columns, rows: [[projectRow, id, person, weight, ...Object.values(is)]] }];
  }
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  return [
    sql`UPDATE live_chat SET phase = ${is.phase}, queue_id = ${is.queue_id}, is_returned = ${is.is_returned},
      waiting_since = ${is.waiting_since}, owner = ${is.owner}, asked = ${is.asked}, offered_until = ${is.offered_until}
      WHERE project_row = ${projectRow} AND chat_id = ${id}`,
  ];
}

function foundBy(chat: Lifecycle) {
  const { offerSeconds } = profileOf(chat.chat.start.channel);
  const offerEnd = chat.offer === null || offerSeconds === null ? null : chat.offer.at + offerSeconds * 1000;
  return {
    phase: chat.phase,
    queue_id: queueOf(chat)?.queueId ?? null,
    is_returned: Number(chat.isReturned),
    waiting_since: chat.chat.handling.waitingSince,
    owner: chat.chat.handling.owner?.agentId ?? null,
    asked: chat.offer?.agent.agentId ?? null,
    offered_until: offerEnd,
  };
}

function placesChanged({ projectRow, chatId: id, after, kept }: LiveWrite): readonly Change[] {
  const now = occupantsOf(after);
  const [gone, added] = [without(kept.placeIds, now), without(now, kept.placeIds)];
  const weight = weightOf(after.chat.start.channel);
  return [
    ...(gone.length === 0
      ? []
      : [
          sql`DELETE FROM desk_place WHERE project_row = ${projectRow} AND chat_id = ${id} AND ${isOneOf('agent_id', gone)}`,
        ]),
    ...(added.length === 0
      ? []
      : [
          {
            table: 'desk_place',
            columns: ['project_row', 'agent_id', 'chat_id', 'weight'],
            rows: added.map((agentId) => [projectRow, agentId, id, weight]),
          },
        ]),
  ];
}

function timersChanged({ projectRow, chatId: id, kept, timers }: LiveWrite): readonly Change[] {
  const nameOf = ({ kind, from }: Pick<Timer, 'kind' | 'from'>) => `${kind} ${from}`;
  const [had, has] = [new Set(kept.timers.map(nameOf)), new Set(timers.map(nameOf))];
  const gone = kept.timers.filter((timer) => !has.has(nameOf(timer)));
  const added = timers.filter((timer) => !had.has(nameOf(timer)));
  const isOne = gone.map(({ kind, from }): Sql => sql`(kind = ${kind} AND from_at = ${from})`);
  return [
    ...(gone.length === 0
      ? []
      : [
          sql`DELETE FROM live_timer WHERE project_row = ${projectRow} AND chat_id = ${id} AND (${join(isOne, ' OR ')})`,
        ]),
    ...(added.length === 0
      ? []
      : [
          {
            table: 'live_timer',
            columns: ['project_row', 'chat_id', 'kind', 'from_at', 'fire_at', 'is_fired'],
            rows: added.map(({ kind, from, fireAt }) => [projectRow, id, kind, from, fireAt, 0]),
          },
        ]),
  ];
}

function personChanged({ projectRow, chatId: id, person, before, after }: LiveWrite): readonly Change[] {
  if (before?.phase === 'closed') return [];
  return [
    sql`INSERT INTO live_person (project_row, person, last_chat, last_agent, closed_at)
      VALUES (${projectRow}, ${person}, ${id}, ${after.chat.handling.lastAgent?.agentId ?? null}, ${after.chat.latestAt})
      ON CONFLICT (project_row, person) DO UPDATE SET last_chat = excluded.last_chat, last_agent = excluded.last_agent,
        closed_at = excluded.closed_at`,
  ];
}

function without(values: readonly number[], others: readonly number[]): readonly number[] {
  return values.filter((value) => !others.includes(value));
}

/** Of chats that are removed. A person whose last chat goes was never here. */
export function liveRemoved(projectRow: number, ids: readonly ChatId[]): readonly Sql[] {
  const isGone = isOneOf('chat_id', ids);
  return [
    sql`DELETE FROM live_contact WHERE project_row = ${projectRow} AND person IN (
      SELECT person FROM live_chat WHERE project_row = ${projectRow} AND ${isGone}
      UNION SELECT person FROM live_person WHERE project_row = ${projectRow} AND ${isOneOf('last_chat', ids)})`,
    sql`DELETE FROM live_person WHERE project_row = ${projectRow} AND ${isOneOf('last_chat', ids)}`,
    sql`DELETE FROM live_chat WHERE project_row = ${projectRow} AND ${isGone}`,
    sql`DELETE FROM desk_place WHERE project_row = ${projectRow} AND ${isGone}`,
    sql`DELETE FROM live_timer WHERE project_row = ${projectRow} AND ${isGone}`,
    sql`DELETE FROM live_read WHERE project_row = ${projectRow} AND ${isGone}`,
  ];
}
