/**
 * One connection at a time to a stream of events, for as long as it is open. It goes on where it was: no event is passed on
 * twice, out of its order, or after one that is missing.
 */
import { BackOff } from './back-off.ts';
import type { FollowedStream, StreamOptions } from './followed-stream.ts';
import { type Answer, type Refusal, readFailure } from './live-call.ts';
import type { LiveEnvironment, PageChange } from './live-environment.ts';
import { FrameReader, type StreamFrame } from './stream-frames.ts';
import { StreamProgress } from './stream-progress.ts';

const ACCEPT = 'text/event-stream';
/** Until `hello` has said how often a sign of life comes. */
const FIRST_SILENCE_MS = 30_000;
/** What a heartbeat may take on its way. */
const GRACE_MS = 1_000;
const MISSED_HEARTBEATS = 2;
/** A network that comes and goes breaks a connection no more often than that. */
const BETWEEN_PROBES_MS = 1_000;

/** How a connection ended, and so when the next begins. */
type End =
  | { readonly next: 'later' }
  | { readonly next: 'asked'; readonly milliseconds: number }
  | { readonly next: 'at-once' }
  | { readonly next: 'never'; readonly refusal: Refusal };
const LATER: End = { next: 'later' };

export class EventStream implements FollowedStream {
  readonly #options: StreamOptions;
  readonly #progress: StreamProgress;
  readonly #backOff: BackOff;
  readonly #stopListening: () => void;
  #connection: AbortController | null = null;
  #isOpen = false;
  /** The last credentials were refused, and there was no success since. */
  #isDoubted = false;
  #silenceMs = FIRST_SILENCE_MS;
  #heardAtMs = 0;
  #connectedAtMs = 0;
  #connections = 0;

  /** `progress`: where it goes on, and which it keeps up. */
  constructor(options: StreamOptions, progress = new StreamProgress()) {
    this.#options = options;
    this.#progress = progress;
    this.#backOff = new BackOff(options.environment, () => void this.#connect());
    this.#stopListening = options.environment.onPage((change) => this.#pageChanged(change));
  }

  get connections(): number {
    return this.#connections;
  }

