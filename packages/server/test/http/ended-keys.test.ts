/** Keys that are revoked or expire while replies of theirs run: the replies end within five seconds, and no others. */
import { afterAll, describe, expect, test } from 'vitest';
import { tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import type { ChatStore } from '../../src/store/chat-store.ts';
import { bootServer, TENANT, type TestKey } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { ManualTimers } from '../helpers/manual-timers.ts';
import { addPerson, signIn } from '../helpers/people.ts';
import { makeLong, stall } from '../helpers/stalled-reply.ts';
import { testDeed } from '../helpers/test-deed.ts';
import { override } from '../helpers/wrap-readers.ts';

const LOG = '/v2/projects/822/chats';
const LONGEST_MS = 5_000;

const timers = new ManualTimers();
let onWait = () => {};
let onRead: (() => void) | null = null;
let afterRead = (_prefix: string) => {};
const server = await bootServer({ timers, wrapStore: observe });
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), 3);
await makeLong(server);

/** Tells when a request waits for the next change, and lets reads of keys fail. */
function observe(store: ChatStore): ChatStore {
  const keys = override(store.keys, {
    findByPrefix: async (prefix) => {
      onRead?.();
      const key = await store.keys.findByPrefix(prefix);
      setImmediate(() => afterRead(prefix));
      return key;
    },
  });
  return override(store, {
    keys,
    project: async (scope) => {
      const project = await store.project(scope);
      if (project === null) return null;
      const { feed } = project;
      const waitForChange: typeof feed.waitForChange = (after, signal) => {
        onWait();
        return feed.waitForChange(after, signal);
      };
      return override(project, { feed: override(feed, { waitForChange }) });
    },
  });
}

/** As `parley key revoke` does, in another process. */
async function revoke({ prefix }: TestKey): Promise<void> {
  await using tool = await server.openTool();
  const owner = tenantId(TENANT);
  if (owner === null) throw new TypeError(TENANT);
  await tool.keys.revoke(owner, prefix, testDeed(server.clock.nowMs()));
}

/** Resolves when the time has passed and the state of the key was looked at. */
function letTimePass({ prefix }: TestKey): Promise<void> {
  const looked = new Promise<void>((resolve) => {
    afterRead = (read) => {
      if (read === prefix) resolve();
    };
  });
  timers.pass(LONGEST_MS);
  return looked;
}

/** A request that waits for the next change. */
async function begin(key: TestKey) {
  const { headers } = await server.get(`${LOG}?limit=1`, { key });
  const begun = new Promise<void>((resolve) => {
    onWait = resolve;
  });
  const reply = server.get(`${LOG}/changes?wait=30&cursor=${String(headers['parley-sync-cursor'])}`, { key });
  await begun;
  return { reply };
}

describe('a revoked key', () => {
  test('ends its running replies, and those of other keys go on', async () => {
    const [key, other] = [await server.makeKey(), await server.makeKey()];
    const [mine, theirs] = [await stall(server, key), await stall(server, other)];
    await revoke(key);
    await letTimePass(key);
    expect(await mine.finish()).toBe(false);
    expect(await theirs.finish()).toBe(true);
    expect(
      server.logLines.some((line) => line.includes('running replies are ended') && line.includes(key.prefix)),
    ).toBe(true);
  });

  test('ends a request that waits for changes', async () => {
    const key = await server.makeKey();
    const { reply } = await begin(key);
    await revoke(key);
    await letTimePass(key);
    expectRefused(await reply, 'unauthorized');
  });
});

test('a key that expires ends its running replies', async () => {
  const expiresAt = server.clock.nowMs() + 1_000;
  const key = await server.makeKey({ expiresAt });
  const [stalled, { reply }] = [await stall(server, key), await begin(key)];
  server.clock.set(expiresAt);
  await letTimePass(key);
  expectRefused(await reply, 'unauthorized');
  expect(await stalled.finish()).toBe(false);
});

test('a person who is disabled has running replies ended', async () => {
  const person = await addPerson(server, 'anna');
  const { cookie } = await signIn(server, 'anna');
  const { headers } = await server.get(`${LOG}?limit=1`, { headers: { cookie } });
  const begun = new Promise<void>((resolve) => {
    onWait = resolve;
  });
  const target = `${LOG}/changes?wait=30&cursor=${String(headers['parley-sync-cursor'])}`;
  const reply = server.get(target, { headers: { cookie } });
  await begun;
  await using tool = await server.openTool();
  await tool.users.change(person, { disabledAt: instant(server.clock.nowMs()) }, testDeed());
  timers.pass(LONGEST_MS);
  expectRefused(await reply, 'unauthorized');
});

test('a state that cannot be read ends nothing, and is read again', async () => {
  const key = await server.makeKey();
  const stalled = await stall(server, key);
  const failed = new Promise<void>((resolve) => {
    onRead = () => {
      onRead = null;
      resolve();
      throw new Error('the store is away');
    };
  });
  timers.pass(LONGEST_MS);
  await failed;
  await revoke(key);
  await letTimePass(key);
  expect(await stalled.finish()).toBe(false);
});

test('without running replies no key is read', async () => {
  let reads = 0;
  await using idle = await bootServer({
    timers,
    wrapStore: (store) =>
      override(store, {
        keys: override(store.keys, {
          findByPrefix: (prefix) => {
            reads += 1;
            return store.keys.findByPrefix(prefix);
          },
        }),
      }),
  });
  await idle.makeProject(822);
  const key = await idle.makeKey();
  expect((await idle.get(LOG, { key })).status).toBe(200);
  timers.pass(60_000);
  expect(reads).toBe(1);
});
