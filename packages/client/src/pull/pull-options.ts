/** Every option of `parley-pull`, described once: parsing, environment names and help come from this table. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isFilterName, type QueryValues } from '../query.ts';
import { nearestName } from './nearest-name.ts';
import { EXIT, EXIT_MEANINGS, PullError } from './pull-error.ts';

interface OptionRow {
  readonly flag: string;
  /** The placeholder of the value in the help; null for a switch. */
  readonly value: string | null;
  readonly env: string | null;
  readonly isRepeated: boolean;
  readonly sentence: string;
}

const row = (
  flag: string,
  value: string | null,
  env: string | null,
  sentence: string,
  isRepeated = false,
): OptionRow => ({
  flag,
  value,
  env,
  isRepeated,
  sentence,
});

const OPTION_ROWS: readonly OptionRow[] = [
  row('url', 'URL', 'PARLEY_URL', 'Address of the server: https://chat.example.com, or https://example.com/parley.'),
  row('customer', 'NAME', 'PARLEY_CUSTOMER', 'The tenant that the key belongs to.'),
  row('key-file', 'FILE', null, 'File with the key. Without it the key is read from PARLEY_KEY in the environment.'),
  row('project', 'NUMBER', 'PARLEY_PROJECT', 'The project.'),
  row('to', 'FILE', null, 'The copy to write.'),
  row('from', 'FILE', null, 'verify: the copy to compare with the log.'),
  row(
    'format',
    'FORMAT',
    null,
    'ndjson, csv, csv-messages, parquet or sqlite; by default from the extension of the file.',
  ),
  row('filter', 'NAME=VALUE', null, 'Only matching chats, for example startDate=2026-01-31; may be repeated.', true),
  row('ext', null, null, 'NDJSON: include the additional key ext in chats and messages.'),
  row('raw', null, null, 'CSV: do not escape cells that a spreadsheet would take for a formula.'),
  row('delimiter', 'CHARACTER', null, 'CSV: what stands between cells, a comma or a semicolon; a comma by default.'),
  row('bom', null, null, 'CSV: begin with a byte order mark, by which Excel knows UTF-8.'),
  row(
    'follow',
    null,
    null,
    'NDJSON and SQLite: run for ever and write changes as they come. NDJSON then has a line for each change.',
  ),
  row('once', null, null, 'With --follow: end when the copy is up to date; the next run continues from there.'),
  row('state', 'FILE', null, 'NDJSON: file that keeps the progress; by default FILE.state.json beside the copy.'),
  row('restart', null, null, "Start over when the server no longer knows the copy's place in the change feed."),
  row('retries', 'NUMBER', null, 'Retries after a failed request; 10 by default.'),
  row('overwrite', null, null, 'Replace a file that is there and is no copy of a log.'),
  row(
    'keep-trying',
    null,
    null,
    'On a terminal: retry even before the first reply; otherwise a wrong address ends the run.',
  ),
  row('quiet', null, null, 'Do not show progress.'),
  row('version', null, null, 'Print the version.'),
  row('help', null, null, 'Print this text.'),
];

const COMMA = ',';

const FORMATS = ['ndjson', 'csv', 'csv-messages', 'parquet', 'sqlite'] as const;
export type CopyFormat = (typeof FORMATS)[number];

const ENDINGS: readonly (readonly [string, CopyFormat])[] = [
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
  ['.csv', 'csv'],
  ['.parquet', 'parquet'],
  ['.sqlite', 'sqlite'],
  ['.db', 'sqlite'],
];

export interface PullOptions {
  readonly command: 'pull' | 'verify';
  readonly url: string;
  readonly customer: string;
  readonly key: string;
  readonly project: number;
  /** The copy: what `--to` or `--from` names. */
  readonly file: string;
  readonly stateFile: string;
  readonly format: CopyFormat;
  readonly filters: QueryValues;
  readonly withExt: boolean;
  readonly isRaw: boolean;
  readonly delimiter: string;
  readonly hasMark: boolean;
  readonly isFollowing: boolean;
  readonly isOnce: boolean;
  readonly mayRestart: boolean;
  readonly retries: number;
  readonly isQuiet: boolean;
  readonly keepsTrying: boolean;
  readonly mayOverwrite: boolean;
}

/** The text of `--help`. */
export function helpText(): string {
  const options = OPTION_ROWS.map(({ flag, value, env, sentence }) => {
    const left = `  --${flag}${value === null ? '' : ` ${value}`}`;
    return `${left.padEnd(24)}${sentence}${env === null ? '' : ` (${env})`}`;
  });
  const codes = Object.entries(EXIT).map(
    ([name, code]) => `  ${String(code).padEnd(5)}${EXIT_MEANINGS[name as keyof typeof EXIT]}`,
  );
  return `Usage: parley-pull --url URL --customer NAME --project NUMBER --to FILE [options]
       parley-pull verify --url URL --customer NAME --project NUMBER --from FILE [options]

Copies a Parley chat log into a file, keeps the copy up to date, and verifies that it equals the log.
The key is read from PARLEY_KEY or --key-file, never from the command line.

Options (environment in brackets):
${options.join('\n')}

If it is stopped at any moment, the same command continues where it was.

Exit codes:
${codes.join('\n')}
`;
}

