/** Live chats: acknowledgements and deliveries over HTTP beside thousands of open streams and bulk readers, and what a stream costs. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Instant, instant } from '../packages/server/src/model/instant.ts';
import { actAsAgent } from '../packages/server/src/services/desk/act-as-agent.ts';
import { routeWaiting } from '../packages/server/src/services/desk/route-waiting.ts';
import { writeAsVisitor } from '../packages/server/src/services/desk/write-as-visitor.ts';
import type { ChatStore, ProjectStore } from '../packages/server/src/store/chat-store.ts';
import type { StorePlace } from '../packages/server/src/store/open-store.ts';
import { openProject } from '../packages/server/test/helpers/open-project.ts';
import { createDatabase, startPostgres } from '../packages/server/test/helpers/start-postgres.ts';
import { benchScope, buildStore, LOG_PATH, openBenchStore, prepareProject } from './support/bench-store.ts';
import { startParley, startParleyOn } from './support/child-server.ts';
import { startLoad } from './support/http-load.ts';
import { type LiveRun, LiveScene, prepareDesk, QUEUE } from './support/live-scene.ts';
import { anonymousMb } from './support/process-stats.ts';
import { type BenchContext, type BenchResult, type Measure, measure } from './support/result.ts';
import { median, percentile } from './support/statistics.ts';

const ROUNDS = 3;

interface Scale {
  readonly streams: number;
  readonly chats: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly logChats: number;
  readonly openChats: number;
  readonly writes: number;
}
const FULL: Scale = {
  streams: 5_000,
  chats: 1_000,
  perSecond: 500,
  seconds: 10,
  logChats: 20_000,
  openChats: 100_000,
  writes: 4_000,
};
const QUICK: Scale = { streams: 20, chats: 4, perSecond: 20, seconds: 1, logChats: 300, openChats: 200, writes: 64 };

export async function benchLive(context: BenchContext): Promise<BenchResult> {
  const scale = context.isQuick ? QUICK : FULL;
  const measures = [
    ...(await benchHttp(context, scale)),
    ...(await benchStore(context, scale)),
    ...(await benchRouting(context, scale)),
    ...(await benchTwoServers(context, scale)),
  ];
  return {
    name: 'live',
    about: `One process serves HTTP on SQLite. ${scale.streams} visitors have an open stream; in ${scale.chats} chats visitors and agents write ${scale.perSecond} messages a second in turn, by due time, while two readers take the whole log of ${scale.logChats} chats as gzip without pause. The clients run in one process beside the server, on the same cores. A delivery is measured from the instant at which the message was recorded, before its commit, to its arrival at the other side's stream.`,
    measures: context.isQuick ? measures.map((one) => ({ ...one, target: null })) : measures,
    notes: [],
  };
}

interface HttpRound {
  readonly alone: LiveRun;
  readonly beside: LiveRun;
}

async function benchHttp(context: BenchContext, scale: Scale): Promise<readonly Measure[]> {
  const log = await buildStore(join(context.folder, 'http'), scale.logChats);
  const authorization = await inStore({ data: log.directory, database: null }, (store) => prepareDesk(store, 1_000));
  await using server = await startParley(log.directory, '--visitor-limits', '0');
  const scene = new LiveScene(server, server, authorization);
  await scene.openAgents();
  await scene.openVisitors(scale.chats, scale.chats);
  await sleep(context.isQuick ? 10 : 3_000);
  const beforeMb = anonymousMb(server.pid);
  await scene.openVisitors(scale.streams - scale.chats, 0);
  await sleep(context.isQuick ? 10 : 3_000);
  const kilobytes = ((anonymousMb(server.pid) - beforeMb) * 1_024) / (scale.streams - scale.chats);
  await scene.run(scale.perSecond, 1);
  const rounds: HttpRound[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const alone = await scene.run(scale.perSecond, scale.seconds);
    const readers = startLoad({ port: server.port, credentials: log.credentials }, LOG_PATH, 2);
    const beside = await scene.run(scale.perSecond, scale.seconds);
    await readers.stop();
    rounds.push({ alone, beside });
    context.print(
      `ack p99 ${percentile(alone.acks, 0.99).toFixed(1)} ms alone, ${percentile(beside.acks, 0.99).toFixed(1)} ms beside readers; delivery p99 ${percentile(beside.deliveries, 0.99).toFixed(1)} ms`,
    );
  }
  scene.close();
  const of = (what: string, share: number, pick: (round: HttpRound) => readonly number[], most: number | null) =>
    measure(
      what,
      'ms',
      rounds.map((round) => percentile(pick(round), share)),
      most === null ? null : { atMost: most },
    );
  return [
    of('ack p50 alone', 0.5, ({ alone }) => alone.acks, null),
    of('ack p99 alone', 0.99, ({ alone }) => alone.acks, null),
    of('ack p50 beside readers', 0.5, ({ beside }) => beside.acks, null),
    of('ack p99 beside readers', 0.99, ({ beside }) => beside.acks, 50),
    of('delivery p50 beside readers', 0.5, ({ beside }) => beside.deliveries, null),
    of('delivery p99 beside readers', 0.99, ({ beside }) => beside.deliveries, 100),
    measure('memory of an idle stream', 'KiB', [kilobytes], { atMost: 60 }),
  ];
}

async function inStore<T>(place: StorePlace, work: (store: ChatStore) => Promise<T>): Promise<T> {
  await using store = await openBenchStore(place, 'tool');
  return await work(store);
}

/** A message of 32 writers at the store, in units of one fdatasync of the same disk. */
async function benchStore(context: BenchContext, scale: Scale): Promise<readonly Measure[]> {
  const directory = join(context.folder, 'store');
  await using store = await openBenchStore({ data: directory, database: null }, 'tool');
  await prepareProject(store);
  await prepareDesk(store, 1_000);
  const project = await openProject(store, benchScope());
  const latenciesMs: number[] = [];
  const write = async (person: string) => {
    for (let at = 0; at < scale.writes / 32; at++) {
      const startMs = performance.now();
      await says(project, person, instant(Date.now()));
      latenciesMs.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: 32 }, (_, at) => write(`p${at}`)));
  const syncMs = syncTime(join(context.folder, 'sync'));
  return [
    measure('ack p50 at the store, 32 writers, over one fdatasync', 'ratio', [median(latenciesMs) / syncMs], {
      atMost: 8,
    }),
    measure('one fdatasync of 4 KiB', 'ms', [syncMs]),
  ];
}

