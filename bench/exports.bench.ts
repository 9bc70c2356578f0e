/** What a Parquet export costs compared with CSV, and that its memory does not grow with the log. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { buildStore, PROJECT, TENANT } from './support/bench-store.ts';
import { PARLEY } from './support/child-server.ts';
import { openCheckout } from './support/older-checkout.ts';
import { anonymousMb, cpuMs } from './support/process-stats.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';

const ROUNDS = 5;
const LOOK_EVERY_MS = 20;

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
  readonly fileMb: number;
}

/** Exports the whole log in a process of its own, of that program. @throws RangeError when it failed. */
async function exportOnce(
  directory: string,
  format: 'csv' | 'parquet',
  out: string,
  program: string = PARLEY,
): Promise<Cost> {
  const scope = ['--data', directory, '--tenant', TENANT, '--project', String(PROJECT)];
  const startedAt = performance.now();
  const child = spawn(program, ['export', ...scope, '--format', format, '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new RangeError('the export did not start');
  const closed = once(child, 'exit');
  let peakMb = 0;
  let cpu = 0;
  const look = setInterval(() => {
    // The process may exit between the timer and the reading.
    if (child.exitCode !== null) return;
    try {
      peakMb = Math.max(peakMb, anonymousMb(pid));
      cpu = cpuMs(pid);
    } catch {
      clearInterval(look);
    }
  }, LOOK_EVERY_MS);
  const [code] = await closed;
  clearInterval(look);
  if (code !== 0) throw new RangeError(`export --format ${format} ended with ${code}`);
  return { cpuMs: cpu, wallMs: performance.now() - startedAt, peakMb, fileMb: statSync(out).size / 1_000_000 };
}

interface Round {
  readonly csv: Cost;
  readonly parquet: Cost;
  readonly few: Cost;
  /** By an older checkout, of the same chats; null without one. */
  readonly old: { readonly csv: Cost; readonly parquet: Cost } | null;
}

interface Older {
  readonly directory: string;
  readonly program: string;
}

/** A store of the same chats as an older checkout writes it. */
async function openOlder(checkout: string, folder: string, chats: number): Promise<Older> {
  const { program, stores } = await openCheckout(checkout);
  const { directory } = await stores.buildStore(folder, chats);
  return { directory, program };
}

async function exportOlder({ directory, program }: Older, out: string): Promise<NonNullable<Round['old']>> {
  const csv = await exportOnce(directory, 'csv', `${out}.csv`, program);
  return { csv, parquet: await exportOnce(directory, 'parquet', `${out}.parquet`, program) };
}

/** What this program takes of the CPU of the older one; none without one. */
function olderMeasures(rounds: readonly Round[]): readonly Measure[] {
  const both = rounds.flatMap(({ old, csv, parquet }) => (old === null ? [] : [{ old, csv, parquet }]));
  if (both.length === 0) return [];
  return (['csv', 'parquet'] as const).map((format) =>
    measure(
      `${format === 'csv' ? 'CSV' : 'Parquet'}: CPU over that of the older program`,
      'ratio',
      both.map((one) => one[format].cpuMs / one.old[format].cpuMs),
    ),
  );
}

export async function benchExports(context: BenchContext): Promise<BenchResult> {
  const [fewChats, chats] = context.isQuick ? [300, 2_000] : [25_000, 100_000];
  const few = await buildStore(join(context.folder, 'few'), fewChats);
  const many = await buildStore(join(context.folder, 'many'), chats);
  const older = context.old === null ? null : await openOlder(context.old, join(context.folder, 'older'), chats);
  const rounds: Round[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const csv = await exportOnce(many.directory, 'csv', join(context.folder, 'log.csv'));
    const parquet = await exportOnce(many.directory, 'parquet', join(context.folder, 'log.parquet'));
    const old = older === null ? null : await exportOlder(older, join(context.folder, 'older-log'));
    rounds.push({
      csv,
      parquet,
      old,
      few: await exportOnce(few.directory, 'parquet', join(context.folder, 'few.parquet')),
    });
    context.print(
      `csv ${Math.round(csv.cpuMs)} ms, parquet ${Math.round(parquet.cpuMs)} ms, ${Math.round(parquet.peakMb)} MB`,
    );
  }
  const of = (value: (round: Round) => number) => rounds.map(value);
  return {
    name: 'exports',
    about: `\`parley export\` of ${chats.toLocaleString('en-US')} chats to a file, as CSV and as Parquet in turn, each in a process of its own, its start included. Memory is the peak of RssAnon, looked at every ${LOOK_EVERY_MS} ms, beside that of ${fewChats.toLocaleString('en-US')} chats.`,
    measures: [
      ...olderMeasures(rounds),
      measure(
        `CPU a chat: CSV`,
        'µs',
        of((one) => (one.csv.cpuMs * 1_000) / chats),
        context.isQuick ? null : { atMost: 35 },
      ),
      measure(
        'CPU a chat: Parquet',
        'µs',
        of((one) => (one.parquet.cpuMs * 1_000) / chats),
        context.isQuick ? null : { atMost: 50 },
      ),
      measure(
        'CPU: Parquet over CSV',
        'ratio',
        of((one) => one.parquet.cpuMs / one.csv.cpuMs),
        context.isQuick ? null : { atMost: 2.5 },
      ),
      measure(
        'peak memory: Parquet of the large log over the small one',
        'ratio',
        of((one) => one.parquet.peakMb / one.few.peakMb),
        context.isQuick ? null : { atMost: 1.5 },
      ),
      measure(
        'time over CPU: CSV, on every core',
        'ratio',
        of((one) => one.csv.wallMs / one.csv.cpuMs),
        context.isQuick ? null : { atMost: 0.6 },
      ),
      measure(
        'time over CPU: Parquet, on every core',
        'ratio',
        of((one) => one.parquet.wallMs / one.parquet.cpuMs),
        context.isQuick ? null : { atMost: 0.6 },
      ),
      measure(
        'peak memory: Parquet',
        'MB',
        of((one) => one.parquet.peakMb),
      ),
      measure(
        'file: CSV',
        'MB',
        of((one) => one.csv.fileMb),
      ),
      measure(
        'file: Parquet',
        'MB',
        of((one) => one.parquet.fileMb),
      ),
    ],
    notes: [],
  };
}
