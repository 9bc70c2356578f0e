/**
 * Chats that are played over HTTP come out as the objects in `fixtures/golden-chats.json`. Their numbers were worked out by hand from
 * the steps; the whole objects are kept so that nothing else changes unseen. UPDATE_GOLDEN=1 writes them again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Chat } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { SCENARIOS, type Scenario } from '../fixtures/golden-scenarios.ts';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';
import { makeDesk, type TestDesk } from '../helpers/live-people.ts';
import { openProject } from '../helpers/open-project.ts';
import { type PlayedChat, play } from '../helpers/played-chat.ts';

const FILE = join(import.meta.dirname, '../fixtures/golden-chats.json');
const golden: Readonly<Record<string, unknown>> =
  env.UPDATE_GOLDEN === undefined ? JSON.parse(readFileSync(FILE, 'utf8')) : {};

const server = await bootServer({ edge: { visitorLimits: 0 } });
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
await server.makeProject(823);
const slaPolicy = { policyId: 'standard-1', firstResponseSeconds: 60 };
const desk = await makeDesk(server, 822, { agents: 3, queue: { slaPolicy } });
const admin = await server.makeKey({ scopes: ['admin'] });
const day = [['09:00', '17:00']];
const calendar = {
  ...Object.fromEntries(['tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((name) => [name, []])),
  timeZone: 'Europe/Budapest',
  monday: day,
  holidays: [],
};
const desks: Readonly<Record<string, TestDesk>> = {
  open: desk,
  mondays: await deskWith({ queueId: 3900, name: 'Mondays', memberIds: [1, 2, 3], calendar, slaPolicy }),
  limited: await deskWith({ queueId: 3901, name: 'Limited', memberIds: [1, 2, 3], waitingLimitSeconds: 60 }),
};
for (const agentId of [1, 2, 3]) await project.desk.noteAgent(agentId, 's', null);

async function deskWith(queue: { readonly queueId: number; readonly [name: string]: unknown }): Promise<TestDesk> {
  const make = async (path: string, body: object) => {
    const options = {
      key: admin,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const { status, text } = await server.get(`/v2/projects/822/desk/${path}`, options);
    if (status !== 200) throw new TypeError(text);
    return JSON.parse(text).response;
  };
  await make('queues', queue);
  const { siteKey } = await make('sites', { name: 'Shop', queueId: queue.queueId });
  return { siteKey, agents: desk.agents };
}

/** Monday in Budapest, an hour before UTC; one scenario in two weeks. */
const MONDAY_MS = Date.UTC(2026, 0, 4, 23);
const FORTNIGHT_MS = 14 * 86_400_000;
const played = new Map<string, PlayedChat>();

async function playScenario(scenario: Scenario, at: number): Promise<PlayedChat> {
  const startMs = MONDAY_MS + at * FORTNIGHT_MS + (scenario.begins ?? 36_000) * 1_000;
  const page = scenario.page === undefined ? {} : { page: { url: scenario.page, title: 'A' } };
  const of = desks[scenario.at ?? 'open'] ?? desk;
  const chat = await play({ server, project, desk: of, startMs, visitor: page }, scenario.steps);
  played.set(scenario.name, chat);
  return chat;
}

/** What differs from run to run by design: ids that are drawn by lot. */
function stable(value: unknown): unknown {
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
  const names = new Map<string, string>();
  const text = JSON.stringify(value).replaceAll(uuid, (id) => {
    names.set(id, names.get(id) ?? `id-${names.size + 1}`);
    return names.get(id) ?? '';
  });
  return JSON.parse(text);
}

const KEPT: Record<string, unknown> = {};

describe('a chat that is played', () => {
  test.each(SCENARIOS.map((scenario, at) => ({ ...scenario, index: at })))('$name', async (scenario) => {
    const { chat, ext } = await playScenario(scenario, scenario.index);
    const { duration, firstResponseTime, averageResponseTime, responseCount, sumResponseTime } = chat;
    const numbers = [duration, firstResponseTime, averageResponseTime, responseCount, sumResponseTime];
    expect([...numbers, chat.lastVisitorMessageAgentResponseTime]).toEqual(scenario.numbers);
    expect([chat.disposition, ext.closeReason, chat.slaStatus]).toEqual([
      scenario.disposition,
      scenario.reason,
      scenario.sla,
    ]);
    const { firstAgent, lastAgent, transferCount, firstQueueId, lastQueueId } = chat;
    expect([firstAgent, lastAgent, transferCount, firstQueueId, lastQueueId]).toEqual(scenario.hands);
    if (scenario.more !== undefined) expect(chat).toMatchObject(scenario.more);
    const object = stable(chat);
    KEPT[scenario.name] = object;
    if (env.UPDATE_GOLDEN === undefined) expect(object).toEqual(golden[scenario.name]);
  });

  test('and the file has no other', () => {
    if (env.UPDATE_GOLDEN !== undefined) writeFileSync(FILE, `${JSON.stringify(KEPT, null, 2)}\n`);
    else expect(Object.keys(golden)).toEqual(SCENARIOS.map(({ name }) => name));
  });

  test('imported into another project by its events it is the same, byte for byte', async () => {
    const lines = [...played.values()].map(({ line }) => line);
    const imported = await server.importChats(scopeOf(823), lines);
    expect(new Set(imported.outcomes)).toEqual(new Set(['created']));
    const copy = await openProject(server.store, scopeOf(823));
    for (const { chat, ext } of played.values()) {
      const stored = await copy.chats.read(chat.chatId as never);
      expect(stored?.chatJson).toBe(JSON.stringify({ ...chat, projectId: 823 }));
      const copied = JSON.parse(stored?.extJson ?? '{}').chat;
      expect(copied).toEqual(ext);
    }
  });

  test('and is counted by the statistics as the log has it: dispositions, and how long they took', async () => {
    const read = async (path: string) =>
      JSON.parse((await server.get(`/v2/projects/822/chats${path}`, { key: admin })).text);
    const log: readonly Chat[] = (await read('?limit=1000&isSPAM=0')).response;
    // The first chat of the one who comes back after the grace is in the log too.
    expect(log).toHaveLength(SCENARIOS.length + 1 - SCENARIOS.filter(({ more }) => more?.isSPAM === 1).length);
    const { total, groups } = (await read('/stats?by=disposition')).response;
    const counts = [...Map.groupBy(log, ({ disposition }) => disposition)].map(([key, chats]) => [key, chats.length]);
    const counted = groups.map(({ key, count }: { key: string; count: number }) => [key, count]);
    expect(counted.toSorted()).toEqual(counts.toSorted());
    expect(total.count).toBe(log.length);
    const durations = log.map(({ duration }) => duration ?? 0);
    expect(total.duration).toMatchObject({ count: log.length, sum: durations.reduce((all, one) => all + one, 0) });
  });
});
