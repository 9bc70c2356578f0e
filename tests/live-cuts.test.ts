/**
 * Two people talk over a network that cuts connections, holds requests back and sends some twice, and the server is killed and
 * started again in the middle: nothing is lost, doubled or inverted, in the streams of both and in the log. On SQLite it is one
 * server, on PostgreSQL two of which one is killed, with each connection going to either.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { LiveAgent, type LiveEnvironment, LiveVisitor } from '../packages/client/src/live/index.ts';
import { SeededRandom } from '../packages/server/src/services/sample/seeded-random.ts';
import { basic, bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { makeDesk } from '../packages/server/test/helpers/live-people.ts';
import { isOnPostgres, makeTestStore } from '../packages/server/test/helpers/test-store.ts';
import { CuttingProxy } from './helpers/cutting-proxy.ts';
import { LiveProcess } from './helpers/live-process.ts';
import { NO_FAULTS, orderFaults } from './helpers/order-checker.ts';

const PROJECT = 822;
const MESSAGES = 300;
const CUTS = 50;
const SEEDS = [1, 2, 3, 4, 5];
/** Waits of clients take so much less of their time. */
const HASTE = 20;

const store = await makeTestStore();
const { siteKey, answering, reading } = await prepare();
const servers = [await LiveProcess.start(store.place)];
if (isOnPostgres()) servers.push(await LiveProcess.start(store.place));
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

async function prepare() {
  await using server = await bootServer({ place: store.place });
  await server.makeProject(PROJECT);
  const desk = await makeDesk(server, PROJECT, { agents: SEEDS.length });
  const keys = [await server.makeKey({ scopes: ['chats:answer'] }), await server.makeKey({ scopes: ['chats:read'] })];
  const [answeringKey, readingKey] = keys;
  if (answeringKey === undefined || readingKey === undefined) throw new TypeError('two keys');
  return { siteKey: desk.siteKey, answering: answeringKey, reading: readingKey };
}

function hasty(seed: number): Partial<LiveEnvironment> {
  const random = new SeededRandom(seed, 17);
  return {
    random: () => random.uint32() / 2 ** 32,
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds / HASTE);
      return () => clearTimeout(timer);
    },
  };
}

function cutting(seed: number): Promise<CuttingProxy> {
  return CuttingProxy.listen({ seed, cuts: CUTS / 2, apart: 14, ports: servers.map(({ port }) => port) });
}

function saidBy(side: string): readonly string[] {
  return Array.from({ length: MESSAGES }, (_, at) => `${side} ${at + 1}`);
}

/** Texts of messages as they come down a stream. */
function heardBy(listener: Pick<LiveVisitor, 'on'>): string[] {
  const texts: string[] = [];
  listener.on('chat', (event) => {
    if (event.type === 'message.sent') texts.push(event.text);
  });
  return texts;
}

function until(watched: Pick<LiveVisitor, 'subscribe'>, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo()) return;
      stop();
      resolve();
    };
    const stop = watched.subscribe(look);
    look();
  });
}

async function logOf(chatId: number): Promise<readonly string[]> {
  const address = `http://127.0.0.1:${servers[0]?.port}/v2/projects/${PROJECT}/chats/${chatId}`;
  const reply = await fetch(address, { headers: { authorization: basic(reading.tenant, reading.key) } });
  const { response } = (await reply.json()) as { response: { transcript: readonly { message: string }[] } };
  return response.transcript.map(({ message }) => message);
}

/** A chat that an agent has. */
async function beginChat(visitor: LiveVisitor, agent: LiveAgent): Promise<number> {
  const first = await visitor.send('Hello').settled;
  const chatId = first.state === 'sent' ? first.done.chatId : null;
  if (chatId === null) throw new TypeError(JSON.stringify(first));
  expect(await agent.do('chat.accept', { chatId }).settled).toMatchObject({ state: 'sent' });
  return chatId;
}

/** Killed and started again when all chats are in their middle. */
class Middle {
  #missing = SEEDS.length;
  readonly #passed = Promise.withResolvers<void>();

  /** Resolves when the server is there again. */
  async reach(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing === 0) {
      await servers[0]?.kill();
      await servers[0]?.start();
      this.#passed.resolve();
    }
    await this.#passed.promise;
  }
}

