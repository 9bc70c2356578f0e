/** What is selected of each chat for statistics, and how the selected rows become a batch. */
import {
  type FactBatch,
  type FactGroup,
  KNOWN_DISPOSITIONS,
  KNOWN_SLA_STATUSES,
  MEASURES,
  type Measure,
  type NumberColumn,
  type TextColumn,
} from '../../chat-log/statistics/fact-batch.ts';
import type { FactRequest } from '../chat-store.ts';
import type { Columns } from './database.ts';
import { raw, type Sql, type SqlValue } from './sql.ts';

/** What a chat is, as bits of one number: reading a million numbers costs more than taking them apart. */
const FLAGS = {
  isSpam: 1,
  isTransferred: 2,
  /** From this bit on the place in `KNOWN_DISPOSITIONS` from 1, three bits of it; 0 for another. */
  disposition: 4,
  /** The same of `KNOWN_SLA_STATUSES`. */
  slaStatus: 32,
} as const;
const CODE_MASK = 7;
const RARE_SEPARATOR = '\u001f';

/** Places in a row; what it is grouped by is the last. */
const AT = {
  chatId: 0,
  startedAt: 1,
  flags: 2,
  /** From here on `MEASURES` in their order. */
  firstMeasure: 3,
  responseCount: 9,
  sumResponseTime: 10,
  /** Outcome and service level with `RARE_SEPARATOR` between them, when one of them is not known; else null. */
  rare: 11,
} as const;

type Kind = Columns[string];
type FactRow = readonly SqlValue[];
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

const COUNTED: readonly FactColumn[] = [plain('chat_id', 'int'), plain('started_at', 'int'), FLAGS_COLUMN];
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

/** In the order of `AT`. */
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

/** The rows of a request: each chat once, or once for each that took part in it. */
export class FactRows {
  readonly columns: readonly FactColumn[];
  /** Who took part makes the groups, as one more value of a row; null otherwise. */
  readonly participant: 'queue' | 'agent' | null;
  readonly #request: FactRequest;
  readonly #decodeText: (stored: string) => string;

  /** `decodeText`: gives a text that is shown as it was written. */
  constructor(request: FactRequest, decodeText: (stored: string) => string) {
    const { group, measures } = request;
    const column = group === null ? null : GROUP_COLUMNS[group];
    this.columns = [...(measures === null ? COUNTED : measuredColumns(measures)), ...(column === null ? [] : [column])];
    this.participant = group === 'queue' || group === 'agent' ? group : null;
    this.#request = request;
    this.#decodeText = decodeText;
  }

  batchOf(rows: readonly FactRow[]): FactBatch {
    const flags = numbersAt(rows, AT.flags);
    return {
      length: rows.length,
      chatIds: numbersAt(rows, AT.chatId),
      startedAt: numbersAt(rows, AT.startedAt),
      isSpam: flags.map((one) => one & FLAGS.isSpam),
      group: this.#groupOf(rows),
      measured: this.#measuredOf(rows, flags),
    };
  }

  #groupOf(rows: readonly FactRow[]): FactBatch['group'] {
    const { group } = this.#request;
    if (group === null) return null;
    const at = this.columns.length - (this.participant === null ? 1 : 0);
    if (this.participant !== null || this.columns[at]?.kind !== 'text?') return numbersAt(rows, at);
    const column = textsAt(rows, at);
    return group === 'page' ? { ...column, texts: column.texts.map(this.#decodeText) } : column;
  }

  #measuredOf(rows: readonly FactRow[], flags: NumberColumn): FactBatch['measured'] {
    const { measures } = this.#request;
    if (measures === null) return null;
    const isAverageWanted = measures.includes('averageResponseTime');
    return {
      measures: MEASURES.map((name, at) => (measures.includes(name) ? numbersAt(rows, AT.firstMeasure + at) : null)),
      responseCount: isAverageWanted ? numbersAt(rows, AT.responseCount) : null,
      sumResponseTime: isAverageWanted ? numbersAt(rows, AT.sumResponseTime) : null,
      transferCount: flags.map((one) => one & FLAGS.isTransferred),
      disposition: codedTexts(rows, flags, KNOWN_DISPOSITIONS, FLAGS.disposition, 0),
      slaStatus: codedTexts(rows, flags, KNOWN_SLA_STATUSES, FLAGS.slaStatus, 1),
    };
  }
}

/** Null is NaN. */
export function numbersAt(rows: readonly FactRow[], place: number): NumberColumn {
  const column = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const value = rows[at]?.[place] ?? null;
    column[at] = value === null ? Number.NaN : Number(value);
  }
  return column;
}

/** In the order in which they first occur. */
export function textsAt(rows: readonly FactRow[], place: number): TextColumn {
  const places = new Map<string, number>();
  const codes = Float64Array.from(rows, (row) => {
    const text = String(row[place]);
    const known = places.get(text) ?? places.size;
    places.set(text, known);
    return known;
  });
  return { texts: [...places.keys()], codes };
}

/** The text of each row by its code in the flags, and by the rare texts where that is 0. */
function codedTexts(
  rows: readonly FactRow[],
  flags: NumberColumn,
  known: readonly string[],
  unit: number,
  part: 0 | 1,
): TextColumn {
  const places = new Map(known.map((text, at) => [text, at]));
  const codes = flags.map((one, at) => {
    const code = (one / unit) & CODE_MASK;
    if (code > 0) return code - 1;
    const text = String(rows[at]?.[AT.rare]).split(RARE_SEPARATOR)[part] ?? '';
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { texts: [...places.keys()], codes };
}