/** The options, or what was requested instead of a copy. @throws PullError for wrong options */
export function readPullOptions(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): PullOptions | 'help' | 'version' {
  const { values, positionals } = parse(words);
  if (values.help === true || (words.length === 0 && env.PARLEY_URL === undefined)) return 'help';
  if (values.version === true) return 'version';
  const [command = 'pull', ...rest] = positionals;
  if (rest.length > 0 || (command !== 'pull' && command !== 'verify')) {
    throw usage(`there is no command "${positionals.join(' ')}"; the commands are pull (the default) and verify`);
  }
  const text = (flag: string): string | null => readText(values, flag, env);
  const required = (flag: string): string => text(flag) ?? fail(flag);
  const file = required(command === 'pull' ? 'to' : 'from');
  const options: PullOptions = {
    command,
    file,
    url: required('url'),
    customer: required('customer'),
    key: readKey(text('key-file'), env),
    project: readNumber('project', required('project')),
    stateFile: text('state') ?? `${file}.state.json`,
    format: readFormat(text('format'), file),
    filters: readFilters(values.filter),
    withExt: values.ext === true,
    isRaw: values.raw === true,
    delimiter: readDelimiter(text('delimiter')),
    hasMark: values.bom === true,
    isFollowing: values.follow === true,
    isOnce: values.once === true,
    mayRestart: values.restart === true,
    retries: readNumber('retries', text('retries') ?? '10'),
    isQuiet: values.quiet === true,
    keepsTrying: values['keep-trying'] === true,
    mayOverwrite: values.overwrite === true,
  };
  return checked(options);
}

type Values = Readonly<Record<string, unknown>>;

function parse(words: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  const options = Object.fromEntries(
    OPTION_ROWS.map(({ flag, value, isRepeated }) => {
      const type = value === null ? ('boolean' as const) : ('string' as const);
      return [flag, { type, multiple: isRepeated }] as const;
    }),
  );
  const config = { args: [...words], options, allowPositionals: true } as const;
  const { tokens } = parseArgs({ ...config, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !(token.name in options));
  if (unknown?.kind === 'option') throw usage(describeUnknown(unknown));
  const given = tokens.filter((token) => token.kind === 'option').map(({ name }) => name);
  const once = OPTION_ROWS.filter(({ isRepeated }) => !isRepeated).map(({ flag }) => flag);
  const repeated = once.find((flag) => given.filter((name) => name === flag).length > 1);
  if (repeated !== undefined) throw usage(`--${repeated} is given more than once`);
  try {
    return parseArgs({ ...config, strict: true });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function describeUnknown({ name, rawName }: { readonly name: string; readonly rawName: string }): string {
  const flags = OPTION_ROWS.map(({ flag }) => flag);
  const nearest = nearestName(name, flags);
  return `unknown option '${rawName}'${nearest === null ? '' : ` (Did you mean --${nearest}?)`}`;
}

function readText(values: Values, flag: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const name = OPTION_ROWS.find((option) => option.flag === flag)?.env ?? null;
  const value = values[flag] ?? (name === null ? undefined : env[name]);
  return typeof value === 'string' && value !== '' ? value : null;
}

function fail(flag: string): never {
  const env = OPTION_ROWS.find((option) => option.flag === flag)?.env ?? null;
  throw usage(`--${flag} is missing${env === null ? '' : ` (or ${env} in the environment)`}`);
}

function readKey(file: string | null, env: Readonly<Record<string, string | undefined>>): string {
  if (file === null) {
    const key = env.PARLEY_KEY?.trim() ?? '';
    if (key === '') throw usage('PARLEY_KEY is missing in the environment (or --key-file)');
    return key;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw usage(`--key-file ${file} cannot be read`);
  }
}

function readNumber(flag: string, text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw usage(`--${flag} must be a whole number, but it is ${text}`);
  return Number(text);
}

function readFormat(text: string | null, file: string): CopyFormat {
  const found =
    text === null
      ? ENDINGS.find(([ending]) => file.toLowerCase().endsWith(ending))?.[1]
      : FORMATS.find((format) => format === text);
  if (found !== undefined) return found;
  throw usage(
    `--format must be one of ${FORMATS.join(', ')}${text === null ? '; the extension of the file is none of these' : ''}`,
  );
}

function readDelimiter(text: string | null): string {
  if (text === null || text === COMMA || text === ';') return text ?? COMMA;
  throw usage(`--delimiter must be , or ; but it is ${text}`);
}

/** Filters only: other parameters would make the copy differ from the one that is verified. */
function readFilters(given: unknown): QueryValues {
  const pairs = (Array.isArray(given) ? given : []).map((text) => {
    const [, name = '', value = ''] = /^([A-Za-z]+)=(.+)$/.exec(String(text)) ?? [];
    if (name === '') throw usage(`--filter must be NAME=VALUE, but it is ${text}`);
    return [name, value] as const;
  });
  const wrong = pairs.find(([name]) => !isFilterName(name));
  if (wrong !== undefined) throw usage(`--filter ${wrong[0]} is not a filter`);
  return Object.fromEntries(pairs);
}

function checked(options: PullOptions): PullOptions {
  const { command, delimiter, format, hasMark, isFollowing, isOnce, isRaw, withExt } = options;
  const isStored = format === 'ndjson' || format === 'sqlite';
  if (command === 'verify' && !isStored) throw usage('verify works only with ndjson and sqlite copies');
  if (isFollowing && !isStored) throw usage('--follow works only with ndjson and sqlite copies');
  if (isOnce && !isFollowing) throw usage('--once needs --follow');
  const ofCsv = isRaw ? 'raw' : hasMark ? 'bom' : delimiter !== COMMA ? 'delimiter' : null;
  if (ofCsv !== null && !format.startsWith('csv')) throw usage(`--${ofCsv} is only for csv`);
  if (withExt && format !== 'ndjson') throw usage('--ext is only for ndjson; sqlite always has it');
  return options;
}

function usage(message: string): PullError {
  return new PullError(`${message}; see parley-pull --help`, EXIT.usage);
}
