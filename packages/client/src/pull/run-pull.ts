/** Runs one command line of `parley-pull`. Does not use `process`, so that tests can run it in their own. */
import { existsSync } from 'node:fs';
import { ParleyError } from '../errors.ts';
import { ParleyClient } from '../parley-client.ts';
import { COMMAND_ADVICE } from './command-advice.ts';
import { prepareCopy, writeThrough } from './copy-place.ts';
import { fetchImpatiently } from './first-contact.ts';
import { OutputRefused } from './output-place.ts';
import { Progress } from './progress.ts';
import { fetchFor } from './proxy-fetch.ts';
import type { PullContext } from './pull-context.ts';
import { EXIT, PullError } from './pull-error.ts';
import { helpText, type PullOptions, readPullOptions } from './pull-options.ts';
import { pullPages } from './pull-pages.ts';
import { pullParquet } from './pull-parquet.ts';
import { syncNdjson } from './sync-ndjson.ts';
import { syncSqlite } from './sync-sqlite.ts';
import { describeSystemError, namingAsked } from './system-error.ts';
import { verify } from './verify.ts';

export interface PullIo {
  /** What `--version` prints. */
  readonly version: string;
  readonly out: (text: string) => unknown;
  readonly err: (text: string) => unknown;
  /** Whether `err` is a terminal. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** Returns the exit code; expected failures are written to `err`, not thrown. */
export async function runPull(words: readonly string[], io: PullIo): Promise<number> {
  try {
    const options = readPullOptions(words, io.env);
    if (typeof options === 'object') return await place(contextOf(options, io));
    io.out(options === 'help' ? helpText() : `${io.version}\n`);
    return EXIT.done;
  } catch (error) {
    return tell(error, io);
  }
}

function contextOf(options: PullOptions, { env, err, isTerminal, nowMs, signal }: PullIo): PullContext {
  const { url, customer, key, retries, isQuiet, keepsTrying } = options;
  const progress = new Progress({ write: err, isTerminal, nowMs }, isQuiet);
  try {
    const fetch = fetchImpatiently({
      fetch: URL.canParse(url) ? fetchFor(url, env) : globalThis.fetch,
      isImpatient: isTerminal && !keepsTrying && !isBegun(options),
      onSilence: () => progress.tell(`no reply from ${url} yet; if that lasts, check --url`),
    });
    const client = new ParleyClient({ baseUrl: url, customer, key, fetch, retry: { retries } });
    return { client, options, signal, progress };
  } catch (error) {
    if (error instanceof PullError) throw error;
    const sentence = error instanceof Error ? error.message : String(error);
    throw new PullError(sentence.replaceAll('baseUrl', '--url'), EXIT.usage);
  }
}

/** Whether an earlier run reached the server. */
function isBegun({ command, file, format, stateFile }: PullOptions): boolean {
  if (command === 'verify') return false;
  return [stateFile, `${file}.part.state.json`, ...(format === 'sqlite' ? [file] : [])].some((name) =>
    existsSync(name),
  );
}

async function place(context: PullContext): Promise<number> {
  const { options } = context;
  if (options.command === 'verify') return verify(context);
  const found = prepareCopy(options);
  if (found.kind !== 'file') return writeThrough(context, found, run);
  try {
    return await run({ ...context, options: { ...options, file: found.path } });
  } catch (error) {
    if (error instanceof PullError) throw namingCopy(error, found.path, options.file);
    throw namingAsked(namingAsked(error, options.stateFile, options.stateFile), found.path, options.file);
  }
}

/** A link to the copy is named as it was asked for. */
function namingCopy(error: PullError, path: string, asked: string): PullError {
  return new PullError(
    error.message.replaceAll(`${path} `, () => `${asked} `),
    error.exitCode,
  );
}

function run(context: PullContext): Promise<number> {
  const { format, isFollowing } = context.options;
  if (format === 'sqlite') return syncSqlite(context);
  if (format === 'parquet') return pullParquet(context);
  return isFollowing ? syncNdjson(context) : pullPages(context);
}

function tell(error: unknown, { err, signal }: PullIo): number {
  if (signal.aborted) {
    err('parley-pull: stopped; the same command continues from here\n');
    return EXIT.stopped;
  }
  if (error instanceof PullError) {
    err(`parley-pull: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof ParleyError) {
    const hint = error.status === 410 ? '; --restart clears the copy and starts over' : '';
    err(`parley-pull: ${advised(error)} (${error.code}${hint})\n`);
    return error.code === 'client.incomplete' ? EXIT.differs : EXIT.failed;
  }
  if (error instanceof OutputRefused) {
    err(`parley-pull: ${error.message}\n`);
    return EXIT.usage;
  }
  const told = describeSystemError(error);
  if (told !== null) {
    err(`parley-pull: ${told}\n`);
    return EXIT.failed;
  }
  throw error;
}

/** The server advises on requests; whoever gave options is told what to do with these. */
function advised({ code, message }: ParleyError): string {
  const known = Object.hasOwn(COMMAND_ADVICE, code) ? COMMAND_ADVICE[code] : undefined;
  if (known === undefined || !message.endsWith(known.instead)) return message;
  return message.slice(0, -known.instead.length) + known.advice;
}
