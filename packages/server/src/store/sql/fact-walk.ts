/**
 * Reads facts of the chats of a selection, a bounded number to a statement, and lets other work of the process run between
 * them. A chat that has no facts yet is read from its document.
 */

import {
  type ChatWindow,
  conditionsOf,
  type FilterSelection,
  isOfFacts,
  withoutFacts,
} from '../../chat-log/query/chat-selection.ts';
import { FACT_COLUMNS } from '../../chat-log/query/fact-columns.ts';
import {
  type FactGroup,
  type FactRow,
  FLAGS,
  KNOWN_DISPOSITIONS,
  KNOWN_SLA_STATUSES,
  MEASURES,
  type Measure,
  RARE_SEPARATOR,
} from '../../chat-log/statistics/fact-row.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { FactRequest } from '../chat-store.ts';
import { ChatReader } from './chat-reader.ts';
import type { Columns } from './database.ts';
import { keepByFacts } from './fact-check.ts';
import { makeFacts } from './made-facts.ts';
import { type SearchParts, SearchWalk } from './search-walk.ts';
import { boundIds, selectFrom } from './selection-sql.ts';
import { isOneOf, join, raw, type Sql, type SqlValue, sql } from './sql.ts';

/** Chats to a statement: about 10 ms. */
const STRETCH_CHATS = 5_000;
/** Chats that are looked up by id, or read from their documents, together. */
const FEW_CHATS = 200;

type Kind = Columns[string];
/** The values of one chat by column, texts as the database spells them. */
type Named = Readonly<Record<string, SqlValue>>;

interface FactColumn {
  readonly kind: Kind;
  readonly select: Sql;
  readonly of: (named: Named) => SqlValue;
}

const plain = (name: string, kind: Kind = 'int?'): FactColumn => {
  return { kind, select: raw(`chat.${name}`), of: (named) => named[name] ?? null };
};

/** `FLAGS` of a chat. */
const FLAGS_COLUMN: FactColumn = {
  kind: 'int',
  select: raw(`chat.is_spam * ${FLAGS.isSpam}
    + CASE WHEN chat.transfer_count > 0 THEN ${FLAGS.isTransferred} ELSE 0 END
    + ${codeOf('disposition', KNOWN_DISPOSITIONS, FLAGS.disposition)}
    + ${codeOf('sla_status', KNOWN_SLA_STATUSES, FLAGS.slaStatus)}`),
  of: (named) =>
    Number(named.is_spam) * FLAGS.isSpam +
    (Number(named.transfer_count) > 0 ? FLAGS.isTransferred : 0) +
    (KNOWN_DISPOSITIONS.indexOf(String(named.disposition)) + 1) * FLAGS.disposition +
    (KNOWN_SLA_STATUSES.indexOf(String(named.sla_status)) + 1) * FLAGS.slaStatus,
};

const RARE_COLUMN: FactColumn = {
  kind: 'text?',
  select: raw(`CASE WHEN ${isKnown('disposition', KNOWN_DISPOSITIONS)} AND ${isKnown('sla_status', KNOWN_SLA_STATUSES)}
    THEN NULL ELSE chat.disposition || '${RARE_SEPARATOR}' || chat.sla_status END`),
  of: ({ disposition, sla_status }) => {
    const isCommon =
      KNOWN_DISPOSITIONS.includes(String(disposition)) && KNOWN_SLA_STATUSES.includes(String(sla_status));
    return isCommon ? null : `${disposition}${RARE_SEPARATOR}${sla_status}`;
  },
};

function codeOf(name: string, known: readonly string[], unit: number): string {
  const cases = known.map((value, at) => `WHEN '${value}' THEN ${(at + 1) * unit}`).join(' ');
  return `CASE chat.${name} ${cases} ELSE 0 END`;
}

function isKnown(name: string, known: readonly string[]): string {
  return `chat.${name} IN (${known.map((value) => `'${value}'`).join(', ')})`;
}

const COUNTED = [plain('chat_id', 'int'), plain('started_at', 'int'), FLAGS_COLUMN];
const MEASURE_COLUMNS: Readonly<Record<Measure, FactColumn>> = {
  firstResponseTime: plain('first_response_time'),
  averageResponseTime: plain('average_response_time'),
  maxResponseTime: plain('max_response_time'),
  wait: plain('wait'),
  duration: plain('duration'),
  messages: plain('message_count'),
};
/** In place of what nobody asked for. */
const NOTHING: FactColumn = { kind: 'int?', select: raw('NULL'), of: () => null };

