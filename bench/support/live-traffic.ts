/** Messages of live chats at a fixed rate, appended whether or not the ones before are acknowledged: an open loop. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBody, NewEvent } from '../../packages/server/src/model/event.ts';
import type { ChatId } from '../../packages/server/src/model/ids.ts';
import { instant } from '../../packages/server/src/model/instant.ts';
import type { AppendResult, ProjectStore } from '../../packages/server/src/store/chat-store.ts';

const LIVE_CHATS = 40;
const MESSAGES_A_CHAT = 12;
const OFFSET_MINUTES = 60;

interface LiveChat {
  readonly chatId: ChatId;
  messages: number;
}

function eventNow(body: EventBody): NewEvent {
  return { at: instant(Date.now()), offsetMinutes: OFFSET_MINUTES, body };
}

export class LiveTraffic {
  readonly #project: ProjectStore;
  readonly #chats: LiveChat[] = [];
  #sent = 0;

  constructor(project: ProjectStore) {
    this.#project = project;
  }

  /** Opens the chats that messages go to. */
  async begin(): Promise<void> {
    while (this.#chats.length < LIVE_CHATS) this.#chats.push(await this.#startChat());
  }

  /**
   * Sends `perSecond` messages for `seconds`. Returns, for each, the milliseconds from the moment at which it was due to
   * the moment at which its append was durable: a late timer counts as waiting.
   */
  async run(perSecond: number, seconds: number): Promise<readonly number[]> {
    const startMs = performance.now();
    const acks: Promise<number>[] = [];
    for (let number = 0; number < perSecond * seconds; number++) {
      const dueMs = startMs + (number * 1000) / perSecond;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      // A timer may fire a fraction of a millisecond early.
      const fromMs = Math.min(dueMs, performance.now());
      acks.push(this.#sendMessage().then(() => performance.now() - fromMs));
    }
    return Promise.all(acks);
  }

  async #sendMessage(): Promise<void> {
    const place = this.#sent++ % LIVE_CHATS;
    const chat = this.#chats[place];
    if (chat === undefined) throw new RangeError('begin() was not called');
    chat.messages++;
    const isLast = chat.messages % MESSAGES_A_CHAT === 0;
    const events = [eventNow(messageBody(this.#sent, place))];
    // A new chat takes the place of the full one before its next message is due.
    if (isLast) events.push(eventNow({ type: 'chat.closed', reason: 'agent' }));
    const renewed = isLast ? this.#renew(place) : null;
    accepted(await this.#project.chats.append({ chatId: chat.chatId, events }));
    await renewed;
  }

  async #renew(place: number): Promise<void> {
    this.#chats[place] = await this.#startChat();
  }

  async #startChat(): Promise<LiveChat> {
    const sessionId = `webchat-plugin/customer/${crypto.randomUUID()}`;
    const events = [
      eventNow({ type: 'chat.started', channel: 'webchat', sessionId, queue: { queueId: 3803, name: 'Chat' } }),
    ];
    return { chatId: accepted(await this.#project.chats.append({ chatId: null, events })), messages: 0 };
  }
}

function messageBody(number: number, place: number): EventBody {
  return {
    type: 'message.sent',
    sender: 'visitor',
    name: `Visitor ${place}`,
    messageId: crypto.randomUUID(),
    text: `Message ${number}: is the parcel on its way, and when will it be here?`,
  };
}

/** @throws RangeError when the store refused. */
function accepted(result: AppendResult): ChatId {
  if ('refused' in result) throw new RangeError(`append was refused: ${result.refused}`);
  return result.chatId;
}