describe('two people over a network that fails', () => {
  const middle = new Middle();

  test.concurrent.each(SEEDS)('lose nothing, double nothing, invert nothing: seed %i', async (seed) => {
    await using toVisitor = await cutting(seed);
    await using toAgent = await cutting(seed + 100);
    using visitor = new LiveVisitor({ url: toVisitor.url, site: siteKey, environment: hasty(seed) });
    using agent = new LiveAgent({
      url: toAgent.url,
      projectId: PROJECT,
      key: answering,
      actAs: seed,
      environment: hasty(seed + 100),
    });
    const [heardAtPage, heardAtDesk] = [heardBy(visitor), heardBy(agent)];
    visitor.start();
    agent.start();
    const chatId = await beginChat(visitor, agent);
    const [saidAtPage, saidAtDesk] = [saidBy('visitor'), saidBy('agent')];
    const sendings = [
      ...saidAtPage.map((text) => visitor.send(text)),
      ...saidAtDesk.map((text) => agent.send(chatId, text)),
    ];
    await until(visitor, () => heardAtPage.length > MESSAGES);
    await middle.reach();
    const settled = await Promise.all(sendings.map((sending) => sending.settled));
    expect(settled.filter(({ state }) => state !== 'sent')).toEqual([]);
    const all = 1 + 2 * MESSAGES;
    await Promise.all([until(visitor, () => heardAtPage.length >= all), until(agent, () => heardAtDesk.length >= all)]);
    const logged = await logOf(chatId);
    for (const heard of [heardAtPage, heardAtDesk, logged]) {
      expect(heard).toHaveLength(all);
      expect([orderFaults(saidAtPage, heard), orderFaults(saidAtDesk, heard)]).toEqual([NO_FAULTS, NO_FAULTS]);
    }
    expect(heardAtDesk).toEqual(heardAtPage);
    expect(visitor.chat.messages.map(({ text }) => text)).toEqual(logged);
    expect(toVisitor.cuts + toAgent.cuts).toBe(CUTS);
    expect(toVisitor.counts.doubled).toBeGreaterThan(10);
    expect(visitor.counts.resends + agent.counts.resends).toBeGreaterThan(CUTS / 4);
    expect((await agent.do('chat.close', { chatId }).settled).state).toBe('sent');
  });
});

interface Naive {
  readonly hasId: boolean;
}

/** Writes as a program that does without numbers, or without ids too, four requests at a time. The texts that the log has then. */
async function writeNaively(
  proxy: CuttingProxy,
  texts: readonly string[],
  { hasId }: Naive,
): Promise<readonly string[]> {
  using visitor = new LiveVisitor({ url: proxy.url, site: siteKey, environment: hasty(9) });
  const first = await visitor.send('Hello').settled;
  const authorization = `Bearer ${visitor.visitor?.streamToken}`;
  const left = texts.map((text) => ({ text, id: crypto.randomUUID() }));
  const write = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      for (let isDone = false; !isDone; ) {
        const id = hasId ? one.id : crypto.randomUUID();
        const body = JSON.stringify({ v: 1, id, type: 'message.send', text: one.text });
        const headers = { authorization, 'content-type': 'application/json' };
        isDone = await fetch(`${proxy.url}/v2/live/commands`, { method: 'POST', headers, body }).then(
          ({ ok }) => ok,
          () => false,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, write));
  return logOf(first.state === 'sent' ? (first.done.chatId ?? 0) : 0);
}

describe('the checker finds', () => {
  const said = saidBy('visitor');

  test('what a client inverts that leaves the numbers out', async () => {
    await using proxy = await cutting(7);
    const { lost, doubled, inverted } = orderFaults(said, await writeNaively(proxy, said, { hasId: true }));
    expect([lost, doubled]).toEqual([0, 0]);
    expect(inverted).toBeGreaterThan(5);
  });

  test('what a client doubles that makes an id for every try', async () => {
    await using proxy = await cutting(8);
    const { lost, doubled } = orderFaults(said, await writeNaively(proxy, said, { hasId: false }));
    expect(lost).toBe(0);
    expect(doubled).toBeGreaterThan(2);
  });

  test('each kind of fault, and counts it', () => {
    expect(orderFaults(['a', 'b', 'c'], ['a', 'x', 'b', 'c'])).toEqual(NO_FAULTS);
    expect(orderFaults(['a', 'b', 'c'], ['a', 'c', 'b', 'a'])).toEqual({ lost: 0, doubled: 1, inverted: 1 });
    expect(orderFaults(['a', 'b', 'c'], ['c', 'c'])).toEqual({ lost: 2, doubled: 1, inverted: 0 });
  });
});
