/** A hundred chats at once, five agents with room for three, two servers on one database over HTTP: acceptance scenario 23. */
import { expect, test } from 'vitest';
import { type ChatId, queueId } from '../../../src/model/ids.ts';
import { bootServer } from '../../helpers/boot-server.ts';
import { holdersOf } from '../../helpers/desk-model.ts';
import { doneOf, makeDesk, TestAgent, TestVisitor } from '../../helpers/live-people.ts';
import { ManualTimers } from '../../helpers/manual-timers.ts';
import { PostgresStore } from '../../helpers/postgres-store.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';

const CHATS = 100;
const AGENTS = [1, 2, 3, 4, 5];

const postgres = ([18, 15] as const).map((version) => sharedPostgres(version)).find((found) => 'url' in found);

test('a storm on two servers gives nobody too much, and no chat to two; whose server dies is given up', async (context) => {
  if (postgres === undefined || !('url' in postgres)) return context.skip('there is no PostgreSQL');
  await using installation = await PostgresStore.make(postgres.url);
  const { place } = installation;
  await using first = await bootServer({ place, edge: { visitorLimits: 0 } });
  // Its timers stand still after its first sign of life, as if it were killed then; requests it still answers.
  const stopped = new ManualTimers();
  await using second = await bootServer({ place, edge: { visitorLimits: 0 }, timers: stopped });
  stopped.pass(0);
  const servers = [first, second];
  const project = await first.makeProject(822);
  const { siteKey } = await makeDesk(first, 822, { agents: AGENTS.length });
  const key = await first.makeKey({ scopes: ['chats:answer'] });
  const agentAt = (server: number, agentId: number) => new TestAgent(server === 0 ? first : second, key, 822, agentId);
  const { desk, chats } = project;
  const waitingIds = async () => (await desk.findWaiting(queueId(3803), 1_000)).map(({ chatId }) => chatId);
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo()));
  };

  // Agents 4 and 5 are connected by the server that dies.
  for (const agentId of AGENTS) await agentAt(0, agentId).is('online');
  const streams = await Promise.all(AGENTS.map((agentId) => agentAt(agentId > 3 ? 1 : 0, agentId).follow()));
  const ids: ChatId[] = [];
  const coming = Array.from({ length: CHATS }, async (_, at) => {
    const visitor = await TestVisitor.come(servers[at % 2] ?? first, siteKey);
    ids.push((await visitor.says(`chat ${at}`)).chatId as ChatId);
  });
  const statuses = new Map<number, number>();
  const grab = async (agentId: number) => {
    for (let [round, isLast] = [0, false]; !isLast; round++) {
      isLast = ids.length === CHATS;
      const offered = (await desk.listChatsOf(agentId)).filter(({ askedId }) => askedId === agentId);
      const wanted = [...offered.map(({ chatId }) => chatId), ids[(round * 7 + agentId) % Math.max(1, ids.length)]];
      for (const chatId of wanted.filter((id) => id !== undefined)) {
        const replies = await Promise.all(
          [0, 1].map((at) => agentAt(at, agentId).send({ type: 'chat.accept', chatId })),
        );
        for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }
  };
  await Promise.all([...coming, ...AGENTS.map(grab)]);
  expect([...statuses.keys()].toSorted()).toEqual([200, 409]);

  const held = async () => {
    const all = await Promise.all(ids.map(async (id) => holdersOf(await chats.readEvents(id))));
    expect(all.filter((holders) => holders.length > 1)).toEqual([]);
    return AGENTS.map((agentId) => all.filter((holders) => holders.includes(agentId)).length);
  };
  expect(await held()).toEqual([3, 3, 3, 3, 3]);
  for (const id of ids) {
    const takers = (await chats.readEvents(id)).filter(({ body }) => body.type === 'agent.accepted');
    expect(takers.length).toBeLessThan(2);
  }

  // Whatever is only offered yet is taken; then one is closed, and the oldest that waits is offered, declined, and first again.
  for (const agentId of AGENTS) {
    for (const { chatId, ownerId } of await desk.listChatsOf(agentId)) {
      if (ownerId !== agentId) doneOf(await agentAt(agentId % 2, agentId).send({ type: 'chat.accept', chatId }));
    }
  }
  const [oldest] = await waitingIds();
  const [own, given] = (await desk.listChatsOf(1)).map(({ chatId }) => chatId);
  if (oldest === undefined || own === undefined || given === undefined) throw new TypeError('chats are needed');
  await agentAt(0, 1).does('chat.close', own);
  await until(async () => (await desk.findLiveChat(oldest))?.askedId === 1);
  await agentAt(1, 1).does('chat.decline', oldest);
  // Another may have been offered to the same agent since; the declined one keeps its place before all that wait.
  expect((await waitingIds())[0]).toBe(oldest);

  // Given to somebody who has room for it, across the servers; nobody else has.
  const full = await agentAt(0, 1).send({ type: 'chat.transfer', chatId: given, toAgentId: 3 });
  expect(full.text).toContain('error.agent_full');
  await agentAt(0, 2).is('busy');
  const [freed] = (await desk.listChatsOf(2)).map(({ chatId }) => chatId);
  await agentAt(0, 2).does('chat.close', freed ?? 0);
  await agentAt(0, 1).does('chat.transfer', given, { toAgentId: 2, reason: 'billing' });
  await agentAt(1, 2).does('chat.accept', given);
  const document = JSON.parse((await chats.read(given))?.chatJson ?? '{}');
  expect(document).toMatchObject({
    firstAgent: 1,
    lastAgent: 2,
    transferCount: 1,
    firstQueueId: 3803,
    lastQueueId: 3803,
  });
  expect(document.transfers).toMatchObject([{ fromAgent: 1, toAgent: 2, reason: 'billing' }]);

  // The second server says nothing any more: after 20 seconds its agents are gone, a minute later their chats wait again.
  const ofDead = (await Promise.all([4, 5].map((agentId) => desk.listChatsOf(agentId)))).flat();
  expect(ofDead).toHaveLength(6);
  first.clock.advance(21_000);
  await until(async () => (await desk.findAgent(5))?.goneSince !== null);
  const { goneSince } = (await desk.findAgent(5)) ?? {};
  first.clock.advance(60_000);
  await until(async () => (await desk.listAgents()).slice(3).every(({ taken }) => taken === 0));
  for (const { chatId } of ofDead) {
    const lost = (await chats.readEvents(chatId)).find(({ body }) => body.type === 'agent.disconnected');
    expect(lost?.at).toBe((goneSince ?? 0) + 60_000);
    expect(JSON.parse((await chats.read(chatId))?.chatJson ?? '{}')).toMatchObject({ transferCount: 0 });
  }
  // Those wait before everybody who has not been answered yet.
  const dead = new Set(ofDead.map(({ chatId }) => chatId));
  const asked = (await Promise.all([1, 3].map((agentId) => desk.listChatsOf(agentId))))
    .flat()
    .map(({ chatId }) => chatId);
  const order = await waitingIds();
  const left = [...dead].filter((id) => !asked.includes(id)).length;
  expect(order.slice(0, left).every((id) => dead.has(id))).toBe(true);
  expect(Math.max(...(await held()))).toBeLessThanOrEqual(3);
  for (const stream of streams) await stream[Symbol.asyncDispose]();
});