/** In the order of `AT` in `fact-row.ts`. */
function measuredColumns(wanted: readonly Measure[]): readonly FactColumn[] {
  const isAverageWanted = wanted.includes('averageResponseTime');
  return [
    ...COUNTED,
    ...MEASURES.map((measure) => (wanted.includes(measure) ? MEASURE_COLUMNS[measure] : NOTHING)),
    ...['response_count', 'sum_response_time'].map((name) => (isAverageWanted ? plain(name) : NOTHING)),
    RARE_COLUMN,
  ];
}

/** What a chat is grouped by; null where it is who took part. */
const GROUP_COLUMNS: Readonly<Record<FactGroup, FactColumn | null>> = {
  queue: null,
  agent: null,
  lastQueue: plain('last_queue'),
  lastAgent: plain('last_agent'),
  type: plain('type', 'text?'),
  page: plain('page_name', 'text?'),
  disposition: plain('disposition', 'text?'),
  slaStatus: plain('sla_status', 'text?'),
  isSPAM: plain('is_spam'),
  status: plain('is_open'),
};
const FACTS = 'chat_fact AS chat';

export class FactWalk {
  readonly #parts: SearchParts;
  readonly #chats: ChatReader;
  readonly #columns: readonly FactColumn[];
  /** Who took part makes the groups; null otherwise. */
  readonly #participant: 'queue' | 'agent' | null;
  readonly #request: FactRequest;

