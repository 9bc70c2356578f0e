/**
 * What must come out of live chats whatever happens on the way, told from what was answered to the senders and from what the log says.
 * Plain, and without anything of the desk's own code. Used by the chaos tests; it only reads.
 */
import type { EventBody, StoredEvent } from '../../src/model/event.ts';

/** A command that its sender has an answer to. */
export interface Answered {
  readonly sender: string;
  readonly tab: string;
  readonly cseq: number;
  readonly id: string;
  readonly isMessage: boolean;
  /** Where the answer says that it is; null when it was refused. */
  readonly at: { readonly chatId: number; readonly seq: number } | null;
}

export interface LoggedChat {
  readonly chatId: number;
  readonly person: string;
  readonly events: readonly StoredEvent[];
}

/** Everything that is wrong, in words; [] when nothing is. All commands have been answered. */
export function faultsOf(chats: readonly LoggedChat[], answered: readonly Answered[]): readonly string[] {
  return [...chats.flatMap(faultsOfChat), ...faultsOfPersons(chats), ...faultsOfMessages(chats, answered)];
}

/** What the chat takes of each agent now, by its events alone: who has it while it is not parked, and who is asked. */
export function holdersOf(events: readonly StoredEvent[]): readonly number[] {
  const { owner, asked, isParked, isClosed } = placeAfter(events);
  if (isClosed) return [];
  return [...new Set([isParked ? null : owner, asked])].filter((id) => id !== null);
}

function placeAfter(events: readonly StoredEvent[]) {
  let owner: number | null = null;
  let asked: number | null = null;
  let [isParked, isClosed] = [false, false];
  for (const { body } of events) {
    const taken = takenBy(body);
    if (taken !== null) [owner, asked, isParked] = [taken, null, false];
    if (body.type === 'agent.offered') [asked, isParked] = [body.agent.agentId, false];
    if (body.type === 'agent.declined') asked = null;
    if (body.type === 'chat.parked') isParked = true;
    if (body.type === 'message.sent' && body.sender === 'agent') isParked = false;
    if (isReleased(body)) [owner, asked, isParked] = [null, null, false];
    if (body.type === 'chat.closed') [asked, isParked, isClosed] = [null, false, true];
    if (body.type === 'chat.reopened') isClosed = false;
  }
  return { owner, asked, isParked, isClosed } as const;
}

function takenBy(body: EventBody | StoredEvent['body']): number | null {
  if (body.type === 'agent.accepted') return body.agent.agentId;
  return body.type === 'chat.transferred' ? (body.toAgent?.agentId ?? null) : null;
}

function isReleased({ type, ...body }: StoredEvent['body']): boolean {
  const isToQueue = type === 'chat.transferred' && 'toQueue' in body && body.toQueue !== undefined;
  return type === 'chat.queued' || type === 'agent.disconnected' || isToQueue;
}

/** Numbers without a gap, times that never go back, one agent at a time, one end that nothing but amendments comes after. */
function faultsOfChat({ chatId, events }: LoggedChat): readonly string[] {
  const faults: string[] = [];
  const say = (what: string) => faults.push(`chat ${chatId}: ${what}`);
  let isOver = false;
  let isReminded = false;
  for (const [at, { seq, body, at: when }] of events.entries()) {
    const before = events.slice(0, at);
    if (seq !== at + 1) say(`event ${at + 1} has the number ${seq}`);
    if (when < (events[at - 1]?.at ?? 0)) say(`event ${seq} is before the one before`);
    if (isOver && !AMENDMENTS.includes(body.type)) say(`${body.type} after the end`);
    if (body.type === 'agent.accepted') {
      const { owner, isParked } = placeAfter(before);
      // Whoever parks a chat lets others take it.
      if (owner !== null && owner !== body.agent.agentId && !isParked)
        say(`two agents: ${owner} and ${body.agent.agentId}`);
      if (owner === body.agent.agentId && !isParked && placeAfter(before).asked === null) say('taken twice');
    }
    if (body.type === 'message.sent') {
      if (body.sender === 'bot' && isReminded) say('reminded twice');
      isReminded = body.sender === 'bot';
    }
    isOver ||= body.type === 'chat.finalized' || (body.type === 'chat.closed' && body.final !== false);
  }
  return faults;
}

const AMENDMENTS: readonly string[] = ['message.edited', 'message.redacted', 'spam.marked', 'spam.unmarked'];

/** One chat at a time, each naming the one before. */
function faultsOfPersons(chats: readonly LoggedChat[]): readonly string[] {
  return [...Map.groupBy(chats, ({ person }) => person)].flatMap(([person, own]) => {
    const faults: string[] = [];
    const open = own.filter(({ events }) => !events.some(({ body }) => isFinal(body)));
    if (open.length > 1) faults.push(`${person} has ${open.length} open chats`);
    for (const [at, { chatId, events }] of own.toSorted((a, b) => a.chatId - b.chatId).entries()) {
      const body = events[0]?.body;
      const before = body?.type === 'chat.started' ? body.previousChatId : undefined;
      const expected = own.toSorted((a, b) => a.chatId - b.chatId)[at - 1]?.chatId;
      if (before !== expected) faults.push(`chat ${chatId} comes after ${before}, not ${expected}`);
    }
    return faults;
  });
}

function isFinal(body: StoredEvent['body']): boolean {
  return body.type === 'chat.finalized' || (body.type === 'chat.closed' && body.final !== false);
}

/** Exactly what was acknowledged, each once, where the answer said, in the order of its tab. */
function faultsOfMessages(chats: readonly LoggedChat[], answered: readonly Answered[]): readonly string[] {
  const faults: string[] = [];
  const sent = new Map(answered.map((one) => [one.id, one]));
  const found = new Set<string>();
  const lastOfTab = new Map<string, number>();
  for (const { chatId, events } of chats.toSorted((a, b) => a.chatId - b.chatId)) {
    for (const { body, seq } of events) {
      if (body.type !== 'message.sent' || body.sender === 'bot') continue;
      const { messageId } = body;
      const one = sent.get(messageId);
      if (one?.at == null) faults.push(`${messageId} is in the log, and was not acknowledged`);
      else if (one.at.chatId !== chatId || one.at.seq < seq) faults.push(`${messageId} is not where the answer said`);
      if (found.has(messageId)) faults.push(`${messageId} is doubled`);
      found.add(messageId);
      const tab = `${one?.sender} ${one?.tab}`;
      // An agent's tab writes in several chats, which have no order among them.
      const lane = one?.sender.startsWith('agent') === true ? `${tab} ${chatId}` : tab;
      if ((lastOfTab.get(lane) ?? 0) >= (one?.cseq ?? 0)) faults.push(`${messageId} is out of its order`);
      lastOfTab.set(lane, one?.cseq ?? 0);
    }
  }
  for (const one of sent.values()) {
    if (one.isMessage && one.at !== null && !found.has(one.id)) faults.push(`${one.id} was acknowledged, and is lost`);
  }
  return faults;
}
