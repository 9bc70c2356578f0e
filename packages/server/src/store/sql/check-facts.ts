/** Checks that each chat has the facts, the brief and the full row that its document gives, or waits for them. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ChatBrief } from '../../chat-log/codec/chat-brief.ts';
import { printFullRow } from '../../chat-log/codec/full-row.ts';
import { FACT_COLUMNS } from '../../chat-log/query/fact-columns.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import { instant } from '../../model/instant.ts';
import { StoreError } from '../store-error.ts';
import type { StoreFact } from '../store-facts.ts';
import { BRIEF, BRIEF_COLUMNS, openBrief } from './brief-table.ts';
import { DamageLog } from './damage.ts';
import type { Columns, Statements } from './database.ts';
import { readTexts } from './full-row-table.ts';
import { LongChats } from './long-chats.ts';
import { type MadeFactOf, makeFacts } from './made-facts.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, raw, sql } from './sql.ts';

const BATCH_ROWS = 100;
const FACT_ROW: Columns = Object.fromEntries([
  ['chat_id', 'int'],
  ...FACT_COLUMNS.map(({ name, kind }) => [name, kind === 'int' || kind === 'int?' ? 'int?' : 'text'] as const),
]);
const NAMES = FACT_COLUMNS.map(({ name }) => name);

export async function* checkFacts(
  statements: Statements,
  projects: readonly ProjectRow[],
  signal: AbortSignal,
): AsyncGenerator<StoreFact> {
  try {
    const { kept, waiting, neither, wrong, briefs, wrongBriefs, rows, wrongRows } = await countPlaces(statements);
    let [facts, astrayBriefs, astrayRows] = [neither + wrong, wrongBriefs, wrongRows];
    for (const project of projects) {
      const found = await countOtherwise(statements, project, signal);
      facts += found.facts;
      astrayBriefs += found.briefs;
      astrayRows += found.fullRows;
    }
    yield { kind: 'facts', kept, waiting, astray: facts, isReadable: true };
    yield { kind: 'briefs', kept: briefs, astray: astrayBriefs, isReadable: true };
    yield { kind: 'full-rows', kept: rows, astray: astrayRows, isReadable: true };
  } catch (error) {
    // They can be made again; whatever else is damaged is told by the other checks.
    if (!(error instanceof StoreError) || error.code !== 'damaged') throw error;
    yield { kind: 'facts', kept: 0, waiting: 0, astray: 0, isReadable: false };
    yield { kind: 'briefs', kept: 0, astray: 0, isReadable: false };
    yield { kind: 'full-rows', kept: 0, astray: 0, isReadable: false };
  }
}

async function countPlaces(statements: Statements) {
  const isOf = (table: string, other: string) =>
    raw(
      `SELECT 1 FROM ${table} AS own WHERE own.project_row = ${other}.project_row AND own.chat_id = ${other}.chat_id`,
    );
  const row = await statements.get(
    {
      kept: 'int',
      waiting: 'int',
      neither: 'int',
      wrong: 'int',
      briefs: 'int',
      wrongBriefs: 'int',
      rows: 'int',
      wrongRows: 'int',
    },
    sql`SELECT
      (SELECT count(*) FROM chat_fact) AS kept,
      (SELECT count(*) FROM fact_pending WHERE NOT EXISTS (${isOf('chat_fact', 'fact_pending')})) AS waiting,
      (SELECT count(*) FROM chat WHERE NOT EXISTS (${isOf('chat_fact', 'chat')})
        AND NOT EXISTS (${isOf('fact_pending', 'chat')})) AS neither,
      (SELECT count(*) FROM chat_fact WHERE NOT EXISTS (${isOf('chat', 'chat_fact')}))
        + (SELECT count(*) FROM fact_pending WHERE NOT EXISTS (${isOf('chat', 'fact_pending')})) AS wrong,
      (SELECT count(*) FROM chat_brief) AS briefs,
      (SELECT count(*) FROM chat_brief WHERE NOT EXISTS (${isOf('chat', 'chat_brief')})) AS "wrongBriefs",
      (SELECT count(*) FROM full_row) AS rows,
      (SELECT count(*) FROM full_row WHERE NOT EXISTS (${isOf('chat', 'full_row')})) AS "wrongRows"`,
  );
  return row ?? { kept: 0, waiting: 0, neither: 0, wrong: 0, briefs: 0, wrongBriefs: 0, rows: 0, wrongRows: 0 };
}

/** Chats that have other facts or briefs than their documents give; what is damaged in those is told by the other checks. */
async function countOtherwise(statements: Statements, project: ProjectRow, signal: AbortSignal): Promise<Otherwise> {
  await using longChats = new LongChats(Number.POSITIVE_INFINITY);
  const parts = { longChats, calendars: new CompiledCalendars(), damage: new DamageLog() };
  const otherwise = { facts: 0, briefs: 0, fullRows: 0 };
  for (let after = -1; !signal.aborted; await nextTurn()) {
    const rows = await statements.all(
      FACT_ROW,
      sql`SELECT chat_id, ${raw(NAMES.join(', '))} FROM chat_fact
        WHERE project_row = ${project.projectRow} AND chat_id > ${after} ORDER BY chat_id LIMIT ${BATCH_ROWS}`,
    );
    const last = rows.at(-1);
    if (last === undefined) return otherwise;
    after = Number(last.chat_id);
    const facts = new Map(rows.map((row) => [Number(row.chat_id), row]));
    const briefs = await readBriefs(statements, project, [...facts.keys()]);
    const fullRows = await readTexts(statements, project, [...facts.keys()]);
    for (const made of await makeFacts(statements, project, [...facts.keys()], parts, () => undefined)) {
      const row = facts.get(made.chatId);
      const hasFacts = row !== undefined && NAMES.every((name, at) => row[name] === made.values[at]);
      const hasBrief = isSameBrief(briefs.get(made.chatId) ?? null, made.brief);
      const hasFullRow = (fullRows.get(made.chatId) ?? null) === printRow(made);
      if ((hasFacts && hasBrief && hasFullRow) || !(await isStill(statements, project, made))) continue;
      otherwise.facts += Number(!hasFacts);
      otherwise.briefs += Number(!hasBrief);
      otherwise.fullRows += Number(!hasFullRow);
    }
  }
  return otherwise;
}

