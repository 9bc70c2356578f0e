/** The effect of bulk readers on live chat: how long a message waits for its acknowledgement, with and without them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStore, LOG_PATH } from './support/bench-store.ts';
import { startLoad } from './support/http-load.ts';
import { type BenchContext, type BenchResult, measure } from './support/result.ts';
import { median, percentile } from './support/statistics.ts';

const ROUNDS = 5;
const MESSAGES_PER_SECOND = 100;
const READERS = 2;
const MANY_READERS = 4;

/** Asks the server under measurement for a run of messages; with 0 a second it only measures its turns. */
export interface AckRequest {
  readonly perSecond: number;
  readonly seconds: number;
}
export type AckReply = { readonly port: number } | LiveRun;

/** A run of messages. */
export interface LiveRun {
  readonly latenciesMs: readonly number[];
  /** Of the event loop of the server, milliseconds. */
  readonly longestTurnMs: number;
}

class AckServer implements AsyncDisposable {
  readonly #child;
  readonly #ended: Promise<never>;

  constructor(directory: string) {
    const file = fileURLToPath(new URL('./servers/ack-server.ts', import.meta.url));
    this.#child = fork(file, [directory], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new RangeError(`the server ended with ${code}`);
    });
    // Its exit is an error only while a reply is awaited.
    this.#ended.catch(() => undefined);
  }

  /** @throws RangeError when the server exited instead of replying. */
  async reply(): Promise<AckReply> {
    const [message] = await Promise.race([once(this.#child, 'message'), this.#ended]);
    return message as AckReply;
  }

  async run(request: AckRequest): Promise<LiveRun> {
    const reply = this.reply();
    this.#child.send(request);
    const message = await reply;
    if (!('latenciesMs' in message)) throw new RangeError('an unexpected message');
    return message;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}

interface Round {
  readonly alone: readonly number[];
  readonly beside: readonly number[];
  readonly wireMbPerSecond: number;
  /** Beside as many readers as `MANY_READERS`. */
  readonly longestTurnMs: number;
}

export async function benchAck(context: BenchContext): Promise<BenchResult> {
  const store = await buildStore(join(context.folder, 'store'), context.isQuick ? 300 : 20_000);
  await using server = new AckServer(store.directory);
  const ready = await server.reply();
  if (!('port' in ready)) throw new RangeError('an unexpected message');
  const target = { port: ready.port, credentials: store.credentials };
  const request = { perSecond: MESSAGES_PER_SECOND, seconds: context.isQuick ? 1 : 10 };
  await server.run({ ...request, seconds: context.isQuick ? 1 : 3 });
  const rounds: Round[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : ROUNDS); round++) {
    const { latenciesMs: alone } = await server.run(request);
    const readers = startLoad(target, LOG_PATH, READERS);
    const startedMs = performance.now();
    const { latenciesMs: beside } = await server.run(request);
    const wireBytes = await readers.stop();
    const wireMbPerSecond = wireBytes / 1000 / (performance.now() - startedMs);
    const many = startLoad(target, LOG_PATH, MANY_READERS);
    const { longestTurnMs } = await server.run({ ...request, perSecond: 0 });
    await many.stop();
    rounds.push({ alone, beside, wireMbPerSecond, longestTurnMs });
    context.print(
      `p99 ${percentile(alone, 0.99).toFixed(1)} ms alone, ${percentile(beside, 0.99).toFixed(1)} ms beside readers; longest turn ${longestTurnMs.toFixed(1)} ms`,
    );
  }
  return resultOf(rounds, context.isQuick);
}

function resultOf(rounds: readonly Round[], isQuick: boolean): BenchResult {
  const p99 = (values: readonly number[]) => percentile(values, 0.99);
  return {
    name: 'ack',
    about: `One process serves HTTP and appends ${MESSAGES_PER_SECOND} messages a second (each a durable commit) to 40 live chats, by due time. In turn without readers and beside ${READERS} that take the whole log of 20,000 chats as gzip without pause, over sockets that throw bytes away unread: a client that parses would take the server's cores on this machine. Latency is from the due time to the resolved append.`,
    measures: [
      measure(
        'ack p99 beside readers over alone',
        'ratio',
        rounds.map((one) => p99(one.beside) / p99(one.alone)),
        isQuick ? null : { atMost: 1.5 },
      ),
      measure(
        'ack p50 alone',
        'ms',
        rounds.map((one) => median(one.alone)),
      ),
      measure(
        'ack p99 alone',
        'ms',
        rounds.map((one) => p99(one.alone)),
      ),
      measure(
        'ack p50 beside readers',
        'ms',
        rounds.map((one) => median(one.beside)),
      ),
      measure(
        'ack p99 beside readers',
        'ms',
        rounds.map((one) => p99(one.beside)),
        isQuick ? null : { atMost: 25 },
      ),
      measure(
        `longest turn of the event loop with ${MANY_READERS} readers and no messages`,
        'ms',
        rounds.map((one) => one.longestTurnMs),
        isQuick ? null : { atMost: 20 },
      ),
      measure(
        'readers together',
        'MB/s on the wire',
        rounds.map((one) => one.wireMbPerSecond),
      ),
    ],
    notes: [],
  };
}
