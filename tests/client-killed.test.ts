/**
 * A consumer that is killed 200 times at random ends with a copy that equals the log, while the log changes all the time.
 * 160 of the kills end a run of the sync loop between any two of its steps, whose next run has what was kept until then; 40
 * are SIGKILLs to processes of `parley-pull --follow`, half of them with an NDJSON copy and half with an SQLite copy.
 */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { environmentOf, pull, spawnPull } from '../packages/client/test/pull-process.ts';
import { SeededRandom } from '../packages/server/src/services/sample/seeded-random.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { times } from '../packages/server/test/helpers/long-tests.ts';
import { LogWriter } from './helpers/copy-writer.ts';
import { clientOf, differences, Killed, newCopy, type ProjectLog, syncCopy } from './helpers/sync-checker.ts';

const LOOP_KILLS = times(160, 60);
const PROCESS_KILLS = times(20, 8);
/** The longest life of a process, in milliseconds: shorter than what its first load and start take together, and longer. */
const LONGEST_LIFE_MS = 600;

const server = await bootServer();
const folder = mkdtempSync(join(tmpdir(), 'parley-killed-'));
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
// Before all events: no service level target falls due by itself, and the log stands still when it is compared.
server.clock.set(Date.UTC(2020, 0, 1));
await server.makeProject(822);
const reader = await server.makeKey();
const writingClient = clientOf(server, await server.makeKey({ scopes: ['chats:read', 'chats:write'] }));

interface Scene extends ProjectLog {
  readonly writer: LogWriter;
}

async function makeScene(project: number): Promise<Scene> {
  const writer = new LogWriter(server, writingClient, await server.makeProject(project), project, 3_000);
  await writer.import();
  for (let at = 0; at < 60; at += 1) await writer.act();
  return { client: clientOf(server, reader), server, key: reader, project, writer };
}

/** Writes until the signal is aborted. If it fails, the test fails. */
async function writeUntil(writer: LogWriter, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await writer.act();
    await sleep(2);
  }
}

test(`the sync loop, killed ${LOOP_KILLS} times`, async () => {
  const scene = await makeScene(1);
  const random = new SeededRandom(3, 1);
  const copy = newCopy();
  let kills = 0;
  while (kills < LOOP_KILLS) {
    for (let at = random.integer(0, 3); at > 0; at -= 1) await scene.writer.act();
    let left = random.integer(0, 12);
    const controller = new AbortController();
    const step = (keep: () => void) => {
      // Half of the kills come before the step is on disk, half after it.
      if (left === 0 && random.chance(0.5)) throw new Killed();
      keep();
      if (left === 0) throw new Killed();
      left -= 1;
    };
    const run = syncCopy(scene, copy, {
      limit: random.integer(1, 6),
      signal: controller.signal,
      onChange: (chat) => step(() => copy.rows.set(chat.chatId, chat)),
      onErase: ({ chatId }) => step(() => copy.rows.delete(chatId)),
      onCursor: (cursor) =>
        step(() => {
          copy.cursor = cursor;
        }),
    });
    if (random.chance(0.2)) setTimeout(() => controller.abort(new Killed()), random.integer(0, 4));
    const writing = scene.writer.act();
    const outcome = await run.then(
      () => null,
      (error: unknown) => error,
    );
    await writing;
    if (outcome !== null) {
      expect(outcome).toBeInstanceOf(Killed);
      kills += 1;
    }
  }
  await syncCopy(scene, copy);
  expect(await differences(scene, copy.rows)).toEqual([]);
  expect(Object.values(scene.writer.counts).every((count) => count > 10)).toBe(true);
});

test('a consumer that keeps the cursor before the rows is found out', async () => {
  const scene = await makeScene(4);
  const random = new SeededRandom(3, 4);
  const copy = newCopy();
  for (let kill = 0; kill < 20; kill += 1) {
    for (let at = 0; at < 3; at += 1) await scene.writer.act();
    let left = random.integer(0, 12);
    for await (const page of scene.client.syncPages(4, { cursor: copy.cursor, limit: 4 })) {
      copy.cursor = page.cursor;
      left -= page.changes.length;
      if (left < 0) break;
      for (const change of page.changes) {
        if (change.kind === 'changed') copy.rows.set(change.chatId, change.chat);
        else copy.rows.delete(change.chatId);
      }
    }
  }
  await syncCopy(scene, copy);
  expect((await differences(scene, copy.rows)).join('\n')).toMatch(/missing|other content|not in the log/);
});

describe(`parley-pull --follow, killed ${PROCESS_KILLS} times`, () => {
  // Beside each other, as most of their time is the lives of the processes; each has a project of its own.
  test.concurrent.each([
    ['ndjson', 2],
    ['sqlite', 3],
  ] as const)('%s', async (format, project) => {
    const scene = await makeScene(project);
    const random = new SeededRandom(5, project);
    const env = environmentOf({ url: server.url, key: reader, project });
    const words = ['--to', join(folder, `copy.${format}`), '--follow', '--quiet'];
    const stop = new AbortController();
    const writing = writeUntil(scene.writer, stop.signal);
    // It is waited for after the last kill; until then its failure has nobody who listens.
    writing.catch(() => undefined);
    for (let kill = 0; kill < PROCESS_KILLS; kill += 1) {
      const child = spawnPull(words, env);
      const ended = once(child, 'exit');
      await sleep(random.integer(LONGEST_LIFE_MS / 4, LONGEST_LIFE_MS));
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
    }
    stop.abort();
    await writing;
    const last = await pull([...words.slice(0, 3), '--once'], env);
    expect([last.exitCode, last.err]).toEqual([0, expect.stringMatching(/your copy equals the log: \d+ chats/)]);
    const verified = await pull(['verify', '--from', join(folder, `copy.${format}`)], env);
    expect([verified.exitCode, verified.err]).toEqual([0, expect.stringContaining('your copy equals the log')]);
  });
});
