/**
 * Commands on their way: each is kept before it is sent, and until the server has done it or refuses it for good. Ordered
 * commands are numbered; several are under way at the same time, and the server takes them in their order.
 */
import { BackOff } from './back-off.ts';
import type { Answer, Refusal } from './live-call.ts';
import type { LiveEnvironment } from './live-environment.ts';
import type { CommandDone } from './live-types.ts';
import type { KeptCommand, OutboxStorage } from './outbox-storage.ts';

/** What became of a command. */
export type Settled =
  | { readonly state: 'sent'; readonly done: CommandDone }
  | { readonly state: 'refused'; readonly refusal: Refusal }
  /** Taken back before it was sent. */
  | { readonly state: 'discarded' };

export interface Sending {
  readonly id: string;
  /** Never rejects. */
  readonly settled: Promise<Settled>;
}

export interface OutboxEvents {
  /** It is in the outbox now, or was when the program began. */
  readonly onAdded: (command: KeptCommand) => void;
  readonly onSettled: (command: KeptCommand, settled: Settled) => void;
  readonly onProblem: (refusal: Refusal) => void;
}

export interface OutboxOptions extends OutboxEvents {
  readonly environment: LiveEnvironment;
  readonly storage: OutboxStorage;
  /** Sends a command with its tab and number. Never rejects. */
  readonly send: (command: Readonly<Record<string, unknown>>) => Promise<Answer<CommandDone>>;
}

interface Row {
  readonly command: KeptCommand;
  readonly isOrdered: boolean;
  /** Whether it is in the storage: it is not sent before. */
  isKept: boolean;
  cseq: number | null;
  isUnderWay: boolean;
  /** It came too early once, and waits for all before it. */
  isEarly: boolean;
  readonly settle: (settled: Settled) => void;
}

