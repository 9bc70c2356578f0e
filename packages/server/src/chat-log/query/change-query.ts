/** Turns the parameters of a request for the change feed or the digest into a query, or refuses them. Used by their routes. */
import { type FeedFormat, type Refusal, USUAL_FEED_PAGE } from '@parley/contract';
import type { ProjectId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { type ChatPrinting, readPrinting } from './chat-log-query.ts';
import type { ChatSelection } from './chat-selection.ts';
import { parseParameters } from './parse-parameters.ts';
import type { QueryPair } from './query-string.ts';
import { conflict, type DateRange, findContradiction, readSelection } from './selection-query.ts';

export interface ChangeQueryInput {
  /** Decoded pairs in the order of the request. */
  readonly parameters: readonly QueryPair[];
  readonly projectId: ProjectId;
  /** The project's zone. */
  readonly zone: Zone;
  readonly isLenient: boolean;
}

export interface DigestQuery {
  readonly selection: ChatSelection;
  readonly dateRange: DateRange | null;
  /** Zone of the days. */
  readonly dayZone: Zone;
}

export interface ChangeQuery {
  readonly selection: ChatSelection;
  readonly dateRange: DateRange | null;
  readonly printing: ChatPrinting;
  /** Where to continue; at most one of `cursor` and `since` is given. */
  readonly cursor: string | null;
  readonly since: Instant | null;
  /** Maximum number of changes. */
  readonly limit: number;
  readonly waitSeconds: number;
  /** The format of the parameter; null leaves it to Accept. */
  readonly format: FeedFormat | null;
  /** What a link to the next page repeats besides its own `cursor`. */
  readonly linkParameters: readonly QueryPair[];
}

type Read<Q> =
  | { readonly query: Q; readonly warnings: readonly string[] }
  | {
      readonly refused: Refusal;
    };

/** Reads the parameters of the change feed; the first wrong one is refused. */
export function readChangeQuery(input: ChangeQueryInput): Read<ChangeQuery> {
  const given = parseParameters('getChatChanges', input);
  if ('refused' in given) return given;
  const { values, warnings } = given;
  const [cursor = null, since = null] = [values.get('cursor'), values.get('since')];
  if (cursor !== null && since !== null) {
    return { refused: conflict('cursor', 'since', 'both say where to begin') };
  }
  const refused = findContradiction(values);
  if (refused !== null) return { refused };
  const printing = { ...readPrinting(values), withExt: true, preview: null };
  const query: ChangeQuery = {
    ...readSelection(values, printing.printZone ?? input.zone),
    printing,
    cursor,
    since: since === null ? null : instant(Date.parse(since)),
    limit: Number(values.get('limit') ?? USUAL_FEED_PAGE),
    waitSeconds: Number(values.get('wait') ?? 0),
    format: (values.get('format') as FeedFormat | undefined) ?? null,
    linkParameters: given.kept.filter(([name]) => name !== 'cursor' && name !== 'since'),
  };
  return { query, warnings };
}

/** Reads the parameters of the digest; the first wrong one is refused. */
export function readDigestQuery(input: ChangeQueryInput): Read<DigestQuery> {
  const given = parseParameters('getChatDigest', input);
  if ('refused' in given) return given;
  const refused = findContradiction(given.values);
  if (refused !== null) return { refused };
  const dayZone = readPrinting(given.values).printZone ?? input.zone;
  return { query: { ...readSelection(given.values, dayZone), dayZone }, warnings: given.warnings };
}
