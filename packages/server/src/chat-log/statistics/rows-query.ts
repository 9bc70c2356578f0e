/** The query of the log that lists the chats of a number: the given filters, and those of its group. */
import { type NumberName, parametersOf, type RangeName } from '@parley/contract';
import { type Instant, instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import type { Values } from '../query/selection-query.ts';
import type { GroupBy, GroupKey } from './aggregation.ts';
import { isTimeGroup } from './aggregation.ts';
import { type TimeBounds, TimeGroups } from './time-groups.ts';

const PARAMETERS = new Map(parametersOf('getChatLog').map((parameter) => [parameter.name, parameter]));

/** The filter that has the value of a group, and the name of the field where it has none. */
const FILTER_OF = {
  queue: 'queueId',
  lastQueue: 'lastQueueId',
  agent: 'agentId',
  lastAgent: 'userId',
  type: 'type',
  page: 'pageName',
  disposition: 'disposition',
  slaStatus: 'slaStatus',
  isSPAM: 'isSPAM',
  status: 'status',
} as const;

/** Filters by name; null when the log has no filter for what is wanted. */
export type RowsFilters = ReadonlyMap<string, string> | null;

export class RowsQueries {
  readonly #given: Values;
  readonly #zone: Zone;
  /** The same values come in the queries of all groups. */
  readonly #encoded = new Map<string, string>();

  /** `given`: the filters of the request, checked; spam is named in them. Days are those of `zone`. */
  constructor(given: Values, zone: Zone) {
    this.#given = given;
    this.#zone = zone;
  }

  /** Those of all chats that are counted. */
  get total(): RowsFilters {
    return this.#given;
  }

  ofGroup(by: GroupBy, key: GroupKey): RowsFilters {
    if (isTimeGroup(by))
      return this.#within(new TimeGroups(by, this.#zone).boundsOf(key === null ? null : String(key)));
    // userId=0 is a value of its own.
    return this.ofValue(this.#given, FILTER_OF[by], by === 'lastAgent' ? (key ?? 0) : key);
  }

  /** With that value too. `''`, 0 of an id, and null are none. */
  ofValue(filters: RowsFilters, name: string, value: GroupKey): RowsFilters {
    if (filters === null) return null;
    const isNone = value === null || value === '' || (value === 0 && (name === 'queueId' || name === 'agentId'));
    if (isNone) return withField(filters, 'without', name);
    const parameter = PARAMETERS.get(name);
    if (parameter === undefined) return null;
    const { value: kind } = parameter;
    if (kind.kind === 'choice' && !kind.values.includes(String(value))) return null;
    if (kind.kind === 'text' && String(value).length > kind.maximumLength) return null;
    return new Map([...filters, [name, String(value)]]);
  }

  /** With a value of that field, whatever it is. */
  withValue(filters: RowsFilters, field: string): RowsFilters {
    return filters === null ? null : withField(filters, 'with', field);
  }

  /** With so much of a number, or what is asked for if that is more. */
  atLeast(filters: RowsFilters, number: NumberName, value: number): RowsFilters {
    if (filters === null) return null;
    const name: RangeName = `min${number.charAt(0).toUpperCase()}${number.slice(1)}` as RangeName;
    return new Map([...filters, [name, String(Math.max(value, Number(filters.get(name) ?? 0)))]]);
  }

  print(filters: RowsFilters): string | null {
    if (filters === null) return null;
    let query = '';
    for (const [name, value] of filters) query += `${query === '' ? '' : '&'}${name}=${this.#encode(value)}`;
    return query;
  }

  /** As in an address, but for what is legible there as it is. */
  #encode(value: string): string {
    const known = this.#encoded.get(value);
    if (known !== undefined) return known;
    const encoded = encodeURIComponent(value).replace(/%(2C|3A|2F)/g, decodeURIComponent);
    this.#encoded.set(value, encoded);
    return encoded;
  }

  #within(bounds: TimeBounds): RowsFilters {
    const given = this.#given;
    switch (bounds.kind) {
      case 'days': {
        const first = latest([bounds.first, given.get('startDate')]);
        const last = earliest([bounds.last, given.get('endDate') ?? given.get('startDate')]);
        return new Map([...given, ['startDate', first], ['endDate', last], ['tz', this.#zone.name]]);
      }
      case 'instants': {
        const from = latest([printInstant(bounds.from), inUtc(given.get('startedFrom'))]);
        const before = earliest([printInstant(bounds.before), inUtc(given.get('startedBefore'))]);
        return new Map([...given, ['startedFrom', from], ['startedBefore', before]]);
      }
      case 'weekdayHour':
        if (!PARAMETERS.has('weekdayHour')) return null;
        return new Map([...given, ['weekdayHour', bounds.value], ['tz', this.#zone.name]]);
    }
  }
}

/** Adds a field to a list of fields that a chat must have, or lack. */
function withField(filters: ReadonlyMap<string, string>, name: 'with' | 'without', field: string): RowsFilters {
  const parameter = PARAMETERS.get(name);
  if (parameter?.value.kind !== 'list' || !parameter.value.values.includes(field)) return null;
  const wanted = new Set([...(filters.get(name)?.split(',') ?? []), field]);
  return new Map([...filters, [name, parameter.value.values.filter((one) => wanted.has(one)).join(',')]]);
}

function printInstant(at: Instant): string {
  return new Date(instant(at)).toISOString();
}

/** Texts of one offset follow one another as their instants do. */
function inUtc(text: string | undefined): string | undefined {
  return text === undefined ? undefined : printInstant(instant(Date.parse(text)));
}

function latest(texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).reduce((a, b) => (a > b ? a : b));
}

function earliest(texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).reduce((a, b) => (a < b ? a : b));
}