/** A browser has six connections to a server, and the stream needs one. */
const MOST_UNDER_WAY = 4;
/** Of commands that keep no order. */
const UNORDERED: ReadonlySet<string> = new Set(['visitor.describe', 'presence.set']);
/** Of commands that a later program does not repeat: they say how it is now. */
const NOT_KEPT: ReadonlySet<string> = new Set(['presence.set', 'page.view']);

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #backOff: BackOff;
  readonly #tab: string;
  readonly #loaded: Promise<void>;
  #rows: Row[] = [];
  #lastCseq = 0;
  #resends = 0;
  #isClosed = false;

  /** Begins with what the storage has from before. */
  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#tab = options.environment.newId();
    this.#backOff = new BackOff(options.environment, () => this.#pump());
    this.#loaded = this.#load();
  }

  /** How often a command was sent again. */
  get resends(): number {
    return this.#resends;
  }

  /** Puts the command in, and sends it as soon as it may. */
  add(command: KeptCommand): Sending {
    this.#options.onAdded(command);
    const settled = new Promise<Settled>((resolve) => {
      void this.#loaded.then(() => this.#keepAndSend(rowOf(command, resolve)));
    });
    return { id: command.id, settled };
  }

  /** Takes a command back that is not under way. False when it is, or is settled. */
  async discard(id: string): Promise<boolean> {
    await this.#loaded;
    const row = this.#rows.find(({ command }) => command.id === id);
    if (row === undefined || row.isUnderWay || row.cseq !== null) return false;
    await this.#settle(row, { state: 'discarded' });
    return true;
  }

  /** Forgets everything: whoever wrote it is gone. */
  async clear(): Promise<void> {
    await this.#loaded;
    for (const row of this.#rows.splice(0)) row.settle({ state: 'discarded' });
    await this.#options.storage.clear();
  }

  /** Sends nothing any more; what is kept stays. */
  close(): void {
    this.#isClosed = true;
    this.#backOff.close();
  }

  async #load(): Promise<void> {
    const kept = await this.#options.storage.load().catch(() => []);
    this.#rows = kept.map((command) => ({ ...rowOf(command, () => undefined), isKept: true }));
    for (const { command } of this.#rows) this.#options.onAdded(command);
    queueMicrotask(() => this.#pump());
  }

  async #keepAndSend(row: Row): Promise<void> {
    if (this.#isClosed) return;
    this.#rows.push(row);
    // A storage that is full or forbidden does not keep a message from being sent.
    if (!NOT_KEPT.has(row.command.type)) await this.#options.storage.add(row.command).catch(() => undefined);
    row.isKept = true;
    this.#pump();
  }

  #pump(): void {
    let underWay = this.#rows.filter((one) => one.isUnderWay).length;
    for (const [at, row] of this.#rows.entries()) {
      if (this.#isClosed || this.#backOff.isWaiting || !row.isKept || underWay >= MOST_UNDER_WAY) return;
      if (!row.isUnderWay) {
        const isAlone = row.isEarly || !row.isOrdered;
        if (isAlone && (at > 0 || underWay > 0)) return;
        underWay += 1;
        void this.#send(row);
      }
      // What keeps no order by its number keeps it by itself.
      if (!row.isOrdered) return;
    }
  }

  async #send(row: Row): Promise<void> {
    const isAlone = this.#rows[0] === row && !this.#rows.some((one) => one.isUnderWay);
    row.isUnderWay = true;
    if (row.isOrdered && row.cseq === null) {
      this.#lastCseq += 1;
      row.cseq = this.#lastCseq;
    }
    const order = row.cseq === null ? {} : { tab: this.#tab, cseq: row.cseq };
    const answer = await this.#options.send({ v: 1, ...row.command, ...order });
    row.isUnderWay = false;
    if (this.#isClosed || !this.#rows.includes(row)) return;
    await this.#take(row, answer, isAlone);
    this.#pump();
  }

  /** `isAlone`: everything before it was settled when it was sent. */
  async #take(row: Row, answer: Answer<CommandDone>, isAlone: boolean): Promise<void> {
    if (answer.kind !== 'done' && answer.kind !== 'refused') this.#resends += 1;
    switch (answer.kind) {
      case 'done':
        this.#backOff.succeeded();
        return this.#settle(row, { state: 'sent', done: answer.value });
      case 'refused':
        this.#backOff.succeeded();
        return this.#settle(row, { state: 'refused', refusal: answer.refusal });
      case 'resend':
        this.#resendFrom(row, answer.from, isAlone);
        return;
      case 'wait':
      case 'unauthorized':
      case 'failed':
        if (answer.refusal !== null) this.#options.onProblem(answer.refusal);
        if (answer.kind === 'wait') this.#backOff.asked(answer.milliseconds);
        else this.#backOff.failed();
    }
  }

  /**
   * The row waits for those before it. If the server waits for a number that nobody here has, a command with it was refused
   * before its turn, or done under another: the rest gets smaller numbers, once nothing is under way.
   */
  #resendFrom(row: Row, from: number, isAlone: boolean): void {
    row.isEarly = true;
    // Of a command that overtook another, the answer may be older than what is known here.
    if (!isAlone || this.#rows.some((one) => one.isUnderWay)) return;
    if (row.cseq === null || row.cseq <= from) {
      // It has the number that the server waits for: an answer from before.
      this.#backOff.failed();
      return;
    }
    this.#lastCseq = from - 1;
    for (const one of this.#rows) {
      if (one.cseq === null) continue;
      this.#lastCseq += 1;
      one.cseq = this.#lastCseq;
      one.isEarly = false;
    }
  }

  async #settle(row: Row, settled: Settled): Promise<void> {
    this.#rows = this.#rows.filter((one) => one !== row);
    // Kept for longer it would only be answered as before.
    if (!NOT_KEPT.has(row.command.type)) await this.#options.storage.remove(row.command.id).catch(() => undefined);
    this.#options.onSettled(row.command, settled);
    row.settle(settled);
  }
}

function rowOf(command: KeptCommand, settle: (settled: Settled) => void): Row {
  const isOrdered = !UNORDERED.has(command.type);
  return { command, isOrdered, isKept: false, cseq: null, isUnderWay: false, isEarly: false, settle };
}
