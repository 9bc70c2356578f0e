/**
 * Makes packages/client/src/contract-types.ts: the contract's schemas and filters as plain TypeScript, so that the packed
 * client needs no other package. Called by tools/generate.ts; knows only the JSON Schema words that the contract uses.
 */
import { componentSchemas } from '../packages/contract/src/component-schemas.ts';
import {
  SELECTION_NAMES,
  SELECTION_PARAMETERS,
  type SelectionParameter,
} from '../packages/contract/src/filter-families.ts';
import type { ParameterKind } from '../packages/contract/src/parameter-kind.ts';
import { SORT_NAMES } from '../packages/contract/src/sort-parameters.ts';
import { STATISTICS_GROUPS, STATISTICS_METRICS } from '../packages/contract/src/statistics-parameters.ts';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [annotation: `x-${string}`]: string;
}

/** The schemas that a caller of the API needs; schemas inside them are included. */
const ROOTS: readonly string[] = [
  'Chat',
  'ImportedChat',
  'ChatExt',
  'ChatLogReply',
  'ChatReply',
  'ChatExplanationReply',
  'ChatChangesReply',
  'ChatDigestReply',
  'StatisticsReply',
  'ErasedChatReply',
  'RedactionRequest',
  'RedactionReply',
  'AuditReply',
  'ProjectsReply',
  'ErrorReply',
];

const HEADER =
  "/** The types of the API's replies and filters, made from the contract by `npm run generate`; never edited by hand. */";

/** Schemas that are tables of an SQLite copy. */
const TABLES = ['Chat', 'TranscriptMessage', 'MessageExt', 'Transfer'];

/** The client's caller knows whether it asked for `fields`, so its chats are typed as whole ones. */
const REQUESTED_CHAT = '#/components/schemas/RequestedChat';
const WHOLE_CHAT = '#/components/schemas/ChatInReply';

/** The whole file. @throws TypeError for a schema that it cannot express in TypeScript. */
export function clientTypes(): string {
  const text = JSON.stringify(componentSchemas()).replaceAll(`"${REQUESTED_CHAT}"`, `"${WHOLE_CHAT}"`);
  const schemas = JSON.parse(text) as Readonly<Record<string, Schema>>;
  const names = reachable(schemas, ROOTS);
  const types = names.map(
    (name) => `${comment(schemas[name] ?? {}, '')}export type ${name} = ${typeOf(schemas[name])};`,
  );
  const keys = Object.keys(schemas.Chat?.properties ?? {});
  const constants = [
    `/** The keys of a chat in the order of the wire. */\nexport const CHAT_KEYS: readonly (keyof Chat)[] = ${listOf(keys)};`,
    `/** The filters in the order in which they are documented. */\nexport const FILTER_NAMES: readonly (keyof ChatFilters)[] = ${listOf(SELECTION_NAMES)};`,
    `/** The members of schemas with their types in SQLite, where lists and objects are JSON. */\nexport const COLUMN_TYPES = {\n${TABLES.map((name) => columnTypes(name, schemas[name])).join('')}} as const;`,
    `/** What the log can be sorted by. */\nexport type SortName = ${SORT_NAMES.map(literal).join(' | ')};`,
  ];
  const statistics = [
    `/** What chats can be grouped by. */\nexport type StatisticsGroupName = ${Object.keys(STATISTICS_GROUPS).map(literal).join(' | ')};`,
    `/** What can be asked of each group. */\nexport type StatisticsMetric = ${STATISTICS_METRICS.map(literal).join(' | ')};`,
  ];
  return `${[HEADER, ...types, filtersType(), ...statistics, ...constants].join('\n\n')}\n`;
}

function columnTypes(name: string, schema: Schema | undefined): string {
  const members = Object.entries(schema?.properties ?? {}).map(
    ([key, value]) => `    ${key}: '${columnType(value)}',\n`,
  );
  return `  ${name}: {\n${members.join('')}  },\n`;
}

function columnType(schema: Schema): 'INTEGER' | 'REAL' | 'TEXT' {
  const types = (schema.anyOf ?? [schema]).flatMap(({ type, const: value }) => type ?? typeof value);
  if (types.includes('number') && schema.anyOf === undefined) return 'REAL';
  return types.some((type) => ['integer', 'boolean', 'number'].includes(type)) ? 'INTEGER' : 'TEXT';
}

function listOf(names: readonly string[]): string {
  return `[\n${names.map((name) => `  '${name}',\n`).join('')}]`;
}

/** The filters, as an object type with a member for each. */
function filtersType(): string {
  const members = Object.entries<SelectionParameter>(SELECTION_PARAMETERS).map(
    ([name, { value, description }]) => `  /** ${description} */\n  readonly ${name}?: ${typeOfKind(value)};\n`,
  );
  return `/** Conditions that must all hold. Days are those of the project's time zone, or of \`tz\`. */\nexport type ChatFilters = {\n${members.join('')}};`;
}

function typeOfKind(value: ParameterKind): string {
  switch (value.kind) {
    case 'integer':
    case 'id':
      return 'number';
    case 'place':
      return 'number | string';
    case 'flag':
      return '0 | 1';
    case 'choice':
      return value.values.map(literal).join(' | ');
    case 'list':
      return `readonly (${value.values.map(literal).join(' | ')})[]`;
    case 'date':
    case 'text':
    case 'search':
    case 'reason':
    case 'timeZone':
    case 'instant':
    case 'weekdayHour':
      return 'string';
  }
}

function reachable(schemas: Readonly<Record<string, Schema>>, roots: readonly string[]): readonly string[] {
  const found = new Set(roots);
  for (const name of found) {
    for (const [, inner = ''] of JSON.stringify(schemas[name]).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      found.add(inner);
    }
  }
  return [...found].sort();
}

export function typeOf(schema: Schema | undefined, indent = ''): string {
  if (schema === undefined) throw new TypeError('a schema of the contract is missing');
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  if (schema.anyOf !== undefined) return schema.anyOf.map((member) => typeOf(member, indent)).join(' | ');
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `readonly ${parenthesised(typeOf(schema.items, indent))}[]`;
    case 'object':
      return objectType(schema, indent);
    case undefined:
      return 'unknown';
    default:
      throw new TypeError(`the contract has a type that the client's types cannot be made of: ${schema.type}`);
  }
}

function parenthesised(type: string): string {
  return /^\w+$/.test(type) ? type : `(${type})`;
}

function objectType(schema: Schema, indent: string): string {
  const pattern = Object.values(schema.patternProperties ?? {})[0];
  if (pattern !== undefined) return `Readonly<Record<string, ${typeOf(pattern, indent)}>>`;
  const inner = `${indent}  `;
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    return `${comment(member, inner)}${inner}readonly ${name}${mark}: ${typeOf(member, inner)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

/** The documentation of the value: meaning, unit, zone, and its value when absent. */
export function comment(schema: Schema, indent: string): string {
  if (schema.description === undefined) return '';
  const unit = schema['x-unit'] ?? 'none';
  const zone = schema['x-zone'] ?? 'none';
  const facts = [
    unit === 'none' ? '' : ` Unit: ${unit}.`,
    zone === 'none' ? '' : ` Zone: ${zone}.`,
    schema['x-absent'] === undefined ? '' : ` Absent: ${schema['x-absent']}.`,
  ];
  return `${indent}/** ${schema.description}${facts.join('')} */\n`.replaceAll(/\*\/(?! *\n)/g, '* /');
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value);
}
