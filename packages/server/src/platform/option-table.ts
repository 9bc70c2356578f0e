/**
 * Every option of the `parley` command, described once. Flags, help, environment names, checks and docs/operate/options.md
 * come from this table and from nothing else. What an installation is set to can also come from the environment; what one
 * run is told to do comes from the command line only.
 */

import type { CommandName, OptionSpec } from './option-spec.ts';

const ID = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, unit: null } as const;
const PORT = { kind: 'port', minimum: 0, maximum: 65_535, unit: null, isSecret: false } as const;
const ANY = { shape: null, unit: null, isSecret: false } as const;
const WHOLE_NUMBER = { pattern: /^[0-9]{1,15}$/, words: 'a whole number' } as const;

export const OPTIONS = {
  data: {
    ...ANY,
    flag: 'data',
    env: 'PARLEY_DATA',
    kind: 'path',
    default: './parley-data',
    sentence: 'Folder that holds the store; made when it does not exist.',
    commands: {
      serve: 'optional',
      'project create': 'optional',
      'project list': 'optional',
      'key create': 'optional',
      'key list': 'optional',
      'key revoke': 'optional',
      import: 'optional',
      export: 'optional',
      doctor: 'optional',
      rebuild: 'optional',
    },
  },
  demoData: {
    ...ANY,
    flag: 'data',
    env: null,
    kind: 'path',
    default: null,
    sentence: 'Folder to keep the demonstration in; without it a temporary one that is removed at the end.',
    commands: { demo: 'optional' },
  },
  tenant: {
    ...ANY,
    flag: 'tenant',
    env: 'PARLEY_TENANT',
    kind: 'text',
    shape: { pattern: /^[a-z0-9][a-z0-9-]{0,62}$/, words: 'up to 63 lower-case letters, digits and hyphens' },
    default: null,
    sentence: 'The customer; also the user name of its API keys.',
    commands: {
      'project create': 'required',
      'project list': 'optional',
      'key create': 'required',
      'key list': 'required',
      'key revoke': 'required',
      import: 'required',
      export: 'required',
      rebuild: 'optional',
    },
  },
  project: {
    ...ID,
    flag: 'project',
    env: 'PARLEY_PROJECT',
    kind: 'integer',
    isSecret: false,
    default: null,
    sentence: 'Number of the project, as it stands in the address of the log.',
    commands: { 'project create': 'required', import: 'required', export: 'required', rebuild: 'optional' },
  },
  keyProjects: {
    ...ANY,
    flag: 'project',
    env: null,
    kind: 'list',
    values: null,
    shape: WHOLE_NUMBER,
    isCommaSeparated: true,
    default: [],
    sentence: 'Number of a project that the key may see; without it every project of the tenant, also later ones.',
    commands: { 'key create': 'optional' },
  },
  name: {
    ...ANY,
    flag: 'name',
    env: null,
    kind: 'text',
    shape: { pattern: /^(?=.*\S)\P{Cc}{1,200}$/u, words: 'a line of 1 to 200 characters' },
    default: null,
    sentence: 'What people call the project.',
    commands: { 'project create': 'required' },
  },
  timeZone: {
    ...ANY,
    flag: 'time-zone',
    env: null,
    kind: 'text',
    shape: { pattern: /^[A-Za-z][A-Za-z0-9_+/-]*$/, words: 'an IANA name, for example Europe/Budapest' },
    default: null,
    sentence: 'IANA name of the zone that the project prints its times in, for example Europe/Budapest.',
    commands: { 'project create': 'required' },
  },
  keyName: {
    ...ANY,
    flag: 'name',
    env: null,
    kind: 'text',
    shape: { pattern: /^\P{Cc}{1,200}$/u, words: 'a line of 1 to 200 characters' },
    default: 'unnamed',
    sentence: 'What the key is for, so that it can be told from others later.',
    commands: { 'key create': 'optional' },
  },
  scopes: {
    flag: 'scope',
    env: null,
    kind: 'list',
    values: ['chats:read', 'chats:metadata', 'chats:write', 'admin'],
    shape: null,
    unit: null,
    isSecret: false,
    isCommaSeparated: true,
    default: ['chats:read'],
    sentence: 'What the key may do; chats:metadata reads without texts and personal data.',
    commands: { 'key create': 'optional' },
  },
  start: {
    flag: 'start',
    env: null,
    kind: 'choice',
    values: ['id', 'offset'],
    unit: null,
    isSecret: false,
    default: 'id',
    sentence: 'How the parameter start is read for this key: as the chat to begin at, or as a number of rows to skip.',
    commands: { 'key create': 'optional' },
  },
  expires: {
    ...ANY,
    flag: 'expires',
    env: null,
    kind: 'text',
    shape: { pattern: /^([1-9][0-9]{0,4}d|\d{4}-\d{2}-\d{2}T.+)$/, words: 'a time with offset, or days as in 90d' },
    default: null,
    sentence:
      'When the key ends: a time with offset (2027-01-31T00:00:00Z) or a number of days from now (90d); without it never.',
    commands: { 'key create': 'optional' },
  },
  allowedIps: {
    ...ANY,
    flag: 'allow-ip',
    env: null,
    kind: 'list',
    values: null,
    shape: { pattern: /^[0-9A-Fa-f.:]+(\/[0-9]{1,3})?$/, words: 'an address or a range, as 192.0.2.7 or 192.0.2.0/24' },
    isCommaSeparated: true,
    default: [],
    sentence: 'Address or CIDR range that the key may be used from; without it any.',
    commands: { 'key create': 'optional' },
  },
  keyPrefix: {
    ...ANY,
    flag: 'key',
    env: null,
    kind: 'text',
    shape: { pattern: /^pk[A-Za-z0-9]{10}$/, words: 'the first 12 characters of a key, as key list prints them' },
    default: null,
    sentence: 'First 12 characters of the key.',
    commands: { 'key revoke': 'required' },
  },
  host: {
    ...ANY,
    flag: 'host',
    env: 'PARLEY_HOST',
    kind: 'text',
    shape: { pattern: /^[A-Za-z0-9.:_%-]+$/, words: 'an address or a host name' },
    default: '127.0.0.1',
    sentence: 'Address to listen on; 0.0.0.0 or :: is every address of the machine.',
    commands: { serve: 'optional', demo: 'optional' },
  },
  port: {
    ...PORT,
    flag: 'port',
    env: 'PARLEY_PORT',
    default: 8822,
    sentence: 'Port to listen on; 0 takes a free one.',
    commands: { serve: 'optional' },
  },
  demoPort: {
    ...PORT,
    flag: 'port',
    env: null,
    default: null,
    sentence: 'Port to listen on; without it the first free one from 8822.',
    commands: { demo: 'optional' },
  },
  metricsPort: {
    ...PORT,
    flag: 'metrics-port',
    env: 'PARLEY_METRICS_PORT',
    default: null,
    sentence: 'Port on 127.0.0.1 that gives the metrics without a key; without it they are given to keys only.',
    commands: { serve: 'optional' },
  },
  tenantDomains: {
    ...ANY,
    flag: 'tenant-domain',
    env: 'PARLEY_TENANT_DOMAIN',
    kind: 'list',
    values: null,
    shape: {
      pattern: /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/,
      words: 'a domain in lower case, for example chat.example.com',
    },
    isCommaSeparated: true,
    default: [],
    sentence: 'Domain whose subdomains are tenants: a request to acme.<domain> must carry a key of acme.',
    commands: { serve: 'optional' },
  },
  logLevel: {
    flag: 'log-level',
    env: 'PARLEY_LOG_LEVEL',
    kind: 'choice',
    values: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
    unit: null,
    isSecret: false,
    default: 'info',
    sentence: 'The least that is written to the log on standard error.',
    commands: { serve: 'optional' },
  },
  rejects: {
    ...ANY,
    flag: 'rejects',
    env: null,
    kind: 'path',
    default: null,
    sentence: 'File for the rows that could not be imported; without it FILE.rejects.ndjson.',
    commands: { import: 'optional' },
  },
  chats: {
    flag: 'chats',
    env: null,
    kind: 'integer',
    minimum: 0,
    maximum: 100_000_000,
    unit: 'chats',
    isSecret: false,
    default: 1000,
    sentence: 'How many chats to write.',
    commands: { sample: 'optional' },
  },
  seed: {
    flag: 'seed',
    env: null,
    kind: 'integer',
    minimum: 0,
    maximum: 4_294_967_295,
    unit: null,
    isSecret: false,
    default: 1,
    sentence: 'Number that the chats are made from: the same seed gives the same bytes.',
    commands: { sample: 'optional' },
  },
  format: {
    flag: 'format',
    env: null,
    kind: 'choice',
    values: ['json', 'ndjson', 'csv', 'csv-messages'],
    unit: null,
    isSecret: false,
    default: 'ndjson',
    sentence: 'Form of the export: the reply of the log, one chat a line, one CSV row a chat, one CSV row a message.',
    commands: { export: 'optional' },
  },
  out: {
    ...ANY,
    flag: 'out',
    env: null,
    kind: 'path',
    default: null,
    sentence: 'File to write; it appears under this name when it is complete. Without it standard output.',
    commands: { export: 'optional' },
  },
  limit: {
    flag: 'limit',
    env: null,
    kind: 'integer',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    unit: 'chats',
    isSecret: false,
    default: null,
    sentence: 'How many chats to export at most; without it all.',
    commands: { export: 'optional' },
  },
  filters: {
    flag: 'filter',
    env: null,
    kind: 'list',
    values: null,
    shape: { pattern: /^[A-Za-z]+=.+$/s, words: 'name=value, for example startDate=2026-01-31' },
    unit: null,
    isSecret: false,
    isCommaSeparated: false,
    default: [],
    sentence: 'A parameter of the log, as in its address; may be given several times.',
    commands: { export: 'optional' },
  },
  isCheckOnly: {
    flag: 'check',
    env: null,
    kind: 'flag',
    unit: null,
    isSecret: false,
    default: false,
    sentence: 'Only say how many chats would change; write nothing.',
    commands: { rebuild: 'optional' },
  },
} as const satisfies Record<string, OptionSpec>;

type Options = typeof OPTIONS;

interface ValueByKind {
  readonly text: string;
  readonly path: string;
  readonly integer: number;
  readonly port: number;
  readonly flag: boolean;
  readonly choice: string;
  readonly list: readonly string[];
}

type Value<O extends OptionSpec> = O extends { kind: 'choice'; values: readonly (infer V)[] }
  ? V
  : O extends { kind: 'list'; values: readonly (infer V)[] }
    ? readonly V[]
    : ValueByKind[O['kind']];

type Given<O extends OptionSpec, C extends CommandName> = O['default'] extends null
  ? O['commands'] extends { readonly [K in C]: 'required' }
    ? Value<O>
    : Value<O> | null
  : Value<O>;

/** The checked options of a command, by their names in the table; null where one is absent and has no default. */
export type OptionValues<C extends CommandName> = {
  readonly [K in keyof Options as C extends keyof Options[K]['commands'] ? K : never]: Given<Options[K], C>;
};
