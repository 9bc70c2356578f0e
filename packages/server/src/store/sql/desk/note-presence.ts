/**
 * Whether agents and visitors are there. Their going arms timers of their chats, and their coming back disarms them, in the
 * same commit.
 */
import type { ChatId } from '../../../model/ids.ts';
import { chatId } from '../../../model/ids.ts';
import { type Instant, instant } from '../../../model/instant.ts';
import type { Phase } from '../../../model/lifecycle/phase.ts';
import { LIVE_PROFILE } from '../../../model/lifecycle/timer-profile.ts';
import { type TimerKind, visitorPatience } from '../../../model/lifecycle/timers.ts';
import type { Transaction } from '../database.ts';
import { isOneOf, sql } from '../sql.ts';
import { lockAgents } from './agent-rows.ts';
import { lockPerson } from './live-rows.ts';

/** Since when somebody is gone; null: there. Nothing changes for one who was gone, or there, already. */
export async function noteAgent(
  transaction: Transaction,
  projectRow: number,
  agentId: number,
  goneSince: Instant | null,
): Promise<void> {
  const agent = (await lockAgents(transaction, projectRow, [agentId])).get(agentId);
  if (agent === undefined || (agent.goneSince === null) === (goneSince === null)) return;
  await transaction.run(
    sql`UPDATE desk_agent SET gone_since = ${goneSince} WHERE project_row = ${projectRow} AND agent_id = ${agentId}`,
  );
  const rows = await transaction.all(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM desk_place WHERE project_row = ${projectRow} AND agent_id = ${agentId}`,
  );
  const ids = rows.map((row) => chatId(row.chat_id));
  if (agent.goneSince !== null) await disarm(transaction, projectRow, ids, 'agentLost', agent.goneSince);
  // The same on every channel.
  else await arm(transaction, projectRow, ids, 'agentLost', goneSince, LIVE_PROFILE.agentGoneSeconds);
}

/** The same for a visitor of a channel with streams. */
export async function notePerson(
  transaction: Transaction,
  projectRow: number,
  person: string,
  goneSince: Instant | null,
): Promise<void> {
  await transaction.run(
    sql`INSERT INTO live_person (project_row, person) VALUES (${projectRow}, ${person}) ON CONFLICT DO NOTHING`,
  );
  const before = await lockPerson(transaction, projectRow, person);
  if ((before.goneSince === null) === (goneSince === null)) return;
  await transaction.run(
    sql`UPDATE live_person SET gone_since = ${goneSince} WHERE project_row = ${projectRow} AND person = ${person}`,
  );
  const row = await transaction.get(
    { chat_id: 'int', phase: 'text', waiting_since: 'int?' },
    sql`SELECT chat_id, phase, waiting_since FROM live_chat WHERE project_row = ${projectRow} AND person = ${person}`,
  );
  if (row === null) return;
  const ids = [chatId(row.chat_id)];
  const seconds = visitorPatience(row.phase as Phase, row.waiting_since !== null, LIVE_PROFILE);
  if (before.goneSince !== null) await disarm(transaction, projectRow, ids, 'visitorLeft', before.goneSince);
  else await arm(transaction, projectRow, ids, 'visitorLeft', goneSince, seconds);
}

async function arm(
  transaction: Transaction,
  projectRow: number,
  ids: readonly ChatId[],
  kind: TimerKind,
  from: Instant | null,
  seconds: number | null,
): Promise<void> {
  if (from === null || seconds === null || ids.length === 0) return;
  const fireAt = instant(from + seconds * 1000);
  await transaction.runTogether([
    {
      table: 'live_timer',
      columns: ['project_row', 'chat_id', 'kind', 'from_at', 'fire_at', 'is_fired'],
      rows: ids.map((id) => [projectRow, id, kind, from, fireAt, 0]),
      isIfAbsent: true,
    },
  ]);
}

async function disarm(
  transaction: Transaction,
  projectRow: number,
  ids: readonly ChatId[],
  kind: TimerKind,
  from: Instant,
): Promise<void> {
  await transaction.run(
    sql`DELETE FROM live_timer WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}
      AND kind = ${kind} AND from_at = ${from}`,
  );
}
