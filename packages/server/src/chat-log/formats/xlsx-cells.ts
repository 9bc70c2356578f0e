/** Cells and rows of a worksheet as XML. Rows and cells have no numbers: readers count them. */
import { wallTimeMs } from './wall-time.ts';

/** Excel calls a file damaged that has a longer cell. */
export const LONGEST_CELL = 32_767;
/** Excel shows no more digits than these and rounds what has more. */
const LARGEST_EXACT = 999_999_999_999_999;
const DAY_MS = 86_400_000;
/** Day 0 of the spreadsheet's calendar lies this many days before 1970. */
const DAYS_BEFORE_1970 = 25_569;
/** Before it the calendar has a day that never was, 1900-02-29. */
const FIRST_EXACT_DAY = 61;
const DAY_AFTER_LAST = 2_958_466;

/** Styles of cells by their place in `xlsx-parts.ts`. */
export const CELL_STYLES = { usual: 0, time: 1, head: 2 } as const;

export interface SheetRow {
  readonly xml: string;
  /** Cells whose text was longer than a cell may be. */
  readonly cutCells: number;
}

/** Texts of a cell that hold a wall time become dates. */
export type CellKind = 'usual' | 'wallTime';

export function sheetRow(cells: readonly { readonly kind: CellKind; readonly value: unknown }[]): SheetRow {
  let cutCells = 0;
  const xml = cells.map(({ kind, value }) => {
    if (value === null || value === undefined || value === '') return '<c/>';
    if (typeof value === 'number') return numberCell(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const day = kind === 'wallTime' ? sheetDay(text) : null;
    if (day !== null) return `<c s="${CELL_STYLES.time}"><v>${day}</v></c>`;
    if (text.length > LONGEST_CELL) cutCells += 1;
    return textCell(cutText(text), CELL_STYLES.usual);
  });
  return { xml: `<row>${xml.join('')}</row>`, cutCells };
}

export function headRow(titles: readonly string[]): string {
  return `<row>${titles.map((title) => textCell(title, CELL_STYLES.head)).join('')}</row>`;
}

function numberCell(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST_EXACT) return textCell(String(value), CELL_STYLES.usual);
  return `<c><v>${value}</v></c>`;
}

function textCell(text: string, style: number): string {
  return `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Days and their fraction; null for what the spreadsheet's calendar does not have. */
function sheetDay(text: string): number | null {
  const ms = wallTimeMs(text);
  if (ms === null) return null;
  const day = ms / DAY_MS + DAYS_BEFORE_1970;
  return day >= FIRST_EXACT_DAY && day < DAY_AFTER_LAST ? day : null;
}

function cutText(text: string): string {
  if (text.length <= LONGEST_CELL) return text;
  const mark = ` … [cut: the whole text has ${text.length} characters]`;
  const end = LONGEST_CELL - mark.length;
  const splitsPair = /[\ud800-\udbff]/.test(text[end - 1] ?? '');
  return text.slice(0, splitsPair ? end - 1 : end) + mark;
}

/** A line feed is written as an entity too, so that a row is one line. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\t': '\t',
  '\n': '&#10;',
};
/** What XML cannot hold, and what would be read as the form in which it is written instead. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[&<>]|[\u0000-\u001f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)/g;

function escapeXml(text: string): string {
  return text.replaceAll(UNSAFE, (found) => {
    return ENTITIES[found] ?? `_x${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}_`;
  });
}
