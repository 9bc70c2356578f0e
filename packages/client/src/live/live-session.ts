/** What visitors and agents have in common: an outbox, a stream, the chats as they are now, and whoever listens. */

import type { BrowserTabs } from './browser-tabs.ts';
import {
  chatAfter,
  type LiveChat,
  NO_CHAT,
  withAcknowledged,
  withoutPending,
  withPending,
  withRefused,
} from './chat-model.ts';
import { EventStream } from './event-stream.ts';
import type { FollowedStream, StreamOptions, StreamState } from './followed-stream.ts';
import { FrameQueue } from './frame-queue.ts';
import { Listeners } from './listeners.ts';
import type { Answer, Refusal } from './live-call.ts';
import type { CommandDone, StreamFrames } from './live-types.ts';
import { Outbox, type Sending, type Settled } from './outbox.ts';
import type { KeptCommand, OutboxStorage } from './outbox-storage.ts';
import type { ChatEvent, StreamFrame } from './stream-frames.ts';

/** What can be listened to. */
export interface LiveEvents {
  /** An event of a chat, in its order, once. */
  readonly chat: ChatEvent;
  readonly inbox: StreamFrames['inbox'];
  readonly typing: StreamFrames['typing'];
  readonly read: StreamFrames['read'];
  /** A chat was erased: whoever has a copy removes it. */
  readonly gone: StreamFrames['gone'];
  readonly state: StreamState;
  /** Whether what is on its way outlives the page, when that changes. */
  readonly kept: boolean;
  /** Something that is tried again, with what the server said. */
  readonly problem: Refusal;
}

export interface SessionOptions
  extends Pick<StreamOptions, 'environment' | 'headers' | 'who' | 'onUnauthorized' | 'onSignedOut'> {
  readonly tabs: BrowserTabs | null;
  readonly storage: OutboxStorage;
  readonly streamUrl: string;
  readonly send: (command: Readonly<Record<string, unknown>>) => Promise<Answer<CommandDone>>;
  readonly side: 'visitor' | 'agent';
}

/** Typing is told at most so often: it holds for six seconds. */
const TYPING_MS = 3_000;
/** Reading is told when nothing more was read for so long. */
const READ_MS = 1_000;
/** Chats that are over and kept to be looked at. */
const MOST_CHATS = 200;