function syncTime(file: string): number {
  const handle = openSync(file, 'w');
  const times = Array.from({ length: 200 }, (_, at) => {
    writeSync(handle, Buffer.alloc(4_096, at), 0, 4_096, at * 4_096);
    const startMs = performance.now();
    fdatasyncSync(handle);
    return performance.now() - startMs;
  });
  closeSync(handle);
  return median(times);
}

async function says(project: ProjectStore, person: string, at: Instant): Promise<number> {
  const changed = await writeAsVisitor(project, {
    person,
    start: { channel: 'webchat', sessionId: `webchat-plugin/customer/${crypto.randomUUID()}` },
    queue: { ...QUEUE, strategy: 'least-busy' },
    message: { messageId: crypto.randomUUID(), name: 'Visitor', text: 'Is the parcel on its way?' },
    at,
    command: null,
  });
  if ('refused' in changed) throw new RangeError('a message was refused');
  return changed.chatId;
}

/** One decision among many chats that wait, when one agent has room again. */
async function benchRouting(context: BenchContext, scale: Scale): Promise<readonly Measure[]> {
  await using store = await openBenchStore({ data: join(context.folder, 'routing'), database: null }, 'tool');
  await prepareProject(store);
  await prepareDesk(store, 10);
  const project = await openProject(store, benchScope());
  await project.desk.saveQueue({ ...QUEUE, strategy: 'least-busy' });
  const now = Date.now();
  for (let at = 0; at < scale.openChats; at += 500) {
    const some = Array.from({ length: Math.min(500, scale.openChats - at) }, (_, more) => at + more);
    await Promise.all(some.map((one) => says(project, `p${one}`, instant(now - scale.openChats + one))));
  }
  context.print(`${scale.openChats} chats wait`);
  await project.desk.noteAgent(1, 'bench', null);
  const latenciesMs: number[] = [];
  for (let round = 0; round < (context.isQuick ? 5 : 200); round++) {
    const startMs = performance.now();
    await routeWaiting(project, instant(Date.now()));
    latenciesMs.push(performance.now() - startMs);
    const [chat] = await project.desk.listChatsOf(1);
    if (chat === undefined) throw new RangeError('nothing was offered');
    const agent = { agentId: 1, name: 'Agent 1' };
    await actAsAgent(project, {
      chatId: chat.chatId,
      agent,
      action: { type: 'accept' },
      at: instant(Date.now()),
      command: null,
    });
    const close = { type: 'close', isForced: false } as const;
    await actAsAgent(project, { chatId: chat.chatId, agent, action: close, at: instant(Date.now()), command: null });
  }
  return [
    measure(`routing decision p50 with ${scale.openChats} open chats`, 'ms', [median(latenciesMs)]),
    measure(`routing decision p99 with ${scale.openChats} open chats`, 'ms', [percentile(latenciesMs, 0.99)], {
      atMost: 20,
    }),
  ];
}

/** Visitors on one server, agents on another, both on one PostgreSQL. */
async function benchTwoServers(context: BenchContext, scale: Scale): Promise<readonly Measure[]> {
  await using cluster = await startPostgres(18);
  const database = await createDatabase(cluster.url());
  const authorization = await inStore({ data: context.folder, database }, async (store) => {
    await prepareProject(store);
    return prepareDesk(store, 1_000);
  });
  await using one = await startParleyOn(database, '--visitor-limits', '0');
  await using other = await startParleyOn(database, '--visitor-limits', '0');
  const scene = new LiveScene(one, other, authorization);
  await scene.openAgents();
  await scene.openVisitors(scale.chats, scale.chats);
  await scene.run(20, 1);
  const rounds: number[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const { deliveries } = await scene.run(Math.min(100, scale.perSecond), scale.seconds);
    rounds.push(percentile(deliveries, 0.99));
    context.print(`across two servers: delivery p99 ${percentile(deliveries, 0.99).toFixed(1)} ms`);
  }
  scene.close();
  return [measure('delivery p99 across two servers', 'ms', rounds, { atMost: 300 })];
}
