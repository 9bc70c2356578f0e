/**
 * A server that is killed again and again while visitors and agents write: what it acknowledged is in the log, once, in the order of
 * its tab; who follows the changes has what the log has; and timers that fell due while it was down fire once when it is up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ParleyClient } from '@parley/client';
import { expect, test } from 'vitest';
import { instant } from '../packages/server/src/model/instant.ts';
import { SeededRandom } from '../packages/server/src/services/sample/seeded-random.ts';
import type { ChatStore } from '../packages/server/src/store/chat-store.ts';
import { openStore } from '../packages/server/src/store/open-store.ts';
import { sql } from '../packages/server/src/store/sql/sql.ts';
import { bootServer, scopeOf, type TestReply } from '../packages/server/test/helpers/boot-server.ts';
import { type Answered, faultsOf, type LoggedChat } from '../packages/server/test/helpers/desk-model.ts';
import { makeDesk, TestAgent, TestVisitor } from '../packages/server/test/helpers/live-people.ts';
import { times } from '../packages/server/test/helpers/long-tests.ts';
import { openProject } from '../packages/server/test/helpers/open-project.ts';
import { runInStore } from '../packages/server/test/helpers/run-in-store.ts';
import { isOnPostgres, makeTestStore } from '../packages/server/test/helpers/test-store.ts';
import { KilledServer } from './helpers/killed-server.ts';
import { type CopyState, differences, newCopy, syncCopy } from './helpers/sync-checker.ts';

const KILLS = times(50, isOnPostgres() ? 6 : 10);
const VISITORS = 4;
const LONGEST_LIFE_MS = 250;
/** Of one tab that are sent at once. */
const AT_ONCE = 3;

type Send = (command: Readonly<Record<string, unknown>>) => Promise<TestReply>;

/** Sends the commands of a tab, each until it is answered. */
class Outbox {
  readonly #sender: string;
  readonly #send: Send;
  readonly #pending: Record<string, unknown>[] = [];
  readonly answered: Map<string, Answered>;
  #cseq = 0;

