/** The words for outcomes of chats. Imported chats may have others, which are shown as they are. */
import type { PlainTextId } from '../language/catalogue.ts';

const DISPOSITIONS: ReadonlyMap<string, PlainTextId> = new Map([
  ['In progress', 'outcome.inProgress'],
  ['Completed', 'outcome.completed'],
  ['Missed', 'outcome.missed'],
  ['Lost', 'outcome.lost'],
]);
const SLA_STATUSES: ReadonlyMap<string, PlainTextId> = new Map([
  ['Within SLA', 'outcome.withinSla'],
  ['Out of SLA', 'outcome.outOfSla'],
]);

/** null for a value that is not of the API. */
export function dispositionWord(value: string): PlainTextId | null {
  return DISPOSITIONS.get(value) ?? null;
}

/** null for a value that is not of the API. */
export function slaWord(value: string): PlainTextId | null {
  return SLA_STATUSES.get(value) ?? null;
}
