/** Reads a workbook as the test needs it: every sheet as rows of cells. Knows only what Parley writes. */
import { strFromU8, unzipSync } from 'fflate';

export interface XlsxCell {
  readonly value: string | number;
  /** 1 for a date. */
  readonly style: number;
}

export type XlsxSheet = readonly (readonly (XlsxCell | null)[])[];

/** By the names of the tabs, in their order. @throws TypeError when a sheet is missing or its XML is not closed */
export function readXlsx(bytes: Uint8Array): ReadonlyMap<string, XlsxSheet> {
  const files = unzipSync(bytes);
  const textOf = (path: string) => {
    const file = files[path];
    if (file === undefined) throw new TypeError(`the workbook has no ${path}`);
    return strFromU8(file);
  };
  const names = [...textOf('xl/workbook.xml').matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => name ?? '');
  return new Map(names.map((name, at) => [name, readSheet(textOf(`xl/worksheets/sheet${at + 1}.xml`))]));
}

function readSheet(xml: string): XlsxSheet {
  if (!xml.endsWith('</worksheet>')) throw new TypeError('a sheet is cut');
  return [...xml.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c\/>|<c([^>]*)>(.*?)<\/c>/gs)].map(([, attributes, content]) =>
      attributes === undefined ? null : readCell(attributes, content ?? ''),
    ),
  );
}

function readCell(attributes: string, content: string): XlsxCell {
  const style = Number(/s="(\d+)"/.exec(attributes)?.[1] ?? '0');
  const [, number] = /^<v>(.*)<\/v>$/.exec(content) ?? [];
  if (number !== undefined) return { value: Number(number), style };
  const [, text] = /<t xml:space="preserve">(.*)<\/t>/s.exec(content) ?? [];
  if (text === undefined) throw new TypeError(`unknown cell: ${content}`);
  return { value: plainText(text), style };
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#10;': '\n' };

function plainText(text: string): string {
  return text
    .replaceAll(/&[^;]*;/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The date of a cell as `YYYY-MM-DD HH:MM:SS`. */
export function dateOf(days: number): string {
  const iso = new Date(Math.round((days - 25_569) * 86_400) * 1_000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}