  constructor(sender: string, send: Send, answered: Map<string, Answered>) {
    this.#sender = sender;
    this.#send = send;
    this.answered = answered;
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  add(command: Readonly<Record<string, unknown>>): void {
    this.#cseq++;
    const id = crypto.randomUUID();
    this.#pending.push({ id, tab: 'a', cseq: this.#cseq, ...command });
  }

  /** Sends the first that are not answered, all at once. Rejects when the connection breaks. */
  async flush(): Promise<void> {
    const sent = await Promise.allSettled(this.#pending.slice(0, AT_ONCE).map((command) => this.#sendOne(command)));
    const broken = sent.find((one) => one.status === 'rejected');
    if (broken?.status === 'rejected') throw broken.reason;
  }

  async #sendOne(command: Record<string, unknown>): Promise<void> {
    const { status, text, headers } = await this.#send(command);
    if (headers['parley-resend-from'] !== undefined || status >= 500) return;
    if (status !== 200 && status !== 409 && status !== 404) throw new TypeError(text);
    const { chatId, seq } = JSON.parse(text).response;
    const { id, tab, cseq, type } = command as { id: string; tab: string; cseq: number; type: string };
    const at = status === 200 && typeof chatId === 'number' ? { chatId, seq } : null;
    this.answered.set(id, { sender: this.#sender, tab, cseq, id, isMessage: type === 'message.send', at });
    this.#pending.splice(this.#pending.indexOf(command), 1);
  }
}

class Scene implements AsyncDisposable {
  readonly server: KilledServer;
  readonly store: ChatStore;
  readonly random = new SeededRandom(2_026, 11);
  readonly answered = new Map<string, Answered>();
  readonly outboxes: Outbox[] = [];
  readonly agents: readonly TestAgent[];
  readonly chatIds = new Set<number>();

  constructor(server: KilledServer, store: ChatStore, agents: readonly TestAgent[]) {
    this.server = server;
    this.store = store;
    this.agents = agents;
  }

  /** Everybody writes until the connection breaks, or they are told. */
  async talk(signal: AbortSignal): Promise<void> {
    const visitors = this.outboxes.slice(0, VISITORS);
    const agents = this.outboxes.slice(VISITORS);
    const work = [
      ...visitors.map((box) => () => {
        const type = this.random.pickWeighted([
          { type: 'message.send', weight: 30 },
          { type: 'page.view', weight: 4 },
          { type: 'chat.end', weight: 1 },
        ]).type;
        if (type === 'message.send') box.add({ type, text: 'from the visitor' });
        else if (type === 'page.view') box.add({ type, page: { url: 'https://shop.example.com/a', title: 'A' } });
        else box.add({ type });
        return box.flush();
      }),
      ...agents.map((box) => () => {
        for (const { at } of this.answered.values()) if (at !== null) this.chatIds.add(at.chatId);
        if (this.chatIds.size === 0) return box.flush();
        const chatId = this.random.pick([...this.chatIds].slice(-VISITORS));
        box.add({ type: 'chat.accept', chatId });
        for (let count = this.random.integer(1, 3); count > 0; count--)
          box.add({ type: 'message.send', chatId, text: 'from the agent' });
        return box.flush();
      }),
    ];
    const streams = this.agents.map((agent) => agent.follow().then((stream) => stream.until(() => false)));
    await Promise.allSettled([...streams, ...work.map((turn) => repeat(turn, signal))]);
  }

  async readChats(): Promise<readonly LoggedChat[]> {
    const { chats } = await openProject(this.store, scopeOf(822));
    return Promise.all(
      [...this.chatIds].map(async (chatId) => {
        const events = await chats.readEvents(chatId as never);
        const [begin] = events;
        const person = begin?.body.type === 'chat.started' ? String(begin.body.contactId) : '';
        return { chatId, person, events };
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.kill();
    await this.store[Symbol.asyncDispose]();
  }
}

async function repeat(turn: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await turn();
    // A turn with nothing to send must not keep everybody else from theirs.
    await new Promise((next) => setImmediate(next));
  }
}

test(`a server that is killed ${KILLS} times keeps what it acknowledged, once and in order`, async () => {
  await using made = await makeTestStore();
  const setUp = await bootServer({ place: made.place });
  await setUp.makeProject(822);
  const { siteKey } = await makeDesk(setUp, 822, { agents: 2 });
  const answering = await setUp.makeKey({ scopes: ['chats:answer'] });
  const reading = await setUp.makeKey({ scopes: ['chats:read'] });
  await setUp[Symbol.asyncDispose]();

  const server = await KilledServer.of(made.place);
  await server.start();
  const agents = [1, 2].map((agentId) => new TestAgent(server, answering, 822, agentId));
  await using scene = new Scene(server, await openTool(made.place), agents);
  const { answered, outboxes, random } = scene;
  for (let at = 0; at < VISITORS; at++) {
    const visitor = await TestVisitor.come(server, siteKey);
    outboxes.push(new Outbox(`visitor ${at}`, (command) => visitor.send(command), answered));
  }
  for (const agent of agents) {
    await agent.is('online');
    outboxes.push(new Outbox(`agent ${agent.agentId}`, (command) => agent.send(command), answered));
  }

  const client = new ParleyClient({ baseUrl: server.url, customer: reading.tenant, key: reading.key });
  const log = { client, server: { get: server.get.bind(server), store: scene.store }, key: reading, project: 822 };
  const copy: CopyState = newCopy();
  for (let kill = 0; kill < KILLS; kill++) {
    const stop = new AbortController();
    const talking = scene.talk(stop.signal);
    const syncing = syncCopy(log, copy, { signal: stop.signal }).catch(() => null);
    await sleep(random.integer(20, LONGEST_LIFE_MS));
    await server.kill();
    stop.abort();
    await talking;
    await syncing;
    await server.start();
  }
  for (const box of outboxes) while (!box.isEmpty) await box.flush();
  for (const { at } of answered.values()) if (at !== null) scene.chatIds.add(at.chatId);
  const sentCount = [...answered.values()].filter(({ isMessage, at }) => isMessage && at !== null).length;
  expect(sentCount).toBeGreaterThan(KILLS);

  // Everything falls due while the server is down, wave after wave, until nothing is left that could.
  const { desk } = await openProject(scene.store, scopeOf(822));
  const ever = instant(8.64e15);
  for (let wave = 0; (await desk.findDueTimers(ever, 1)).length > 0; wave++) {
    expect(wave).toBeLessThan(10);
    await server.kill();
    await runInStore(made.place, sql`UPDATE live_timer SET fire_at = ${wave} WHERE is_fired = 0`);
    await server.start();
    while ((await desk.findDueTimers(instant(1_000), 1)).length > 0) await sleep(10);
  }
  const chats = await scene.readChats();
  expect(faultsOf(chats, [...answered.values()])).toEqual([]);
  for (const { events } of chats) expect(events.filter(({ body }) => body.type === 'chat.finalized')).toHaveLength(1);
  expect((await desk.listAgents()).map(({ taken }) => taken)).toEqual([0, 0]);
  await syncCopy(log, copy);
  expect(await differences(log, copy.rows)).toEqual([]);
  expect(copy.rows.size).toBe(chats.length);
  checkTheChecker(chats, [...answered.values()]);
});

/** What is removed, doubled or exchanged in a copy of the log is found. */
function checkTheChecker(chats: readonly LoggedChat[], answered: readonly Answered[]): void {
  const longest = chats.toSorted((a, b) => b.events.length - a.events.length)[0];
  if (longest === undefined) throw new TypeError('there is no chat');
  const isVisitors = ({ body }: LoggedChat['events'][number]) =>
    body.type === 'message.sent' && body.sender === 'visitor';
  const [one, two] = longest.events.flatMap((event, at) => (isVisitors(event) ? [at] : []));
  const [first, second] = [longest.events[one ?? 0], longest.events[two ?? 0]];
  if (first === undefined || second === undefined || one === two) throw new TypeError('two messages are needed');
  const doctored = (events: LoggedChat['events']) =>
    faultsOf(
      chats.map((chat) => (chat === longest ? { ...chat, events } : chat)),
      answered,
    ).join('\n');
  expect(doctored(longest.events.filter((event) => event !== first))).toMatch(/is lost/);
  expect(doctored([...longest.events, first])).toMatch(/is doubled/);
  const exchanged = [...longest.events];
  exchanged[one ?? 0] = { ...second, seq: first.seq };
  exchanged[two ?? 0] = { ...first, seq: second.seq };
  expect(doctored(exchanged)).toMatch(/out of its order|not where the answer said/);
}

function openTool(place: Parameters<typeof openStore>[0]): Promise<ChatStore> {
  return openStore(place, {
    mode: 'tool',
    newEpoch: () => crypto.randomUUID(),
    newSecret: () => crypto.getRandomValues(new Uint8Array(32)),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    logger: null,
    onFatal: (error) => {
      throw error;
    },
  });
}
