/**
 * What the audit log keeps of the filters of a request: never a word of a chat or who somebody is, so that an erasure need not
 * look into it.
 */
import { SELECTION_NAMES, SELECTION_PARAMETERS, type SelectionParameter } from '@parley/contract';
import type { AuditedFilter } from '../../model/audit.ts';
import type { QueryPair } from '../query/query-string.ts';
import { hiddenIn } from './hidden-filter.ts';

/** Names of filters in lower case, and as they are documented. */
const FILTERS = new Map(SELECTION_NAMES.map((name) => [name.toLowerCase(), name]));

/** By name. `parameters` are those of a request that was answered; others than filters are left out. */
export function auditedFilters(parameters: readonly QueryPair[]): readonly AuditedFilter[] {
  const kept = parameters.flatMap(([given, text]) => {
    const name = FILTERS.get(given.toLowerCase());
    if (name === undefined) return [];
    const isHidden = isFreeText(SELECTION_PARAMETERS[name]) || hiddenIn(name, text) !== null;
    return [{ name, value: isHidden ? null : text }];
  });
  return kept.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Whatever field it is compared with, people may type anything there. */
function isFreeText({ value: { kind } }: SelectionParameter): boolean {
  return kind === 'text' || kind === 'search';
}