  open(): void {
    this.#isOpen = true;
    if (this.#connection === null && !this.#backOff.isWaiting) void this.#connect();
  }

  restart({ isNew }: { readonly isNew: boolean }): void {
    if (isNew) this.#progress.clear();
    if (!this.#isOpen) return;
    this.#drop();
    this.open();
  }

  tellSignedOut(): void {
    // There is nobody else.
  }

  close(): void {
    this.#isOpen = false;
    this.#backOff.close();
    this.#stopListening();
    this.#drop();
    this.#options.onState('closed');
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.abort();
  }

  async #connect(): Promise<void> {
    const connection = new AbortController();
    this.#connection = connection;
    this.#connectedAtMs = this.#options.environment.nowMs();
    this.#heardAtMs = this.#connectedAtMs;
    this.#options.onState('connecting');
    const end = await this.#follow(connection).catch(() => LATER);
    connection.abort();
    if (this.#connection !== connection) return;
    this.#connection = null;
    if (end.next === 'at-once') {
      this.open();
    } else if (end.next === 'never') {
      this.#isOpen = false;
      this.#options.onRefused(end.refusal);
    } else {
      this.#options.onState('offline');
      if (end.next === 'asked') this.#backOff.asked(end.milliseconds);
      else this.#backOff.failed();
    }
  }

  /** Until the connection ends. Rejects when it breaks. */
  async #follow(connection: AbortController): Promise<End> {
    const { environment, headers, url } = this.#options;
    this.#silenceMs = FIRST_SILENCE_MS;
    const silence = new Silence(environment, connection);
    try {
      silence.restart(this.#silenceMs);
      const credentials = await headers();
      if (credentials.kind !== 'done') return this.#afterFailure(credentials);
      if (connection.signal.aborted) return LATER;
      const { position } = this.#progress;
      const response = await environment.fetch(url, {
        headers: { ...credentials.value, ...(position === '' ? {} : { 'last-event-id': position }), accept: ACCEPT },
        signal: connection.signal,
        redirect: 'manual',
        cache: 'no-store',
      });
      if (response.status !== 200) return this.#afterRefusal(await readFailure(response));
      if (!(response.headers.get('content-type') ?? '').startsWith(ACCEPT)) return LATER;
      this.#connections += 1;
      this.#isDoubted = false;
      return await this.#read(response, connection, silence);
    } finally {
      silence.end();
    }
  }

  /** There are no credentials, or the stream is not for them. */
  #afterFailure(answer: Exclude<Answer<unknown>, { kind: 'done' }>): End {
    if (answer.kind === 'unauthorized' || answer.kind === 'refused') return { next: 'never', refusal: answer.refusal };
    if ('refusal' in answer && answer.refusal !== null) this.#options.onProblem(answer.refusal);
    return answer.kind === 'wait' ? { next: 'asked', milliseconds: answer.milliseconds } : LATER;
  }

  /** Credentials that end are got again, once. */
  #afterRefusal(answer: Exclude<Answer<unknown>, { kind: 'done' }>): End {
    if (answer.kind !== 'unauthorized' || this.#isDoubted) return this.#afterFailure(answer);
    this.#isDoubted = true;
    this.#options.onUnauthorized();
    return { next: 'at-once' };
  }

  async #read(response: Response, connection: AbortController, silence: Silence): Promise<End> {
    const reader = response.body?.getReader();
    const frames = new FrameReader();
    while (reader !== undefined) {
      const { done, value } = await reader.read();
      if (done || connection.signal.aborted) return LATER;
      this.#heardAtMs = this.#options.environment.nowMs();
      for (const frame of frames.take(value as Uint8Array)) {
        if (frame.name === 'bye') return { next: 'asked', milliseconds: frame.data.reconnectAfterMs };
        if (!this.#take(frame)) return LATER;
        if (connection.signal.aborted) return LATER;
      }
      silence.restart(this.#silenceMs);
    }
    return LATER;
  }

  /** False when events before it are missing. */
  #take(frame: StreamFrame): boolean {
    if (frame.name === 'hello') {
      this.#silenceMs = frame.data.heartbeatSeconds * 1_000 * MISSED_HEARTBEATS + GRACE_MS;
      this.#options.onState('open');
    }
    const place = this.#progress.take(frame);
    if (place !== 'next') return place === 'known';
    if (frame.name !== 'hello') this.#backOff.succeeded();
    this.#options.onFrame(frame);
    return true;
  }

  #pageChanged(change: PageChange): void {
    if (!this.#isOpen) return;
    switch (change) {
      case 'left':
        this.#drop();
        this.#backOff.cancel();
        this.#options.onState('offline');
        return;
      case 'offline':
        if (this.#connection === null) return;
        this.#drop();
        this.#options.onState('offline');
        this.#backOff.failed();
        return;
      case 'online':
        // Whatever was connected was so by a network that is gone.
        if (this.#isOlderThan(this.#connectedAtMs, BETWEEN_PROBES_MS)) this.#probe();
        return;
      case 'shown':
        // A page that was asleep had no timers either.
        if (this.#isOlderThan(this.#heardAtMs, this.#silenceMs)) this.#probe();
        else this.open();
    }
  }

  /** Connects again, but for the wait that a server asked for. */
  #probe(): void {
    this.#drop();
    this.open();
  }

  #isOlderThan(atMs: number, milliseconds: number): boolean {
    return this.#connection !== null && this.#options.environment.nowMs() - atMs > milliseconds;
  }
}

/** Ends the connection when nothing has come for too long. */
class Silence {
  readonly #environment: LiveEnvironment;
  readonly #connection: AbortController;
  #cancel: () => void = () => undefined;

  constructor(environment: LiveEnvironment, connection: AbortController) {
    this.#environment = environment;
    this.#connection = connection;
  }

  restart(milliseconds: number): void {
    this.#cancel();
    this.#cancel = this.#environment.after(milliseconds, () => this.#connection.abort());
  }

  end(): void {
    this.#cancel();
  }
}
