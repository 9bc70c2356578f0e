/**
 * Makes the tables of the log's formats from the files of the formats: their descriptions in the contract, and the list
 * in the server. Called by tools/generate.ts before everything that reads these tables.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LogFormatDefinition } from '../packages/server/src/chat-log/formats/log-format.ts';

const FOLDER = 'packages/server/src/chat-log/formats';
const ENDING = '-format.ts';
const BASE = `log${ENDING}`;
const LINE_LENGTH = 120;

interface FoundFormat {
  readonly file: string;
  readonly format: LogFormatDefinition;
}

/** The files, with paths from the root of the repository. @throws TypeError for two formats of the same rank */
export async function formatTables(root: string) {
  const files = (await readdir(path.join(root, FOLDER))).filter((file) => file.endsWith(ENDING) && file !== BASE);
  const found: FoundFormat[] = [];
  for (const file of files) {
    const { FORMAT } = await import(pathToFileURL(path.join(root, FOLDER, file)).href);
    if (FORMAT === undefined) throw new TypeError(`${file} exports no FORMAT`);
    found.push({ file, format: FORMAT });
  }
  found.sort((one, other) => one.format.rank - other.format.rank);
  const ranks = found.map(({ format }) => format.rank);
  if (new Set(ranks).size < ranks.length) throw new TypeError(`two formats have one rank: ${ranks.join(', ')}`);
  return [
    { path: 'packages/contract/src/log-formats.ts', content: contractTable(found.map(({ format }) => format)) },
    { path: `${FOLDER}/log-formats.ts`, content: serverTable(found) },
  ];
}

function contractTable(formats: readonly LogFormatDefinition[]): string {
  const facts = formats.map(
    ({ name, summary, accept, takesFields, body }) =>
      `  ${keyOf(name)}: ${print({ summary, mediaType: accept, takesFields, body }, '  ')},\n`,
  );
  return `// Made by \`npm run generate\` from ${FOLDER}; never edited by hand.
/** Formats of the log in the spelling of the parameter \`format\`; the first wins among those that a client likes equally. */
export const LOG_FORMATS = ${printList(formats.map(({ name }) => `'${name}'`))} as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

interface LogFormatFacts {
  readonly summary: string;
  /** By which Accept asks for it; null when only its name does. */
  readonly mediaType: string | null;
  readonly takesFields: boolean;
  /** null where an operation describes it by a schema. */
  readonly body: { readonly description: string; readonly example: string; readonly isBinary: boolean } | null;
}

export const LOG_FORMAT_FACTS: Readonly<Record<LogFormat, LogFormatFacts>> = {
${facts.join('')}};
`;
}

function serverTable(found: readonly FoundFormat[]): string {
  const imports = new Map(found.map(({ file, format }) => [file, `import { FORMAT as ${constantOf(format)} }`]));
  imports.set(BASE, 'import type { LogFormatDefinition }');
  const lines = [...imports].sort().map(([file, what]) => `${what} from './${file}';\n`);
  const rows = found.map(({ format }) => `  ${keyOf(format.name)}: ${constantOf(format)},\n`);
  return `// Made by \`npm run generate\` from the files beside it; never edited by hand.
import type { LogFormat } from '@parley/contract';
${lines.join('')}
export const FORMATS: Readonly<Record<LogFormat, LogFormatDefinition>> = {
${rows.join('')}};
`;
}

function constantOf({ name }: LogFormatDefinition): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function keyOf(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}

/** As the formatter writes a list in a constant that is exported: on one line only where that is not too long. */
function printList(items: readonly string[]): string {
  const line = `[${items.join(', ')}]`;
  const isShort = `export const LOG_FORMATS = ${line} as const;`.length <= LINE_LENGTH;
  return isShort ? line : `[\n${items.map((item) => `  ${item},\n`).join('')}]`;
}

/** A value as the formatter writes it: objects on their own lines, texts in single quotes. */
function print(value: unknown, indent: string): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const members = Object.entries(value).map(([key, member]) => {
    const line = `${inner}${key}: ${print(member, inner)},\n`;
    const isLong = typeof member === 'string' && line.length > LINE_LENGTH + 1;
    return isLong ? `${inner}${key}:\n${inner}  ${print(member, inner)},\n` : line;
  });
  return `{\n${members.join('')}${indent}}`;
}