interface Otherwise {
  readonly facts: number;
  readonly briefs: number;
  readonly fullRows: number;
}

/** Of the chats that have one. */
async function readBriefs(
  statements: Statements,
  { projectRow }: ProjectRow,
  ids: readonly number[],
): Promise<ReadonlyMap<number, ChatBrief | 'damaged'>> {
  const rows = await statements.bulk(
    BRIEF,
    sql`SELECT ${raw(BRIEF_COLUMNS)} FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  return new Map(
    rows.flatMap((row) => (row.brief === null ? [] : [[row.chat_id, openBrief(row) ?? ('damaged' as const)] as const])),
  );
}

/** Text of the full row that the chat should have; null when it is too long for one. */
function printRow({ opened }: MadeFactOf): string | null {
  if (opened === null) return null;
  const { stored, chat, ext } = opened;
  return printFullRow(chat, ext, { revision: stored.revision, updatedAt: instant(stored.updatedAt) });
}

/** Of an open chat it is stored without compression, so that its bytes are others. */
function isSameBrief(stored: ChatBrief | 'damaged' | null, made: Uint8Array | null): boolean {
  if (stored === null || made === null) return stored === null && made === null;
  return stored !== 'damaged' && JSON.stringify(stored) === JSON.stringify(ChatBrief.unpack(made));
}

/** Whether nobody has changed the chat meanwhile. */
async function isStill(
  statements: Statements,
  { projectRow }: ProjectRow,
  { chatId, revision }: { readonly chatId: number; readonly revision: number },
): Promise<boolean> {
  const row = await statements.get(
    { revision: 'int' },
    sql`SELECT revision FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', [chatId])}`,
  );
  // Not asked of the database: a damaged revision may be a number that it cannot take.
  return row?.revision === revision;
}
