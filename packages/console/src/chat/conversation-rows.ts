/**
 * Orders what a chat holds into the rows of its conversation: days, messages, what happened between them, and when answers
 * were due. Pure.
 */
import type { Message, WholeChat } from '../api/chats.ts';
import { wallParts } from '../text/wall-times.ts';
import { type ChatMoment, momentsOf } from './chat-moments.ts';
import { type Answer, type Explained, type ShownTurn, turnsById } from './shown-turns.ts';

/** `unknown`: an imported message that does not say who wrote it. */
export type Side = 'visitor' | 'agent' | 'bot' | 'unknown';

/** The stretch of a turn that runs beside a row; null where nobody waits. */
export interface Rail {
  readonly turn: ShownTurn;
  readonly part: 'start' | 'middle' | 'end';
}

interface RowBase {
  readonly key: string;
  readonly rail: Rail | null;
}

export type ConversationRow =
  /** `day` is empty for messages without a time. */
  | (RowBase & { readonly kind: 'day'; readonly day: string })
  | (RowBase & {
      readonly kind: 'message';
      readonly message: Message;
      readonly side: Side;
      readonly name: string;
      /** Whether it is the first of its writer's messages in a row. */
      readonly isFirst: boolean;
      /** The turn that it answers; null when it answers none. */
      readonly answer: Answer | null;
    })
  | (RowBase & { readonly kind: 'moment'; readonly moment: ChatMoment })
  | (RowBase & { readonly kind: 'unanswered'; readonly turn: ShownTurn });

/** `explained` null: turns and due times are not known yet. `zone` is that of the printed times. */
export function conversationRows(
  chat: WholeChat,
  explained: Explained | null,
  zone: string,
): readonly ConversationRow[] {
  const rows = new RowList(chat, explained);
  const moments = momentsOf(chat, explained?.slaTargets ?? [], zone);
  let next = 0;
  const addMomentsBefore = (at: number) => {
    for (let moment = moments[next]; moment !== undefined; moment = moments[next]) {
      if (moment.at > at || (moment.at === at && moment.isAfterMessages)) return;
      rows.addMoment(moment);
      next += 1;
    }
  };
  for (const message of chat.transcript ?? []) {
    const at = Date.parse(message.date ?? '');
    if (!Number.isNaN(at)) addMomentsBefore(at);
    rows.addMessage(message);
  }
  addMomentsBefore(Number.POSITIVE_INFINITY);
  rows.endTurn();
  return rows.rows;
}

class RowList {
  readonly rows: ConversationRow[] = [];
  readonly #chat: WholeChat;
  readonly #turns: ReturnType<typeof turnsById>;
  #day: string | null = null;
  #open: ShownTurn | null = null;
  #last: { readonly side: Side; readonly name: string } | null = null;

  constructor(chat: WholeChat, explained: Explained | null) {
    this.#chat = chat;
    this.#turns = turnsById(explained);
  }

  addMessage(message: Message): void {
    this.#addDay(wallParts(message.date)?.day ?? '');
    const id = message.id ?? '';
    const answer = this.#turns.answers.get(id) ?? null;
    const begins = this.#open === null ? (this.#turns.starts.get(id) ?? null) : null;
    const rail: Rail | null =
      answer !== null && this.#open !== null
        ? { turn: this.#open, part: 'end' }
        : begins !== null
          ? { turn: begins, part: 'start' }
          : this.#middle();
    if (begins !== null) this.#open = begins;
    if (answer !== null) this.#open = null;
    const side = sideOf(message, this.#chat);
    const name = message.name ?? '';
    const isFirst = this.#last?.side !== side || this.#last.name !== name;
    this.#last = { side, name };
    this.#add({ kind: 'message', message, side, name, isFirst, answer, rail });
  }

  addMoment(moment: ChatMoment): void {
    if (moment.day !== '') this.#addDay(moment.day);
    this.#last = null;
    this.#add({ kind: 'moment', moment, rail: this.#middle() });
  }

  /** Notes that nobody answered the last turn. */
  endTurn(): void {
    const turn = this.#open;
    if (turn !== null) this.#add({ kind: 'unanswered', turn, rail: { turn, part: 'end' } });
  }

  #middle(): Rail | null {
    return this.#open === null ? null : { turn: this.#open, part: 'middle' };
  }

  #addDay(day: string): void {
    if (day === this.#day) return;
    this.#day = day;
    this.#last = null;
    this.#add({ kind: 'day', day, rail: this.#middle() });
  }

  #add(row: DistributiveOmit<ConversationRow, 'key'>): void {
    this.rows.push({ ...row, key: String(this.rows.length) });
  }
}
type DistributiveOmit<Row, Key extends PropertyKey> = Row extends unknown ? Omit<Row, Key> : never;

/** Imported messages give only a name, which is then compared with those of the chat. */
export function sideOf(
  message: Message,
  chat: Pick<WholeChat, 'visitorName' | 'firstAgentName' | 'lastAgentName'>,
): Side {
  const sender = message.ext?.sender ?? null;
  if (sender !== null) return sender;
  const { name } = message;
  if (name === null || name === '') return 'unknown';
  if (name === chat.visitorName) return 'visitor';
  return name === chat.firstAgentName || name === chat.lastAgentName ? 'agent' : 'unknown';
}
