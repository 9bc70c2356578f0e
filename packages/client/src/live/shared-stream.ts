/**
 * One stream for all tabs of a person in a browser. One of them leads: it holds a lock, has the connection, and passes on what
 * comes. When it closes, another leads and goes on where it was itself; when it stops without closing, it is replaced.
 */
import { BackOff } from './back-off.ts';
import type { BrowserParts, Channel } from './browser-parts.ts';
import { EventStream } from './event-stream.ts';
import type { FollowedStream, StreamOptions, StreamState } from './followed-stream.ts';
import { FrameLog } from './frame-log.ts';
import type { Answer, Refusal } from './live-call.ts';
import type { PageChange } from './live-environment.ts';
import type { StreamFrame } from './stream-frames.ts';
import { StreamProgress } from './stream-progress.ts';

type State = Exclude<StreamState, 'refused'>;

/** What tabs say to each other. */
type Said = { readonly from: string } & (
  | { readonly kind: 'ask'; readonly seqs: ReadonlyMap<number, number> }
  | { readonly kind: 'answer'; readonly to: string; readonly frames: readonly StreamFrame[]; readonly state: State }
  | { readonly kind: 'frame'; readonly frame: StreamFrame }
  | { readonly kind: 'state'; readonly state: State }
  /** A tab leads from now on. */
  | { readonly kind: 'lead' }
  /** The person has signed out. */
  | { readonly kind: 'signed-out' }
);
type Saying = Said extends infer S ? (S extends Said ? Omit<S, 'from'> : never) : never;

export interface SharedStreamOptions extends StreamOptions {
  readonly parts: BrowserParts;
  readonly name: string;
}

/** So often a tab asks whether the one that leads is still there. */
const BETWEEN_ASKS_MS = 20_000;
/** A leader that does not answer for so long, up to twice that, does not lead. */
const PATIENCE_MS = 3_000;

/** A tab among those of one person, from when it joins them until it leaves. */
interface Membership {
  readonly name: string;
  readonly channel: Channel;
  /** Aborted when the tab does not lead, or does not wait to lead, any more. */
  turn: AbortController;
  /** The connection; null in a tab that does not lead. */
  stream: EventStream | null;
}

export class SharedStream implements FollowedStream {
  readonly #options: SharedStreamOptions;
  readonly #id: string;
  readonly #progress = new StreamProgress();
  readonly #log = new FrameLog();
  readonly #backOff: BackOff;
  readonly #stopListening: () => void;
  #isOpen = false;
  /** Changes when the tab leaves: what was begun before is void. */
  #joining: object | null = null;
  #membership: Membership | null = null;
  #state: State = 'closed';
  #isAsking = false;
  #cancelWait: () => void = () => undefined;
  #connections = 0;

  constructor(options: SharedStreamOptions) {
    this.#options = options;
    this.#id = options.environment.newId();
    this.#backOff = new BackOff(options.environment, () => void this.#join());
    this.#stopListening = options.environment.onPage((change) => this.#pageChanged(change));
  }

  get connections(): number {
    return this.#connections + (this.#membership?.stream?.connections ?? 0);
  }

  open(): void {
    this.#isOpen = true;
    if (this.#joining === null && !this.#backOff.isWaiting) void this.#join();
  }

  restart({ isNew }: { readonly isNew: boolean }): void {
    if (!isNew) {
      this.#membership?.stream?.restart({ isNew });
      return;
    }
    this.#leave();
    this.#progress.clear();
    this.#log.clear();
    if (this.#isOpen) this.open();
  }

  tellSignedOut(): void {
    this.#say({ kind: 'signed-out' });
  }

  close(): void {
    this.#isOpen = false;
    this.#stopListening();
    this.#backOff.close();
    this.#leave();
    this.#setState('closed');
  }

  async #join(): Promise<void> {
    const joining = {};
    this.#joining = joining;
    this.#setState('connecting');
    const { who: askWho, parts, name: sharedName } = this.#options;
    const who = await askWho();
    if (this.#joining !== joining) return;
    if (who.kind !== 'done') {
      this.#joining = null;
      this.#afterFailure(who);
      return;
    }
    this.#backOff.succeeded();
    const name = `${sharedName} ${who.value}`;
    const channel = parts.openChannel(name);
    const membership: Membership = { name, channel, turn: new AbortController(), stream: null };
    this.#membership = membership;
    channel.onmessage = ({ data }) => this.#hear(membership, data as Said);
    void this.#compete(membership, {});
    this.#ask();
  }

  #afterFailure(answer: Exclude<Answer<string>, { kind: 'done' }>): void {
    if (answer.kind === 'refused' || answer.kind === 'unauthorized') {
      this.#refuse(answer.refusal);
      return;
    }
    if ('refusal' in answer && answer.refusal !== null) this.#options.onProblem(answer.refusal);
    this.#setState('offline');
    if (answer.kind === 'wait') this.#backOff.asked(answer.milliseconds);
    else this.#backOff.failed();
  }

  #leave(): void {
    this.#joining = null;
    this.#cancelWait();
    this.#backOff.cancel();
    const membership = this.#membership;
    this.#membership = null;
    if (membership === null) return;
    this.#stopLeading(membership);
    membership.turn.abort();
    membership.channel.close();
  }

