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

/** Somebody by a server; `goneSince` is null when they come. */
export interface Note {
  readonly projectRow: number;
  readonly server: string;
  readonly goneSince: Instant | null;
}

/** Nothing changes for one who was gone, or there, already. */
export async function noteAgent(transaction: Transaction, agentId: number, note: Note): Promise<void> {
  const { projectRow, goneSince } = note;
  const agent = (await lockAgents(transaction, projectRow, [agentId])).get(agentId);
  if (agent === undefined || (await isThereStill(transaction, `agent ${agentId}`, note))) return;
  if ((agent.goneSince === null) === (goneSince === null)) return;
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
export async function notePerson(transaction: Transaction, person: string, note: Note): Promise<void> {
  const { projectRow, goneSince } = note;
  await transaction.run(
    sql`INSERT INTO live_person (project_row, person) VALUES (${projectRow}, ${person}) ON CONFLICT DO NOTHING`,
  );
  const before = await lockPerson(transaction, projectRow, person);
  if (await isThereStill(transaction, `${PERSON}${person}`, note)) return;
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

const PERSON = 'person ';

/** Notes who comes or goes by this server; true when somebody goes who is there by another. */
async function isThereStill(
  transaction: Transaction,
  who: string,
  { projectRow, server, goneSince }: Note,
): Promise<boolean> {
  if (goneSince === null) {
    const columns = ['project_row', 'who', 'server'];
    await transaction.runTogether([
      { table: 'live_presence', columns, rows: [[projectRow, who, server]], isIfAbsent: true },
    ]);
    return false;
  }
  await transaction.run(
    sql`DELETE FROM live_presence WHERE project_row = ${projectRow} AND who = ${who} AND server = ${server}`,
  );
  const other = await transaction.get(
    { server: 'text' },
    sql`SELECT server FROM live_presence WHERE project_row = ${projectRow} AND who = ${who} LIMIT 1`,
  );
  return other !== null;
}

/** Whoever was there by a server alone is gone. */
export async function noteServerGone(transaction: Transaction, server: string, goneSince: Instant): Promise<void> {
  const rows = await transaction.all(
    { project_row: 'int', who: 'text' },
    sql`SELECT project_row, who FROM live_presence WHERE server = ${server} ORDER BY project_row, who`,
  );
  for (const { project_row: projectRow, who } of rows) {
    const note = { projectRow, server, goneSince };
    if (who.startsWith(PERSON)) await notePerson(transaction, who.slice(PERSON.length), note);
    else await noteAgent(transaction, Number(who.slice('agent '.length)), note);
  }
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
