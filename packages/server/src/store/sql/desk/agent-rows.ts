/** Agents of a project, with how much they have to do. */
import type { Presence } from '@parley/contract';
import type { Instant } from '../../../model/instant.ts';
import type { AgentSettings, DeskAgent } from '../../desk-store.ts';
import type { Change, Columns, Dialect, Row, Statements, Transaction } from '../database.ts';
import { isOneOf, raw, type Sql, sql } from '../sql.ts';

const COLUMNS = {
  agent_id: 'int',
  login: 'text',
  name: 'text',
  capacity: 'int',
  presence: 'text',
  gone_since: 'int?',
  given_at: 'int?',
  unanswered: 'int',
} as const satisfies Columns;
const NAMES = raw(Object.keys(COLUMNS).join(', '));
const PLACES = { agent_id: 'int', taken: 'int' } as const satisfies Columns;

export async function listAgents(statements: Statements, projectRow: number): Promise<readonly DeskAgent[]> {
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT ${NAMES} FROM desk_agent WHERE project_row = ${projectRow} ORDER BY agent_id`,
  );
  return withPlaces(statements, projectRow, rows);
}

export async function findAgent(
  statements: Statements,
  projectRow: number,
  agentId: number,
): Promise<DeskAgent | null> {
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT ${NAMES} FROM desk_agent WHERE project_row = ${projectRow} AND agent_id = ${agentId}`,
  );
  return (await withPlaces(statements, projectRow, rows))[0] ?? null;
}

/** Those that exist, each for this transaction alone: whoever gives one a chat has to wait. */
export async function lockAgents(
  transaction: Transaction,
  projectRow: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, DeskAgent>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.all(
    COLUMNS,
    transaction.dialect.forUpdate(
      sql`SELECT ${NAMES} FROM desk_agent WHERE project_row = ${projectRow} AND ${isOneOf('agent_id', ids)}
        ORDER BY agent_id`,
    ),
  );
  // Another statement: PostgreSQL shows the one that waited nothing of what was committed meanwhile.
  const agents = await withPlaces(transaction, projectRow, rows);
  return new Map(agents.map((agent) => [agent.agentId, agent]));
}

async function withPlaces(
  statements: Statements,
  projectRow: number,
  rows: readonly Row<typeof COLUMNS>[],
): Promise<readonly DeskAgent[]> {
  const ids = rows.map((row) => row.agent_id);
  const places = await statements.all(
    PLACES,
    sql`SELECT agent_id, sum(weight) AS taken FROM desk_place
      WHERE project_row = ${projectRow} AND ${isOneOf('agent_id', ids)} GROUP BY agent_id`,
  );
  const taken = new Map(places.map((place) => [place.agent_id, place.taken]));
  return rows.map((row) => readAgent(statements.dialect, row, taken.get(row.agent_id) ?? 0));
}

function readAgent(dialect: Dialect, row: Row<typeof COLUMNS>, taken: number): DeskAgent {
  return {
    agentId: row.agent_id,
    login: row.login,
    name: dialect.decodeText(row.name),
    capacity: row.capacity,
    presence: row.presence as Presence,
    goneSince: row.gone_since as Instant | null,
    taken,
    lastGivenAt: row.given_at as Instant | null,
    unanswered: row.unanswered,
  };
}

/** A new agent is away, and not connected. */
export function agentSaved({ dialect }: Statements, projectRow: number, agent: AgentSettings, at: Instant): Sql {
  const { agentId, login, name, capacity } = agent;
  return sql`INSERT INTO desk_agent (project_row, agent_id, login, name, capacity, presence, gone_since, unanswered)
    VALUES (${projectRow}, ${agentId}, ${login}, ${dialect.encodeText(name)}, ${capacity}, 'away', ${at}, 0)
    ON CONFLICT (project_row, agent_id) DO UPDATE SET login = excluded.login, name = excluded.name, capacity = excluded.capacity`;
}

/** What a change of a chat does to its agents. */
export interface AgentNews {
  /** Those who got the chat or were asked. */
  readonly givenIds: readonly number[];
  /** Who said nothing until the offer ended; null for nobody. */
  readonly silentId: number | null;
  /** Who did something; null for nobody. */
  readonly actingId: number | null;
}

export function agentsChanged(
  projectRow: number,
  { givenIds, silentId, actingId }: AgentNews,
  agents: ReadonlyMap<number, DeskAgent>,
  at: Instant,
): readonly Change[] {
  const ids = new Set([...givenIds, silentId, actingId].filter((id) => id !== null));
  return [...ids].flatMap((id): readonly Change[] => {
    const agent = agents.get(id);
    if (agent === undefined) return [];
    const unanswered = id === silentId ? agent.unanswered + 1 : id === actingId ? 0 : agent.unanswered;
    const lastGivenAt = givenIds.includes(id) ? at : agent.lastGivenAt;
    if (unanswered === agent.unanswered && lastGivenAt === agent.lastGivenAt) return [];
    return [
      sql`UPDATE desk_agent SET unanswered = ${unanswered}, given_at = ${lastGivenAt}
        WHERE project_row = ${projectRow} AND agent_id = ${id}`,
    ];
  });
}

export function presenceChosen(projectRow: number, agentId: number, presence: Presence): Sql {
  return sql`UPDATE desk_agent SET presence = ${presence}, unanswered = 0
    WHERE project_row = ${projectRow} AND agent_id = ${agentId}`;
}