  /** Leads when it is this tab's turn, until another takes it away or the tab leaves. */
  async #compete(membership: Membership, { steal }: { readonly steal?: true }): Promise<void> {
    const turn = new AbortController();
    membership.turn.abort();
    membership.turn = turn;
    const how = steal === true ? { steal } : { signal: turn.signal };
    const isOver = () => turn.signal.aborted || this.#membership !== membership;
    let isForbidden = false;
    await this.#options.parts.locks
      .request(membership.name, how, async () => {
        if (isOver()) return;
        this.#lead(membership);
        await new Promise<void>((resolve) => turn.signal.addEventListener('abort', () => resolve()));
      })
      .catch((error: unknown) => {
        isForbidden = !(error instanceof DOMException && error.name === 'AbortError');
      });
    if (isOver()) return;
    if (isForbidden) {
      // Where locks are refused each tab leads itself.
      this.#lead(membership);
      return;
    }
    this.#stopLeading(membership);
    void this.#compete(membership, {});
    this.#ask();
  }

  #lead(membership: Membership): void {
    this.#cancelWait();
    const stream = new EventStream(
      {
        ...this.#options,
        onFrame: (frame) => {
          this.#pass(frame);
          if (frame.name !== 'hello') this.#say({ kind: 'frame', frame });
        },
        onState: (state) => {
          if (membership.stream !== stream) return;
          this.#setState(state);
          this.#say({ kind: 'state', state });
        },
        onRefused: (refusal) => this.#refuse(refusal),
      },
      this.#progress,
    );
    membership.stream = stream;
    this.#say({ kind: 'lead' });
    stream.open();
  }

  #stopLeading(membership: Membership): void {
    const { stream } = membership;
    membership.stream = null;
    if (stream === null) return;
    this.#connections += stream.connections;
    stream.close();
  }

  /** Another tab may lead, which may be wanted. */
  #refuse(refusal: Refusal): void {
    this.#isOpen = false;
    this.#leave();
    this.#options.onRefused(refusal);
  }

  #hear(membership: Membership, said: Said): void {
    if (this.#membership !== membership || said.from === this.#id) return;
    if (said.kind === 'signed-out') {
      this.#options.onSignedOut();
      return;
    }
    if (membership.stream !== null) {
      if (said.kind === 'ask') this.#answer(said.from, said.seqs);
      return;
    }
    switch (said.kind) {
      case 'lead':
        this.#ask();
        return;
      case 'answer':
        if (said.to !== this.#id) return;
        this.#isAsking = false;
        for (const frame of said.frames) this.#takeFromLeader(frame);
        this.#setState(said.state);
        break;
      case 'frame':
        if (!this.#takeFromLeader(said.frame)) return;
        break;
      case 'state':
        this.#setState(said.state);
        break;
      case 'ask':
        return;
    }
    this.#wait(BETWEEN_ASKS_MS, () => this.#ask());
  }

  /** False when others before it are missing, which it asks for. */
  #takeFromLeader(frame: StreamFrame): boolean {
    const place = this.#progress.take(frame);
    if (place === 'next') this.#pass(frame);
    if (place === 'missing' && !this.#isAsking) this.#ask();
    return place !== 'missing';
  }

  #pass(frame: StreamFrame): void {
    this.#log.put(frame);
    this.#options.onFrame(frame);
  }

  #answer(to: string, seqs: ReadonlyMap<number, number>): void {
    this.#say({ kind: 'answer', to, frames: this.#log.after(seqs), state: this.#state });
  }

  /** For what it lacks, and whether anybody leads. */
  #ask(): void {
    if (this.#membership === null || this.#membership.stream !== null) return;
    this.#isAsking = true;
    this.#say({ kind: 'ask', seqs: this.#progress.seqs });
    this.#wait(PATIENCE_MS * (1 + this.#options.environment.random()), () => {
      const membership = this.#membership;
      if (membership !== null) void this.#compete(membership, { steal: true });
    });
  }

  #wait(milliseconds: number, act: () => void): void {
    this.#cancelWait();
    this.#cancelWait = this.#options.environment.after(milliseconds, act);
  }

  #say(saying: Saying): void {
    this.#membership?.channel.postMessage({ ...saying, from: this.#id });
  }

  #setState(state: State): void {
    this.#state = state;
    this.#options.onState(state);
  }

  #pageChanged(change: PageChange): void {
    if (!this.#isOpen) return;
    if (change === 'left') {
      // A page that holds a lock is not kept for "back", and one that is frozen would keep all others waiting.
      this.#leave();
      this.#setState('offline');
    } else if (change !== 'offline') {
      this.open();
      this.#ask();
    }
  }
}
