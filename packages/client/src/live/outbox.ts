/**
 * Commands on their way: each is kept before it is sent, and until the server has done it or refuses it for good. Ordered
 * commands are numbered; several are under way at the same time, and the server takes them in their order.
 */
import { BackOff } from './back-off.ts';
import type { Answer, Refusal } from './live-call.ts';
import type { LiveEnvironment } from './live-environment.ts';
import type { CommandDone } from './live-types.ts';
import type { KeptCommand, OutboxStorage } from './outbox-storage.ts';
import { within } from './within.ts';

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
  /** Whether what is in the outbox outlives the program has changed. */
  readonly onKept: (isKept: boolean) => void;
  readonly onProblem: (refusal: Refusal) => void;
  /** The server does not take anything from us: what is in the outbox waits for `resume`. */
  readonly onRefused: (refusal: Refusal) => void;
}

export interface OutboxOptions extends OutboxEvents {
  readonly environment: LiveEnvironment;
  readonly storage: OutboxStorage;
  /** Sends a command with its tab and number. Never rejects. */
  readonly send: (command: Readonly<Record<string, unknown>>) => Promise<Answer<CommandDone>>;
}

interface Row {
  readonly command: KeptCommand;
  /** Grows from command to command. */
  readonly order: number;
  readonly isOrdered: boolean;
  /** Whether it may be sent: it is in the storage, or the storage does not take it. */
  isReady: boolean;
  stored: 'no' | 'on-its-way' | 'yes';
  cseq: number | null;
  isUnderWay: boolean;
  /** It came too early once, and waits for all before it. */
  isEarly: boolean;
  readonly settle: (settled: Settled) => void;
}

/** A browser has six connections to a server, and the stream needs one. */
const MOST_UNDER_WAY = 4;
/** A storage that takes longer counts as one that fails. */
const LONGEST_STORING_MS = 3_000;
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
  #isHalted = false;
  #isKept: boolean;
  #lastOrder = 0;

  /** Begins with what the storage has from before. */
  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#tab = options.environment.newId();
    this.#isKept = options.storage.isLasting;
    this.#backOff = new BackOff(options.environment, () => this.#pump());
    this.#loaded = this.#load();
  }

  /** How often a command was sent again. */
  get resends(): number {
    return this.#resends;
  }

  /** Whether everything in it outlives the program, as far as is known. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** Puts the command in, and sends it as soon as it may. */
  add(command: KeptCommand): Sending {
    this.#options.onAdded(command);
    const settled = new Promise<Settled>((resolve) => {
      void this.#loaded.then(() => this.#keepAndSend(this.#rowOf(command, resolve)));
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
    const { storage, environment } = this.#options;
    await within(environment, LONGEST_STORING_MS, storage.clear());
  }

  /** Goes on after a refusal. */
  resume(): void {
    this.#isHalted = false;
    this.#pump();
  }

  /** The program may never run again: others may send what it has kept. */
  release(): void {
    this.#options.storage.release?.();
  }

  /** Takes what others have left since, also after a release. */
  reload(): void {
    if (!this.#isClosed) void this.#load();
  }

  /** Sends nothing any more; what is kept stays, for whoever comes. */
  close(): void {
    this.#isClosed = true;
    this.#backOff.close();
    this.release();
  }

  async #load(): Promise<void> {
    const { storage, environment } = this.#options;
    const take = (commands: readonly KeptCommand[]) => this.#takeLeft(commands);
    const loading = storage.load(take).then((commands) => {
      take(commands);
      return true;
    });
    if ((await within(environment, LONGEST_STORING_MS, loading)) === null) this.#setKept(false);
  }

  /** Commands of programs that have ended. */
  #takeLeft(commands: readonly KeptCommand[]): void {
    if (this.#isClosed) return;
    for (const command of commands) {
      if (this.#rows.some(({ command: { id } }) => id === command.id)) continue;
      this.#rows.push({ ...this.#rowOf(command, () => undefined), isReady: true, stored: 'yes' });
      this.#options.onAdded(command);
    }
    queueMicrotask(() => this.#pump());
  }

  async #keepAndSend(row: Row): Promise<void> {
    if (this.#isClosed) return;
    this.#rows.push(row);
    const isHopeful = this.#isKept || !this.#options.storage.isLasting;
    const storing = this.#storeMissing();
    // A storage that is full, forbidden or slow does not keep a message from being sent.
    if (isHopeful) await storing;
    row.isReady = true;
    this.#pump();
  }

  /** Also those that it did not take before. */
  #storeMissing(): Promise<unknown> {
    return Promise.all(this.#rows.filter(isMissing).map((row) => this.#store(row)));
  }

  async #store(row: Row): Promise<void> {
    const { storage, environment } = this.#options;
    row.stored = 'on-its-way';
    const storing = storage.add(row.command, row.order).then(() => true);
    row.stored = (await within(environment, LONGEST_STORING_MS, storing)) === null ? 'no' : 'yes';
    // One that was sent without being stored is not missing, and says nothing good of the storage.
    this.#setKept(row.stored === 'yes' && storage.isLasting && !this.#rows.some(isMissing));
    // It was sent meanwhile.
    if (!this.#rows.includes(row)) await this.#unstore(row);
  }

  async #unstore({ command }: Row): Promise<void> {
    const { storage, environment } = this.#options;
    const removing = storage.remove(command.id).then(() => true);
    if ((await within(environment, LONGEST_STORING_MS, removing)) === null) this.#setKept(false);
  }

  #rowOf(command: KeptCommand, settle: Row['settle']): Row {
    const isOrdered = !UNORDERED.has(command.type);
    this.#lastOrder = Math.max(this.#lastOrder + 1, this.#options.environment.nowMs());
    const order = this.#lastOrder;
    const before = { isReady: false, stored: 'no', cseq: null, isUnderWay: false, isEarly: false } as const;
    return { command, order, isOrdered, ...before, settle };
  }

  #setKept(isKept: boolean): void {
    if (this.#isKept === isKept) return;
    this.#isKept = isKept;
    this.#options.onKept(isKept);
  }

  #pump(): void {
    let underWay = this.#rows.filter((one) => one.isUnderWay).length;
    for (const [at, row] of this.#rows.entries()) {
      const isStopped = this.#isClosed || this.#isHalted || this.#backOff.isWaiting;
      if (isStopped || !row.isReady || underWay >= MOST_UNDER_WAY) return;
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
      case 'unauthorized':
        this.#isHalted = true;
        this.#options.onRefused(answer.refusal);
        return;
      case 'wait':
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
    const unstoring = row.stored === 'yes' ? this.#unstore(row) : null;
    if (this.#isKept || !this.#options.storage.isLasting) await unstoring;
    this.#options.onSettled(row.command, settled);
    row.settle(settled);
  }
}

/** Whether it is only in memory, and should not be. */
function isMissing({ stored, command }: Row): boolean {
  return stored === 'no' && !NOT_KEPT.has(command.type);
}