export class LiveSession {
  readonly #options: SessionOptions;
  readonly #listeners = new Listeners<LiveEvents>();
  readonly #queues = new Set<FrameQueue>();
  readonly #subscribers = new Set<() => void>();
  readonly #chats = new Map<number, LiveChat>();
  /** Marks come before the events of a chat. */
  readonly #readSeqs = new Map<number, number>();
  readonly #refusedCommands = new Map<string, KeptCommand>();
  readonly #typedAtMs = new Map<number, number>();
  readonly #reading = new Map<number, { readonly seq: number; readonly cancel: () => void }>();
  /** Of a visitor whose chat has no number yet. */
  #begun: LiveChat = NO_CHAT;
  #currentId: number | null = null;
  #streamState: StreamState = 'closed';
  #refusal: Refusal | null = null;
  #isStarted = false;
  readonly #stopListening: () => void;
  readonly outbox: Outbox;
  readonly stream: FollowedStream;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { environment, storage, send } = options;
    const onProblem = (refusal: Refusal) => this.#listeners.tell('problem', refusal);
    const streamOptions: StreamOptions = {
      ...options,
      url: options.streamUrl,
      onProblem,
      onRefused: (refusal) => this.#refused(refusal),
      onFrame: (frame) => this.#takeFrame(frame),
      onState: (state) => this.#tellState(() => (this.#streamState = state)),
    };
    this.stream = options.tabs?.follow(streamOptions) ?? new EventStream(streamOptions);
    this.outbox = new Outbox({
      environment,
      storage,
      send,
      onProblem,
      onRefused: (refusal) => this.#refused(refusal),
      onKept: (isKept) => {
        this.#listeners.tell('kept', isKept);
        this.#tellSubscribers();
      },
      onAdded: (command) => this.#change(command, (chat) => withPending(chat, pendingOf(command, options.side))),
      onSettled: (command, settled) => this.#settled(command, settled),
    });
    this.#stopListening = environment.onPage((change) => {
      if (change === 'left') this.outbox.release();
      else if (change !== 'offline') this.outbox.reload();
    });
  }

  get state(): StreamState {
    return this.#refusal === null ? this.#streamState : 'refused';
  }

  /** Why the server does not want us; null unless the state is `refused`. */
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  /** Follows from now on, also after a refusal. */
  start(): void {
    this.#isStarted = true;
    this.#resume();
  }

  /** Goes on as somebody else. */
  restart(): void {
    this.stream.restart({ isNew: true });
    this.#resume();
  }

  get on(): Listeners<LiveEvents>['on'] {
    return this.#listeners.on.bind(this.#listeners);
  }

  /** Calls back after each change of a chat or of the state, until `close`; what it returns ends that. */
  subscribe(listener: () => void): () => void {
    const own = () => listener();
    this.#subscribers.add(own);
    return () => void this.#subscribers.delete(own);
  }

  /** Every frame from now on, until the signal or the session ends. */
  frames(signal?: AbortSignal): AsyncIterableIterator<StreamFrame> {
    const queue = new FrameQueue(() => this.#queues.delete(queue));
    this.#queues.add(queue);
    if (signal?.aborted === true) queue.end();
    signal?.addEventListener('abort', () => queue.end(), { once: true });
    return queue;
  }

  chat(chatId: number): LiveChat | null {
    return this.#chats.get(chatId) ?? null;
  }

  /** The last chat that anything is known of. */
  get current(): LiveChat {
    return (this.#currentId === null ? undefined : this.#chats.get(this.#currentId)) ?? this.#begun;
  }

  /** Kept, then sent, in its order. */
  command(type: string, body: object): Sending {
    return this.outbox.add({ ...body, id: this.#options.environment.newId(), type });
  }

  /** Sends a message again that was refused. null when there is none with that id. */
  retry(id: string): Sending | null {
    const command = this.#refusedCommands.get(id);
    this.#refusedCommands.delete(id);
    return command === undefined ? null : this.outbox.add(command);
  }

  /** Removes a message that was refused, or that was never tried. False for any other. */
  async discard(id: string): Promise<boolean> {
    const command = this.#refusedCommands.get(id);
    if (command === undefined) return this.outbox.discard(id);
    this.#refusedCommands.delete(id);
    this.#change(command, (chat) => withoutPending(chat, id));
    return true;
  }

  /** Passes, and is not repeated. */
  typing(chatId: number | null): void {
    const { nowMs } = this.#options.environment;
    const last = this.#typedAtMs.get(chatId ?? 0);
    if (last !== undefined && nowMs() - last < TYPING_MS) return;
    this.#typedAtMs.set(chatId ?? 0, nowMs());
    this.#sign('typing', chatId === null ? {} : { chatId });
  }

  /** Everything up to that event was shown. */
  read(chatId: number, seq: number): void {
    const before = this.#reading.get(chatId);
    if (before !== undefined && before.seq >= seq) return;
    before?.cancel();
    const cancel = this.#options.environment.after(READ_MS, () => this.#sign('read', { chatId, seq }));
    this.#reading.set(chatId, { seq, cancel });
  }

  /** Forgets chats and what is on its way: somebody else comes. */
  async forget(): Promise<void> {
    this.forgetChats();
    this.#refusedCommands.clear();
    this.#begun = NO_CHAT;
    await this.outbox.clear();
    this.#tellSubscribers();
  }

  /** Forgets what came from the server. */
  forgetChats(): void {
    this.#begun = { ...NO_CHAT, messages: this.current.messages.filter(({ seq }) => seq === null) };
    this.#chats.clear();
    this.#currentId = null;
    this.#tellSubscribers();
  }

  close(): void {
    // Whoever closes while being called back is not called again.
    this.#subscribers.clear();
    this.#isStarted = false;
    this.#stopListening();
    for (const { cancel } of this.#reading.values()) cancel();
    this.outbox.close();
    this.stream.close();
    for (const queue of [...this.#queues]) queue.end();
  }

  #resume(): void {
    this.#tellState(() => (this.#refusal = null));
    this.outbox.resume();
    if (this.#isStarted) this.stream.open();
  }

  #refused(refusal: Refusal): void {
    this.#tellState(() => (this.#refusal = refusal));
  }

  #tellState(change: () => void): void {
    const before = { state: this.state, refusal: this.#refusal };
    change();
    if (this.state !== before.state) this.#listeners.tell('state', this.state);
    if (this.state !== before.state || this.#refusal !== before.refusal) this.#tellSubscribers();
  }

  #sign(type: string, body: object): void {
    void this.#options.send({ v: 1, id: this.#options.environment.newId(), type, ...body });
  }

  #takeFrame(frame: StreamFrame): void {
    if (frame.name === 'hello' || frame.name === 'bye') return;
    if (frame.name === 'chat') this.#takeEvent(frame.data);
    if (frame.name === 'inbox') this.#takeInbox(frame.data);
    if (frame.name === 'read') this.#takeRead(frame.data);
    if (frame.name === 'gone') this.#chats.delete(frame.data.chatId);
    for (const queue of this.#queues) queue.put(frame);
    this.#listeners.tell(frame.name, frame.data as never);
    if (frame.name !== 'typing') this.#tellSubscribers();
  }

  #takeEvent(event: ChatEvent): void {
    const known = this.#chats.get(event.chatId) ?? this.#adopt();
    const readSeq = Math.max(known.readSeq, this.#readSeqs.get(event.chatId) ?? 0);
    this.#chats.set(event.chatId, { ...chatAfter(known, event), readSeq });
    if (this.#options.side === 'visitor') this.#currentId = event.chatId;
    if (this.#chats.size > MOST_CHATS) this.#dropClosed();
  }

  /** What a visitor has written before the server knew of a chat is in the one that begins. */
  #adopt(): LiveChat {
    if (this.#options.side === 'agent') return NO_CHAT;
    const messages = this.current.messages.filter(({ seq }) => seq === null);
    const before = this.#currentId === null ? undefined : this.#chats.get(this.#currentId);
    if (before !== undefined) {
      this.#chats.set(before.chatId ?? 0, { ...before, messages: before.messages.filter(({ seq }) => seq !== null) });
    }
    this.#begun = NO_CHAT;
    return { ...NO_CHAT, messages };
  }

  #dropClosed(): void {
    for (const [chatId, { phase }] of this.#chats) {
      if (phase !== 'closed' || chatId === this.#currentId) continue;
      this.#chats.delete(chatId);
      this.#readSeqs.delete(chatId);
      return;
    }
  }

  #takeInbox({ chats }: StreamFrames['inbox']): void {
    for (const { chatId, phase } of chats) {
      this.#chats.set(chatId, { ...(this.#chats.get(chatId) ?? NO_CHAT), chatId, phase });
    }
  }

  #takeRead({ chatId, seq }: StreamFrames['read']): void {
    this.#readSeqs.set(chatId, seq);
    const chat = this.#chats.get(chatId);
    if (chat !== undefined) this.#chats.set(chatId, { ...chat, readSeq: Math.max(chat.readSeq, seq) });
  }

  #settled(command: KeptCommand, settled: Settled): void {
    if (settled.state === 'refused') this.#refusedCommands.set(command.id, command);
    this.#change(command, (chat) => {
      switch (settled.state) {
        case 'sent':
          return withAcknowledged(chat, command.id);
        case 'refused':
          return withRefused(chat, command.id, settled.refusal);
        case 'discarded':
          return withoutPending(chat, command.id);
      }
    });
  }

  /** Only messages are shown before they are events. */
  #change(command: KeptCommand, change: (chat: LiveChat) => LiveChat): void {
    if (command.type !== 'message.send') return;
    const { chatId } = command;
    const id = typeof chatId === 'number' ? chatId : this.#currentId;
    if (id === null) this.#begun = change(this.#begun);
    else this.#chats.set(id, change(this.#chats.get(id) ?? { ...NO_CHAT, chatId: id }));
    this.#tellSubscribers();
  }

  #tellSubscribers(): void {
    for (const listener of [...this.#subscribers]) listener();
  }
}

function pendingOf({ id, text }: KeptCommand, sender: 'visitor' | 'agent') {
  return { id, text: String(text), sender };
}
