/** How robots reach the server: requests that are counted, and with faults also lost, cut short or sent twice. */
import type { Clock } from '../../platform/clock.ts';
import type { Timers } from '../../platform/timers.ts';
import type { SeededRandom } from '../sample/seeded-random.ts';

/** Of this many requests one has a fault of that kind. */
const FAULT_OF = { lost: 20, unanswered: 20, doubled: 12 } as const;
/** A stream with faults is cut after so many frames, at most. */
const FRAMES_TO_CUT = 40;
const LONGEST_REQUEST_MS = 30_000;

export interface RobotNetworkParts {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly timers: Timers;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** By which faults are chosen; null for none. */
  readonly faults: SeededRandom | null;
}

export interface RobotReply {
  readonly status: number;
  readonly headers: Headers;
  /** Of an envelope: what `response` is, or null. */
  readonly value: unknown;
  /** Code and sentence of a refusal; "" when it is none. */
  readonly code: string;
  readonly message: string;
}

export class RobotNetwork {
  readonly #parts: RobotNetworkParts;

  constructor(parts: RobotNetworkParts) {
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#parts.signal;
  }

  get nowMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  /** Resolves after that time, or when everything ends. */
  async wait(milliseconds: number): Promise<void> {
    const { timers, signal } = this.#parts;
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    using _timer = timers.after(milliseconds, resolve);
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    await promise;
    signal.removeEventListener('abort', stop);
  }

  /** One try. Rejects when there is no whole reply. */
  async call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    authorization: string,
    body?: unknown,
  ): Promise<RobotReply> {
    const { url, faults } = this.#parts;
    const stop = AbortSignal.any([this.signal, AbortSignal.timeout(LONGEST_REQUEST_MS)]);
    const send = () =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          ...(authorization === '' ? {} : { authorization }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: stop,
      });
    if (faults?.chance(1 / FAULT_OF.lost) === true) throw new TypeError('lost on its way');
    const isDoubled = faults?.chance(1 / FAULT_OF.doubled) === true;
    const [reply] = await Promise.all([send(), isDoubled ? send().then((one) => one.body?.cancel()) : null]);
    if (faults?.chance(1 / FAULT_OF.unanswered) === true) {
      await reply.body?.cancel();
      throw new TypeError('the reply was lost');
    }
    return readReply(reply);
  }

  /** The pieces of a stream. Rejects when it breaks, or is refused. */
  async *stream(path: string, authorization: string, position: string): AsyncGenerator<string> {
    const { url, faults, signal } = this.#parts;
    const stop = new AbortController();
    const headers = { authorization, ...(position === '' ? {} : { 'last-event-id': position }) };
    let left = faults === null ? Number.POSITIVE_INFINITY : faults.integer(1, FRAMES_TO_CUT);
    try {
      const reply = await fetch(`${url}${path}`, { headers, signal: AbortSignal.any([signal, stop.signal]) });
      if (reply.status !== 200 || reply.body === null) throw new TypeError(`status ${reply.status}`);
      let rest = '';
      for await (const piece of reply.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + piece).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          yield block;
          left -= 1;
          if (left <= 0) return;
        }
      }
    } finally {
      stop.abort();
    }
  }
}

async function readReply(reply: Response): Promise<RobotReply> {
  const body = (await reply.json()) as {
    readonly response?: unknown;
    readonly errors?: readonly { readonly errormessage: string; readonly message: string }[];
  };
  const [error] = body.errors ?? [];
  const { status, headers } = reply;
  return {
    status,
    headers,
    value: body.response ?? null,
    code: error?.errormessage ?? '',
    message: error?.message ?? '',
  };
}
