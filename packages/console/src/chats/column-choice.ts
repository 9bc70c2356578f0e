/**
 * Which columns the list has, and in which order. Those of the address win, so that a link shows what its sender saw; without
 * any, those that this person chose last; else the usual ones. Pure.
 */

/** In their order. */
export const USUAL_COLUMNS: readonly string[] = [
  'sessionStartTime',
  'visitorName',
  'type',
  'lastAgentName',
  'lastQueueName',
  'disposition',
  'slaStatus',
  'firstResponseTime',
  'responseCount',
  'duration',
];
/** Opens the chat, so that it is always there. */
export const FIXED_COLUMN = 'sessionStartTime';
/** What a row of two lines has room for. */
const NARROW: readonly string[] = ['sessionStartTime', 'visitorName', 'disposition', 'slaStatus'];
/** The usual columns that give way first, with the width in rem below which they do. */
const GIVING_WAY: readonly (readonly [name: string, belowRem: number])[] = [
  ['type', 77],
  ['lastQueueName', 77],
  ['responseCount', 77],
  ['lastAgentName', 57],
  ['duration', 57],
];

export interface ColumnChoice {
  readonly names: readonly string[];
  /** Names in the address that are no columns. */
  readonly unknown: readonly string[];
}

/** `kept`: what the person chose last; null for nothing. */
export function chosenColumns(
  address: string | undefined,
  kept: string | null,
  known: readonly string[],
): ColumnChoice {
  const asked = (address ?? kept ?? '').split(',').filter((name) => name !== '');
  const names = [...new Set(asked)].filter((name) => known.includes(name));
  const unknown = address === undefined ? [] : asked.filter((name) => !known.includes(name));
  const usual = USUAL_COLUMNS.filter((name) => known.includes(name));
  const chosen = names.length === 0 ? usual : names;
  return { names: chosen.includes(FIXED_COLUMN) ? chosen : [FIXED_COLUMN, ...chosen], unknown };
}

/** null for the usual ones. */
export function printColumns(names: readonly string[], known: readonly string[]): string | null {
  const text = names.join(',');
  return text === USUAL_COLUMNS.filter((name) => known.includes(name)).join(',') ? null : text;
}

/** `widthRem` 0: it is not known yet. */
export function columnsInRoom(
  names: readonly string[],
  { widthRem, isNarrow, isUsual }: { readonly widthRem: number; readonly isNarrow: boolean; readonly isUsual: boolean },
): readonly string[] {
  if (isNarrow) return NARROW;
  if (!isUsual || widthRem === 0) return names;
  const gone = GIVING_WAY.filter(([, belowRem]) => widthRem <= belowRem).map(([name]) => name);
  return names.filter((name) => !gone.includes(name));
}

/** The same names with this one a place further; at an end it stays. */
export function moveColumn(names: readonly string[], name: string, by: -1 | 1): readonly string[] {
  const at = names.indexOf(name);
  const other = names[at + by];
  if (at === -1 || other === undefined) return names;
  return names.map((one) => (one === name ? other : one === other ? name : one));
}

/** A new one comes last. */
export function toggleColumn(names: readonly string[], name: string): readonly string[] {
  if (name === FIXED_COLUMN) return names;
  return names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
}
