/**
 * A selection of chats as SQL: which conditions, and how far one statement may look before it must pause. Both stores name
 * tables and columns alike, so that one text serves both.
 */
import type { ChatSelection, ChatWindow } from '../chat-log/query/chat-selection.ts';

/** Values stand as `?`, in order. */
export interface SqlPart {
  readonly sql: string;
  readonly values: readonly (number | string)[];
}

/** A project by the number under which the tables know it. */
interface ProjectKey {
  readonly projectRow: number;
}

/** Members that an index finds by themselves, in the order in which one is preferred over another. */
const INDEXED = ['entityId', 'contactId', 'ticketId', 'agentId', 'queueId', 'lastAgent', 'disposition'] as const;

const COLUMN_OF = {
  lastAgent: 'last_agent',
  entityId: 'entity_id',
  contactId: 'contact_id',
  ticketId: 'ticket_id',
  type: 'type',
  disposition: 'disposition',
  slaStatus: 'sla_status',
} as const;

/**
 * Whether a statement may look through everything at once, because every row that it looks at is one that it wants: no
 * condition, or a single one that has an index. Everything else is read in bounded stretches of ids.
 */
export function isDirect(selection: ChatSelection): boolean {
  const given = Object.values(selection).filter((value) => value !== undefined).length;
  if (given === 0) return true;
  if (given > 1) return false;
  if (selection.isOpen === true || selection.isSpam === true) return true;
  // 0 means "none" and is left out of the partial indexes.
  if (selection.entityId === 0 || selection.contactId === 0 || selection.ticketId === 0) return false;
  return INDEXED.some((name) => selection[name] !== undefined);
}

export interface SelectionSql extends SqlPart {
  /** The column whose index gives the order of ids. */
  readonly idColumn: string;
}

/** `FROM … WHERE …` for the selection; `chat` is the table's name in it. `schema` is empty or ends in a dot. */
export function selectFrom(project: ProjectKey, selection: ChatSelection, schema = ''): SelectionSql {
  const { from, conditions, values, idColumn } = selectTables(project, selection, schema);
  const add = (condition: string, value: number | string) => {
    conditions.push(condition);
    values.push(value);
  };
  for (const name of ['lastAgent', 'type', 'disposition', 'slaStatus'] as const) {
    const value = selection[name];
    if (value !== undefined) add(`chat.${COLUMN_OF[name]} = ?`, value);
  }
  for (const name of ['entityId', 'contactId', 'ticketId'] as const) {
    const value = selection[name];
    if (value === undefined) continue;
    add(`chat.${COLUMN_OF[name]} = ?`, value);
    // Said once more, so that the partial index is used.
    if (value > 0) conditions.push(`chat.${COLUMN_OF[name]} > 0`);
  }
  if (selection.isSpam !== undefined) conditions.push(`chat.is_spam = ${Number(selection.isSpam)}`);
  if (selection.isOpen !== undefined) conditions.push(`chat.is_open = ${Number(selection.isOpen)}`);
  if (selection.startedFrom !== undefined) add('chat.started_at >= ?', selection.startedFrom);
  if (selection.startedBefore !== undefined) add('chat.started_at < ?', selection.startedBefore);
  return { sql: `FROM ${from} WHERE ${conditions.join(' AND ')}`, values, idColumn };
}

interface Tables {
  readonly from: string;
  readonly conditions: string[];
  readonly values: (number | string)[];
  readonly idColumn: string;
}

/** A participant's chats are read along that participant's own index; CROSS JOIN holds the planner to it. */
function selectTables(project: ProjectKey, { agentId, queueId }: ChatSelection, schema: string): Tables {
  const participants: { kind: string; id: number }[] = [];
  if (agentId !== undefined) participants.push({ kind: 'agent', id: agentId });
  if (queueId !== undefined) participants.push({ kind: 'queue', id: queueId });
  const names = participants.map((_, at) => `took_part_${at}`);
  const conditions: string[] = [];
  const values: (number | string)[] = [];
  for (const [at, { kind, id }] of participants.entries()) {
    conditions.push(
      `took_part_${at}.project_row = ? AND took_part_${at}.kind = ? AND took_part_${at}.participant_id = ?`,
    );
    values.push(project.projectRow, kind, id);
    if (at > 0) conditions.push(`took_part_${at}.chat_id = took_part_0.chat_id`);
  }
  conditions.push('chat.project_row = ?');
  values.push(project.projectRow);
  const [first] = names;
  if (first === undefined) return { from: `${schema}chat AS chat`, conditions, values, idColumn: 'chat.chat_id' };
  conditions.push(`chat.chat_id = ${first}.chat_id`);
  const joined = names.map((name) => `${schema}chat_participant AS ${name}`).join(' CROSS JOIN ');
  return { from: `${joined} CROSS JOIN ${schema}chat AS chat`, conditions, values, idColumn: `${first}.chat_id` };
}

/** The conditions that keep to the window's ids. */
export function boundIds(window: ChatWindow, idColumn: string): SqlPart {
  const isUp = window.direction === 'ASC';
  const sql: string[] = [];
  const values: (number | string)[] = [];
  if (window.from !== null) {
    sql.push(`AND ${idColumn} ${isUp ? '>' : '<'}${window.from.isInclusive ? '=' : ''} ?`);
    values.push(window.from.chatId);
  }
  if (window.to !== null) {
    sql.push(`AND ${idColumn} ${isUp ? '<=' : '>='} ?`);
    values.push(window.to);
  }
  return { sql: sql.join(' '), values };
}
