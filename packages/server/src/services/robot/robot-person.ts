/** One visitor or agent as a robot plays them: commands one after the other, each until it is done or refused; a stream that goes on. */
import { type CommandDone, LIVE_PROTOCOL, type LiveEvent, type LiveFrameName } from '@parley/contract';
import type { Randomness } from '../../platform/randomness.ts';
import type { SeededRandom } from '../sample/seeded-random.ts';
import type { RobotCounts } from './robot-counts.ts';
import type { RobotNetwork, RobotReply } from './robot-network.ts';

export interface RobotFrame {
  readonly name: LiveFrameName;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RobotPersonParts {
  readonly network: RobotNetwork;
  readonly counts: RobotCounts;
  readonly random: SeededRandom;
  readonly randomness: Pick<Randomness, 'uuid'>;
  readonly commandPath: string;
  readonly streamPath: string;
  /** The header of now; `isRefused`: the last one was. Rejects when there is none for the time being. */
  readonly authorization: (isRefused: boolean) => Promise<string>;
  readonly onFrame: (frame: RobotFrame) => void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const UNORDERED = new Set(['typing', 'read', 'presence.set', 'visitor.describe']);

export class RobotPerson {
  readonly #parts: RobotPersonParts;
  readonly #tab: string;
  readonly #seqs = new Map<number, number>();
  #cseq = 0;
  #last: Promise<unknown> = Promise.resolve();
  #isGone = false;

  constructor(parts: RobotPersonParts) {
    this.#parts = parts;
    this.#tab = parts.randomness.uuid();
  }

  /** Done after those before it; null when it was refused, or everything ends. Never rejects. */
  command(type: string, members: object = {}): Promise<CommandDone | null> {
    const done = this.#last.then(() => this.#carryOut(type, members));
    this.#last = done;
    return done;
  }

  /** Follows until `leave`, or until everything ends. Never rejects. */
  async follow(): Promise<void> {
    let position = '';
    for (let failures = 0; !this.#isOver; ) {
      try {
        const authorization = await this.#parts.authorization(failures > 1);
        for await (const block of this.#parts.network.stream(this.#parts.streamPath, authorization, position)) {
          if (this.#isOver) return;
          const taken = this.#take(block);
          if (taken === null) break;
          if (taken !== '') position = taken;
          failures = 0;
        }
      } catch {
        failures += 1;
      }
      if (!this.#isOver) await this.#backOff(failures);
    }
  }

  /** As somebody who closes the page. */
  leave(): void {
    this.#isGone = true;
  }

  get #isOver(): boolean {
    return this.#isGone || this.#parts.network.signal.aborted;
  }

  /** The position with the frame, "" for one without; null when frames before it are missing, or it is the last. */
  #take(block: string): string | null {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const name = fields.get('event') as LiveFrameName | undefined;
    if (name === undefined) return '';
    if (name === 'bye') return null;
    const data = JSON.parse(fields.get('data') ?? '{}');
    if (name === 'chat') {
      const { chatId, seq } = data as LiveEvent;
      const last = this.#seqs.get(chatId) ?? 0;
      if (seq > last + 1) return null;
      if (seq <= last) return '';
      this.#seqs.set(chatId, seq);
    }
    this.#parts.onFrame({ name, data });
    return fields.get('id') ?? '';
  }

  async #carryOut(type: string, members: object): Promise<CommandDone | null> {
    const { network, counts, randomness } = this.#parts;
    const id = randomness.uuid();
    if (!UNORDERED.has(type)) this.#cseq += 1;
    const startedAtMs = network.nowMs;
    for (let failures = 0; !network.signal.aborted; failures += 1) {
      if (failures > 0) counts.resends += 1;
      const order = UNORDERED.has(type) ? {} : { tab: this.#tab, cseq: this.#cseq };
      const reply = await this.#try({ v: LIVE_PROTOCOL, id, type, ...order, ...members });
      if (reply?.status === 200) {
        counts.acknowledged(network.nowMs - startedAtMs);
        if (type === 'message.send') counts.messages += 1;
        return reply.value as CommandDone;
      }
      if (reply !== null && !isTransient(reply)) {
        if (reply.code === 'error.commands_missing') {
          // A command with a smaller number was refused before its turn.
          this.#cseq = Number(reply.headers.get('parley-resend-from') ?? this.#cseq);
          continue;
        }
        counts.refused(reply.code);
        return null;
      }
      await this.#backOff(failures, reply);
    }
    return null;
  }

  /** null when there was no reply. */
  async #try(body: object): Promise<RobotReply | null> {
    const { network, commandPath, authorization } = this.#parts;
    try {
      const reply = await network.call('POST', commandPath, await authorization(false), body);
      if (reply.status === 401) await authorization(true);
      return reply;
    } catch {
      return null;
    }
  }

  #backOff(failures: number, reply: RobotReply | null = null): Promise<void> {
    const { network, random } = this.#parts;
    const asked = Number(reply?.headers.get('retry-after') ?? 0) * 1_000;
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10));
    return network.wait(asked > 0 ? asked : random.integer(0, ceiling));
  }
}

function isTransient({ status }: RobotReply): boolean {
  return status === 401 || status === 429 || status >= 500;
}
