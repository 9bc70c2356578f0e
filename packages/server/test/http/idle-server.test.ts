/** A server that nobody asks anything: it sends its store a few statements a second, also after erasures. */
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import type { ChatStore } from '../../src/store/chat-store.ts';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';
import { ManualTimers } from '../helpers/manual-timers.ts';
import { override } from '../helpers/wrap-readers.ts';

const SECONDS = 10;
const STRETCHES = 3;
const STEP_MS = 50;
const CHATS = 400;
const MOST_PER_SECOND = 16;

let statements = 0;
const restores: (() => void)[] = [];
afterAll(() => {
  for (const restore of restores) restore();
});
/** Counts the calls of a method, whoever calls it. */
function count<N extends string>(prototype: { [name in N]: (...given: never[]) => unknown }, name: N): void {
  const method = prototype[name];
  restores.push(() => {
    prototype[name] = method;
  });
  prototype[name] = function (this: unknown, ...given: never[]) {
    statements += 1;
    return method.apply(this, given);
  } as (typeof prototype)[N];
}
for (const name of ['all', 'get', 'run'] as const) count(StatementSync.prototype, name);
count(DatabaseSync.prototype, 'exec');
count(Client.prototype as never, 'query');

async function boot(wrapStore: (store: ChatStore) => ChatStore) {
  const timers = new ManualTimers();
  const server = await bootServer({ timers, wrapStore });
  afterAll(() => server[Symbol.asyncDispose]());
  const loops = timers.pending;
  await server.importSample(await server.makeProject(822), CHATS);
  /** In steps of the shortest pause that a loop makes, so that one that never rests is seen. */
  const letTimePass = async (seconds: number) => {
    for (let passedMs = 0; passedMs < seconds * 1_000; passedMs += STEP_MS) {
      server.clock.advance(STEP_MS);
      timers.pass(STEP_MS);
      await timers.whenPending(loops);
    }
  };
  return {
    server,
    /**
     * Statements a second, once the background work is done: in the quietest of some stretches, because a transaction of
     * another database of the same PostgreSQL may hold the work up for a while.
     */
    measure: async () => {
      while (await server.store.maintenance.compact(1_000));
      await letTimePass(SECONDS);
      const rates: number[] = [];
      for (let stretch = 0; stretch < STRETCHES; stretch += 1) {
        const before = statements;
        await letTimePass(SECONDS);
        rates.push((statements - before) / SECONDS);
      }
      return Math.min(...rates);
    },
  };
}

test('after an import and after erasures it asks little', async () => {
  const { server, measure } = await boot((store) => store);
  expect(await measure()).toBeLessThan(MOST_PER_SECOND);
  const project = await server.store.project(scopeOf(822));
  for (let id = 100; id < 160; id++) {
    await project?.privacy.eraseChat(chatId(id), instant(server.clock.nowMs()), { keyPrefix: 'test' });
  }
  const afterErasures = await measure();
  expect(afterErasures).toBeLessThan(MOST_PER_SECOND);
  expect(afterErasures).toBeGreaterThan(1);
  expect(await server.store.maintenance.compact(STEP_MS)).toBe(false);
});

test('a loop that never rests is noticed', async () => {
  const { measure } = await boot((store) => {
    const { maintenance } = store;
    const compact = async (milliseconds: number) => {
      await maintenance.compact(milliseconds);
      return true;
    };
    return override(store, { maintenance: override(maintenance, { compact }) });
  });
  expect(await measure()).toBeGreaterThan(MOST_PER_SECOND);
});
