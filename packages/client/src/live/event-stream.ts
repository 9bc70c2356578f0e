/**
 * One connection at a time to a stream of events, for as long as it is open. It goes on where it was: no event is passed on
 * twice, out of its order, or after one that is missing.
 */
import { BackOff } from './back-off.ts';
import { type Refusal, readFailure } from './live-call.ts';
import type { LiveEnvironment } from './live-environment.ts';
import { FrameReader, type StreamFrame } from './stream-frames.ts';

export type StreamState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface EventStreamOptions {
  readonly environment: LiveEnvironment;
  /** Headers with the credentials of now; null when there are none for the time being: then it waits and asks again. */
  readonly headers: () => Promise<Readonly<Record<string, string>> | null>;
  readonly url: string;
  /** The credentials were refused. */
  readonly onUnauthorized: (refusal: Refusal) => void;
  readonly onFrame: (frame: StreamFrame) => void;
  readonly onState: (state: StreamState) => void;
  readonly onProblem: (refusal: Refusal) => void;
}

const ACCEPT = 'text/event-stream';
/** Until `hello` has said how often a sign of life comes. */
const FIRST_SILENCE_MS = 30_000;
/** What a heartbeat may take on its way. */
const GRACE_MS = 1_000;
const MISSED_HEARTBEATS = 2;

export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #backOff: BackOff;
  readonly #stopListening: () => void;
  /** The last event of each chat. */
  readonly #seqs = new Map<number, number>();
  #position = '';
  #connection: AbortController | null = null;
  #isClosed = false;
  #silenceMs = FIRST_SILENCE_MS;
  #heardAtMs = 0;
  #connections = 0;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#backOff = new BackOff(options.environment, () => void this.#connect());
    this.#stopListening = options.environment.onWake(() => this.#probe());
  }

  /** How often it was connected. */
  get connections(): number {
    return this.#connections;
  }

  open(): void {
    if (this.#connection === null && !this.#backOff.isWaiting && !this.#isClosed) void this.#connect();
  }

  /** Connects again, with other credentials. `isNew`: as somebody else, from the beginning. */
  restart({ isNew }: { readonly isNew: boolean }): void {
    if (isNew) {
      this.#position = '';
      this.#seqs.clear();
    }
    const connection = this.#connection;
    this.#connection = null;
    connection?.abort();
    if (!this.#backOff.isWaiting) this.open();
  }

  close(): void {
    this.#isClosed = true;
    this.#backOff.close();
    this.#stopListening();
    this.#connection?.abort();
    this.#options.onState('closed');
  }

  async #connect(): Promise<void> {
    const connection = new AbortController();
    this.#connection = connection;
    this.#options.onState('connecting');
    const waitMs = await this.#follow(connection).catch(() => null);
    connection.abort();
    if (this.#connection !== connection) return;
    this.#connection = null;
    if (this.#isClosed) return;
    this.#options.onState('waiting');
    if (waitMs === null) this.#backOff.failed();
    else this.#backOff.asked(waitMs);
  }

  /** Until the connection ends. How long the server asks to stay away; null when it does not. Rejects when it breaks. */
  async #follow(connection: AbortController): Promise<number | null> {
    const { environment, headers, url } = this.#options;
    this.#silenceMs = FIRST_SILENCE_MS;
    const silence = new Silence(environment, connection);
    try {
      silence.restart(this.#silenceMs);
      const credentials = await headers();
      if (credentials === null || connection.signal.aborted) return null;
      const from = this.#position === '' ? {} : { 'last-event-id': this.#position };
      const response = await environment.fetch(url, {
        headers: { ...credentials, ...from, accept: ACCEPT },
        signal: connection.signal,
        redirect: 'manual',
        cache: 'no-store',
      });
      if (response.status !== 200) return this.#afterFailure(await readFailure(response));
      if (!(response.headers.get('content-type') ?? '').startsWith(ACCEPT)) return null;
      this.#connections += 1;
      return await this.#read(response, connection, silence);
    } finally {
      silence.end();
    }
  }

  #afterFailure(answer: Awaited<ReturnType<typeof readFailure>>): number | null {
    if ('refusal' in answer && answer.refusal !== null) this.#options.onProblem(answer.refusal);
    if (answer.kind === 'unauthorized') this.#options.onUnauthorized(answer.refusal);
    return answer.kind === 'wait' ? answer.milliseconds : null;
  }

  async #read(response: Response, connection: AbortController, silence: Silence): Promise<number | null> {
    const reader = response.body?.getReader();
    const frames = new FrameReader();
    while (reader !== undefined) {
      const { done, value } = await reader.read();
      if (done || connection.signal.aborted) return null;
      for (const frame of frames.take(value as Uint8Array)) {
        if (frame.name === 'bye') return frame.data.reconnectAfterMs;
        if (!this.#take(frame)) return null;
        if (connection.signal.aborted) return null;
      }
      this.#heardAtMs = this.#options.environment.nowMs();
      silence.restart(this.#silenceMs);
    }
    return null;
  }

  /** False when events before it are missing. */
  #take(frame: StreamFrame): boolean {
    if (frame.name === 'hello') {
      this.#silenceMs = frame.data.heartbeatSeconds * 1_000 * MISSED_HEARTBEATS + GRACE_MS;
      this.#options.onState('open');
    }
    if (frame.name === 'chat') {
      const { chatId, seq } = frame.data;
      const last = this.#seqs.get(chatId) ?? 0;
      if (seq <= last) return true;
      if (seq > last + 1) return false;
      this.#seqs.set(chatId, seq);
      this.#position = frame.position;
    }
    if (frame.name === 'gone') this.#seqs.delete(frame.data.chatId);
    if (frame.name !== 'hello') this.#backOff.succeeded();
    this.#options.onFrame(frame);
    return true;
  }

  /** A page that was asleep had no timers either. */
  #probe(): void {
    const isSilent = this.#options.environment.nowMs() - this.#heardAtMs > this.#silenceMs;
    if (this.#connection !== null && this.#heardAtMs > 0 && isSilent) this.restart({ isNew: false });
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