  constructor(parts: SearchParts, request: FactRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#chats = new ChatReader(parts.statements, parts.project, parts.mender);
    const { group, measures } = request;
    this.#participant = group === 'queue' || group === 'agent' ? group : null;
    const column = group === null ? null : GROUP_COLUMNS[group];
    this.#columns = [
      ...(measures === null ? COUNTED : measuredColumns(measures)),
      ...(column === null ? [] : [column]),
    ];
  }

  /** By chatId. @throws DamagedChat */
  async *read(): AsyncGenerator<readonly FactRow[]> {
    const { search, ...selection } = this.#request.selection;
    const window = await this.#chats.narrowToDays(windowOf(selection));
    if (window === null) return;
    const isFilled = await this.#isFilled();
    if (search !== undefined) {
      let ids: ChatId[] = [];
      const looked = isFilled ? window : { ...window, selection: withoutFacts(selection) };
      for await (const id of new SearchWalk(this.#parts).findMatches({ search, window: looked })) {
        if (ids.push(id) < FEW_CHATS) continue;
        yield* this.#readThese(await this.#keep(ids, isFilled), isFilled);
        ids = [];
      }
      yield* this.#readThese(await this.#keep(ids, isFilled), isFilled);
      return;
    }
    yield* this.#readWindow(window, isFilled);
  }

  async *#readWindow(window: ChatWindow, isFilled: boolean): AsyncGenerator<readonly FactRow[]> {
    const { statements, project } = this.#parts;
    let part: ChatWindow | null = window;
    while (part !== null) {
      const from: ChatWindow = part;
      const end = await this.#stretchEnd(from, isFilled);
      const stretch = { ...from, to: end ?? from.to };
      const selected = selectFrom(statements.dialect, project, stretch.selection, FACTS);
      yield await this.#select(sql`${selected.from} ${boundIds(stretch, selected.idColumn)}`, selected.idColumn);
      if (!isFilled) {
        const pending = await this.#findPending(stretch);
        for (let at = 0; at < pending.length; at += FEW_CHATS)
          yield await this.#make(pending.slice(at, at + FEW_CHATS));
      }
      await this.#parts.pause();
      part = end === null ? null : { ...from, from: { chatId: end, isInclusive: false } };
    }
  }

  async *#readThese(ids: readonly number[], isFilled: boolean): AsyncGenerator<readonly FactRow[]> {
    if (ids.length === 0) return;
    const { statements, project } = this.#parts;
    const selected = selectFrom(statements.dialect, project, {}, FACTS);
    const rows = await this.#select(sql`${selected.from} AND ${isOneOf(selected.idColumn, ids)}`, selected.idColumn);
    yield rows;
    if (!isFilled) {
      const known = new Set(rows.map(([id]) => Number(id)));
      yield await this.#make(ids.filter((id) => !known.has(id)));
    }
    await this.#parts.pause();
  }

  async #isFilled(): Promise<boolean> {
    const { statements, project } = this.#parts;
    const row = await statements.get(
      { chat_id: 'int' },
      sql`SELECT chat_id FROM fact_pending WHERE project_row = ${project.projectRow} LIMIT 1`,
    );
    return row === null;
  }

  /** Where a statement must stop; null at the window's end. Chats without facts are in the way too. */
  async #stretchEnd(window: ChatWindow, isFilled: boolean): Promise<ChatWindow['to']> {
    if (!isFilled) return this.#chats.findIdAt({ ...window, selection: {} }, STRETCH_CHATS);
    const { statements, project } = this.#parts;
    // Every chat counts, also those that the reader may not see.
    const everyone = { ...project, queueIds: null };
    const { from, idColumn } = selectFrom(statements.dialect, everyone, {}, FACTS);
    const row = await statements.get(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${boundIds(window, idColumn)} ORDER BY chat.chat_id LIMIT 1 OFFSET ${STRETCH_CHATS}`,
    );
    return row === null ? null : (row.chat_id as NonNullable<ChatWindow['to']>);
  }

  async #select(from: Sql, idColumn: string): Promise<readonly FactRow[]> {
    const { statements, project } = this.#parts;
    const names = this.#columns.map(({ select }, at) => sql`${select} AS ${raw(`c${at}`)}`);
    const kinds = this.#columns.map(({ kind }) => kind);
    const chats = sql`SELECT ${join(names)} ${from}`;
    if (this.#participant === null) {
      return this.#decoded(await statements.tuples(kinds, sql`${chats} ORDER BY ${raw(idColumn)}`));
    }
    const columns = raw(kinds.map((_, at) => `part.c${at}`).join(', '));
    const rows = await statements.tuples(
      [...kinds, 'int?'],
      sql`SELECT ${columns}, who.participant_id FROM (${chats}) AS part
        LEFT JOIN chat_participant AS who ON who.project_row = ${project.projectRow} AND who.kind = ${this.#participant}
          AND who.chat_id = part.c0 ORDER BY part.c0`,
    );
    return rows as readonly FactRow[];
  }

  /** Texts that are shown as they were written. */
  #decoded(rows: readonly (readonly SqlValue[])[]): readonly FactRow[] {
    const { decodeText } = this.#parts.statements.dialect;
    const last = this.#columns.length - 1;
    if (this.#request.group !== 'page') return rows as readonly FactRow[];
    return rows.map((row) => row.with(last, decodeText(String(row[last])))) as readonly FactRow[];
  }

  async #findPending(window: ChatWindow): Promise<readonly ChatId[]> {
    const { statements, project } = this.#parts;
    const { from, idColumn } = selectFrom(statements.dialect, project, withoutFacts(window.selection));
    const rows = await statements.all(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${boundIds(window, idColumn)} AND NOT EXISTS (
          SELECT 1 FROM chat_fact AS own WHERE own.project_row = chat.project_row AND own.chat_id = chat.chat_id)
        ORDER BY ${raw(idColumn)}`,
    );
    return this.#keep(
      rows.map((row) => chatId(row.chat_id)),
      false,
    );
  }

  /** Those whose numbers are wanted: what a statement looks up where all chats have facts. */
  async #keep(ids: readonly ChatId[], isFilled: boolean): Promise<readonly ChatId[]> {
    const { search: _, ...selection } = this.#request.selection;
    return isFilled || !conditionsOf(selection).some(isOfFacts) ? ids : keepByFacts(this.#parts, selection, ids);
  }

  /** The same rows, from documents. @throws DamagedChat */
  async #make(ids: readonly number[]): Promise<readonly FactRow[]> {
    const { statements, project, mender } = this.#parts;
    const made = await makeFacts(statements, project, ids, mender, (_, error) => {
      throw error;
    });
    const groups = await this.#findParticipants(ids);
    const rows = made.flatMap(({ chatId, values }) => {
      const named: Record<string, SqlValue> = { chat_id: chatId };
      for (const [at, { name }] of FACT_COLUMNS.entries()) named[name] = values[at] ?? null;
      const row = this.#columns.map(({ of }) => of(named));
      return groups === null ? [row] : (groups.get(chatId) ?? [null]).map((id) => [...row, id]);
    });
    await this.#parts.pause();
    return this.#participant === null ? this.#decoded(rows) : (rows as readonly FactRow[]);
  }

  async #findParticipants(ids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]> | null> {
    const { statements, project } = this.#parts;
    if (this.#participant === null) return null;
    const rows = await statements.all(
      { chat_id: 'int', participant_id: 'int' },
      sql`SELECT chat_id, participant_id FROM chat_participant WHERE project_row = ${project.projectRow}
        AND kind = ${this.#participant} AND ${isOneOf('chat_id', ids)}`,
    );
    const groups = new Map<number, number[]>();
    for (const row of rows) groups.set(row.chat_id, [...(groups.get(row.chat_id) ?? []), row.participant_id]);
    return groups;
  }
}

function windowOf(selection: FilterSelection): ChatWindow {
  return { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
}
