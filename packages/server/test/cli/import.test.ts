import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ImportRun, runImport } from '../../src/cli/import.ts';
import { projectId } from '../../src/model/ids.ts';
import { sampleChats } from '../../src/services/sample/generate-sample.ts';
import { ImportStore, SCOPE } from '../helpers/import-store.ts';

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process on a clock that goes on by a second with each look at it. */
async function run(store: ImportStore, file: string, changes: Partial<ImportRun> = {}): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([readAll(stdout), readAll(stderr)]);
  let nowMs = 0;
  const clock = { nowMs: () => Date.UTC(2026, 0, 1), monotonicMs: () => (nowMs += 1_000) };
  const signal = new AbortController().signal;
  const base = {
    ...SCOPE,
    store: store.place,
    file,
    rejectsPath: null,
    stdin: Readable.from([]),
    clock,
    signal,
  };
  const exitCode = await runImport({ ...base, stdout, stderr, ...changes });
  stdout.end();
  stderr.end();
  const [out, err] = await written;
  return { exitCode, stdout: out, stderr: err };
}

function sampleText(chats: number): string {
  let lines = '';
  for (const line of sampleChats({ chats, seed: 11 })) lines += `${JSON.stringify(line)}\n`;
  return lines;
}

describe('parley import', () => {
  test('ends with 0, says what it did and leaves no reject file when all is well', async () => {
    using store = await ImportStore.make();
    const file = join(store.directory, 'chats.ndjson');
    writeFileSync(file, sampleText(30));
    writeFileSync(`${file}.rejects.ndjson`, '{"line":1,"field":"","reason":"of an earlier import","row":""}\n');
    const { exitCode, stdout } = await run(store, file);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^read +30\ncreated +30\nreplaced +0\nunchanged +0\nrejected +0\n/);
    expect(stdout).toMatch(/\nseconds +\d+\.\d, \d+ chats\/s\n$/);
    expect(existsSync(`${file}.rejects.ndjson`)).toBe(false);
  });

  test('ends with 2 and writes rejected rows beside the file, for its owner only', async () => {
    using store = await ImportStore.make();
    const file = join(store.directory, 'chats.ndjson');
    writeFileSync(file, `{"chatId":5,"sessionId":"s"}\n{"chatId":"x"}\n{"chatId":4}\n`);
    const { exitCode, stdout } = await run(store, file);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(`rejected   1, see ${file}.rejects.ndjson\n`);
    expect(stdout).toContain('\nreject     1 with: chatId must be a whole number from 0 to 2^53-1; first in line 2\n');
    expect(stdout).toMatch(/\nwarning +2 with: no messages\nwarning +2 with: session id without a UUID\n/);
    const rejects = readFileSync(`${file}.rejects.ndjson`, 'utf8');
    const reason = 'must be a whole number from 0 to 2^53-1';
    expect(rejects).toBe(`${JSON.stringify({ line: 2, field: 'chatId', reason, row: '{"chatId":"x"}' })}\n`);
    expect(statSync(`${file}.rejects.ndjson`).mode & 0o777).toBe(0o600);
  });

  test('says that chats below the highest id are found by the feed only', async () => {
    using store = await ImportStore.make();
    await store.import('{"chatId":50}\n');
    const { exitCode, stdout } = await run(store, '-', { stdin: Readable.from([Buffer.from('{"chatId":4}')]) });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nnote +1 chats came under ids below the highest/);
  });

  test('ends with 2 for an empty file', async () => {
    using store = await ImportStore.make();
    const rejectsPath = join(store.directory, 'rejects.ndjson');
    const { exitCode } = await run(store, '-', { rejectsPath });
    expect(exitCode).toBe(2);
    expect(JSON.parse(readFileSync(rejectsPath, 'utf8'))).toMatchObject({ line: 1, reason: 'the file is empty' });
  });

  test('ends with 1 when there is no such project and touches nothing', async () => {
    using store = await ImportStore.make();
    const rejectsPath = join(store.directory, 'rejects.ndjson');
    writeFileSync(rejectsPath, 'kept');
    const { exitCode, stderr } = await run(store, '-', { projectId: projectId(1), rejectsPath });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('there is no project 1 of acme; see parley project list');
    expect(readFileSync(rejectsPath, 'utf8')).toBe('kept');
  });

  test('refuses to write rejects over the file that it reads', async () => {
    using store = await ImportStore.make();
    const file = join(store.directory, 'chats.ndjson');
    writeFileSync(file, '{"chatId":"x"}\n');
    expect((await run(store, file, { rejectsPath: file })).exitCode).toBe(64);
    expect(readFileSync(file, 'utf8')).toBe('{"chatId":"x"}\n');
  });

  test('shows plain lines of progress, or a bar on a terminal', async () => {
    using store = await ImportStore.make();
    const file = join(store.directory, 'chats.ndjson');
    writeFileSync(file, '{"chatId":1}\n'.repeat(3_000));
    expect((await run(store, file)).stderr).toMatch(/^(parley import: 100%, \d+ chats, 0 rejected, \d+ chats\/s\n)+$/);
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    const drawn = readAll(terminal);
    await run(store, file, { stderr: terminal });
    terminal.end();
    const text = (await drawn).replaceAll('\u001b', 'ESC');
    expect(text).toMatch(/^(\r\[={30}\] 100% \d+ chats, 0 rejected, \d+ chats\/sESC\[K)+\rESC\[K$/);
  });

  test('of a gzip file shows how much of the packed file is done', async () => {
    using store = await ImportStore.make();
    const file = join(store.directory, 'chats.ndjson.gz');
    const digits = (at: number) => Array.from({ length: 12 }, (_, place) => Math.sin(at + place)).join('');
    const packed = gzipSync(
      Array.from({ length: 3_000 }, (_, at) => `{"chatId":${at + 1},"visitorName":"${digits(at)}"}\n`).join(''),
    );
    writeFileSync(file, packed);
    let nowMs = 0;
    const clock = { nowMs: () => Date.UTC(2026, 0, 1), monotonicMs: () => (nowMs += 10_000) };
    const { exitCode, stderr } = await run(store, file, { clock });
    const shown = [...stderr.matchAll(/(\d+)%, (\d+) chats/g)].map(([, percent, chats]) => [
      Number(percent),
      Number(chats),
    ]);
    expect(exitCode).toBe(0);
    // The whole file is less than one piece that is read from the disk.
    expect(packed.length).toBeLessThan(1_048_576);
    expect(shown.filter(([percent = 0]) => percent > 0 && percent < 100).length).toBeGreaterThan(3);
    expect(shown.map(([percent]) => percent)).toEqual(shown.map(([percent]) => percent).sort((a = 0, b = 0) => a - b));
    expect(shown.at(-1)).toEqual([100, 3_000]);
    const stdin = Readable.from([packed]);
    expect((await run(store, '-', { stdin })).stderr).toMatch(
      /^(parley import: \d+ chats, 0 rejected, \d+ chats\/s\n)+$/,
    );
  });

  test('of a gzip file with something after it imports every row, ends with 2 and names the file', async () => {
    using store = await ImportStore.make();
    const file = join(store.directory, 'chats.gz');
    writeFileSync(file, Buffer.concat([gzipSync('{"chatId":1}\n{"chatId":2}\n'), Buffer.from('rubbish')]));
    const { exitCode, stdout } = await run(store, file);
    expect([exitCode, stdout.match(/^created +(\d+)$/m)?.[1]]).toEqual([2, '2']);
    expect(stdout).toMatch(
      /\nreject +1 with: \S+chats\.gz has something else after its gzip data, from byte \d+ on: "rubbish"; /,
    );
  });

  test('that a signal ends says how far it came', async () => {
    using store = await ImportStore.make();
    const stop = new AbortController();
    const stdin = new PassThrough();
    const ended = run(store, '-', { stdin, signal: stop.signal });
    stdin.write('{"chatId":1}\n');
    stop.abort('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/stopped by SIGINT after \d+ chats; run it again/);
  });
});

function startProcess(store: ImportStore, file: string): ChildProcess {
  const script = new URL('../helpers/run-import.ts', import.meta.url).pathname;
  return spawn(process.execPath, [script, store.directory, file], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Resolves when the store's log file has grown to `bytes`: some commits are done and others are under way. */
async function walReaches(store: ImportStore, bytes: number): Promise<void> {
  const wal = join(store.directory, 'parley.db-wal');
  const watcher = watch(store.directory, { persistent: false });
  const isReached = () => existsSync(wal) && statSync(wal).size >= bytes;
  while (!isReached()) await once(watcher, 'change');
  watcher.close();
}

describe('an import whose process is killed', () => {
  test('is a beginning of the file, and complete after it ran again', async () => {
    const chats = 2_000;
    using whole = await ImportStore.make();
    using killed = await ImportStore.make();
    const file = join(whole.directory, 'chats.ndjson');
    writeFileSync(file, sampleText(chats));
    await once(startProcess(whole, file), 'exit');
    const expected = await whole.read();
    expect(expected.chats).toHaveLength(chats);

    const counts: number[] = [];
    for (const bytes of [1_000, 1_000_000, 2_000_000, 3_000_000, 4_500_000]) {
      const child = startProcess(killed, file);
      await Promise.race([walReaches(killed, bytes), once(child, 'exit')]);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const { chats: stored, chatCount } = await killed.read();
      expect(chatCount).toBe(stored.length);
      expect(stored.map(({ chatId }) => chatId)).toEqual(stored.map((_, index) => index + 1));
      counts.push(stored.length);
    }
    // Else no kill came between the first commit and the last, and this test would show nothing.
    expect(counts.some((count) => count > 0 && count < chats)).toBe(true);

    const [exitCode] = await once(startProcess(killed, file), 'exit');
    expect(exitCode).toBe(0);
    expect(withoutClock(await killed.read())).toEqual(withoutClock(expected));
  });
});

/** `updatedAt` is the time of the import, which differs from run to run. */
function withoutClock(content: Awaited<ReturnType<ImportStore['read']>>): unknown {
  return { ...content, chats: content.chats.map((chat) => ({ ...chat, updatedAt: 0 })) };
}
