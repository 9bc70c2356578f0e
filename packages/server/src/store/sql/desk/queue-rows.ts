/** Queues of a project, and who answers in them. */
import type { QueueId } from '../../../model/ids.ts';
import type { QueueSettings } from '../../desk-store.ts';
import type { AddedRows, Columns, Dialect, Row, Statements } from '../database.ts';
import { type Sql, sql } from '../sql.ts';

export interface QueueRow {
  readonly settings: QueueSettings;
  /** Whom it gave its last chat; null before the first. */
  readonly lastAgentId: number | null;
}

const COLUMNS = { settings: 'text', last_agent: 'int?' } as const satisfies Columns;

export async function listQueues(statements: Statements, projectRow: number): Promise<readonly QueueRow[]> {
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT settings, last_agent FROM desk_queue WHERE project_row = ${projectRow} ORDER BY queue_id`,
  );
  return rows.map((row) => readQueue(statements.dialect, row));
}

/** null when there is no such queue. */
export async function findQueue(statements: Statements, projectRow: number, queueId: number): Promise<QueueRow | null> {
  const row = await statements.get(
    COLUMNS,
    sql`SELECT settings, last_agent FROM desk_queue WHERE project_row = ${projectRow} AND queue_id = ${queueId}`,
  );
  return row === null ? null : readQueue(statements.dialect, row);
}

function readQueue(dialect: Dialect, row: Row<typeof COLUMNS>): QueueRow {
  return { settings: JSON.parse(dialect.decodeText(row.settings)) as QueueSettings, lastAgentId: row.last_agent };
}

export function queueSaved({ dialect }: Statements, projectRow: number, queue: QueueSettings): Sql {
  const settings = dialect.encodeText(JSON.stringify(queue));
  return sql`INSERT INTO desk_queue (project_row, queue_id, settings) VALUES (${projectRow}, ${queue.queueId}, ${settings})
    ON CONFLICT (project_row, queue_id) DO UPDATE SET settings = excluded.settings`;
}

export function lastAgentNoted(projectRow: number, queueId: number, agentId: number): Sql {
  return sql`UPDATE desk_queue SET last_agent = ${agentId} WHERE project_row = ${projectRow} AND queue_id = ${queueId}`;
}

export async function listMembers(statements: Statements, projectRow: number): Promise<ReadonlyMap<number, number[]>> {
  const rows = await statements.all(
    { queue_id: 'int', agent_id: 'int' },
    sql`SELECT queue_id, agent_id FROM desk_member WHERE project_row = ${projectRow} ORDER BY queue_id, agent_id`,
  );
  const byQueue = Map.groupBy(rows, (row) => row.queue_id);
  return new Map([...byQueue].map(([queueId, members]) => [queueId, members.map((row) => row.agent_id)]));
}

/** Replaces the members of a queue, in this order. */
export function membersSet(
  projectRow: number,
  queueId: QueueId,
  agentIds: readonly number[],
): readonly [Sql, AddedRows] {
  return [
    sql`DELETE FROM desk_member WHERE project_row = ${projectRow} AND queue_id = ${queueId}`,
    {
      table: 'desk_member',
      columns: ['project_row', 'queue_id', 'agent_id'],
      rows: [...new Set(agentIds)].map((agentId) => [projectRow, queueId, agentId]),
    },
  ];
}
