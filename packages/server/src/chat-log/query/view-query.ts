/** Reads the query string of a saved view: what the log would be asked, without its paging and its format. */
import { parametersOf, type Refusal } from '@parley/contract';
import type { ProjectId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import { readChatLogQuery, refuseForMetadata } from './chat-log-query.ts';
import { decodeQueryString, type QueryPair, shorten } from './query-string.ts';

/** Where a page of the log begins and ends. */
const PLACES: readonly string[] = ['start', 'after', 'offset', 'limit', 'num'];
const PRINTING: readonly string[] = ['tz'];

/** What stands in a view of the parameters of the log. */
const OF_VIEWS = parametersOf('getChatLog')
  .filter(
    ({ name, role }) => PRINTING.includes(name) || ((role === 'filter' || role === 'paging') && !PLACES.includes(name)),
  )
  .map(({ name }) => name.toLowerCase());

interface ViewProject {
  readonly projectId: ProjectId;
  readonly zone: Zone;
}

/** Why the log would refuse the query, or why a view cannot hold it; null when it can. */
export function refuseViewQuery(query: string, { projectId, zone }: ViewProject): Refusal | null {
  const decoded = decodeQueryString(query);
  if ('refused' in decoded) return decoded.refused;
  const { parameters } = decoded;
  const read = readChatLogQuery({ parameters, projectId, zone, startSemantics: 'id', isLenient: false });
  if ('refused' in read) return read.refused;
  const [foreign] = parameters.find(([name]) => !OF_VIEWS.includes(name.toLowerCase())) ?? [];
  if (foreign === undefined) return null;
  const slots = { name: shorten(foreign), hint: 'a view holds filters, tz and the order of the chats' };
  return { error: 'unknownParameter', property: slots.name, slots };
}

/** The filter that a reader with `chats:metadata` may not use; null when there is none. */
export function refuseHiddenInView(query: string): Refusal | null {
  const decoded = decodeQueryString(query);
  return refuseForMetadata('refused' in decoded ? ([] as readonly QueryPair[]) : decoded.parameters);
}
