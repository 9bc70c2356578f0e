/** What the desk needs of the store. Each change is one commit, on any number of servers. */
import type { Calendar, Presence, Queue, SlaPolicy, Strategy } from '@parley/contract';
import type { NewEvent, StoredEvent } from '../model/event.ts';
import type { ChatId, QueueId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { Lifecycle } from '../model/lifecycle/lifecycle.ts';
import type { TimerKind } from '../model/lifecycle/timers.ts';
import type { Weight } from '../model/routing.ts';
import type { SentFiles, UnusableFile } from './attachment-store.ts';
import type {
  ChatPlace,
  ChoiceKind,
  Choices,
  Contact,
  ContactChange,
  LiveChat,
  QueueLength,
  ReadMark,
  SiteSettings,
  TicketNumber,
  TicketOpening,
  Touched,
} from './live-store.ts';

export interface QueueSettings extends Queue {
  readonly strategy: Strategy;
  /** null: always open. */
  readonly calendar: Calendar | null;
  /** null: none. */
  readonly slaPolicy: SlaPolicy | null;
}

export interface DeskQueue {
  readonly settings: QueueSettings;
  readonly memberIds: readonly number[];
  /** Whom it gave its last chat; null before the first. */
  readonly lastAgentId: number | null;
}

export interface AgentSettings {
  readonly agentId: number;
  readonly login: string;
  readonly name: string;
  readonly capacity: Weight;
}

export interface DeskAgent extends AgentSettings {
  readonly presence: Presence;
  /** Since when the agent has no stream; null with one. */
  readonly goneSince: Instant | null;
  /** Of the chats that the agent has or is asked for. */
  readonly taken: Weight;
  readonly lastGivenAt: Instant | null;
  /** Offers in a row that the agent let pass. */
  readonly unanswered: number;
}

/** Who sent a command, by which a repetition is known. */
export interface CommandKey {
  readonly sender: string;
  readonly id: string;
  readonly tab: string;
  /** 1, 2, 3 … of that tab; null for a sender that keeps no order. */
  readonly cseq: number | null;
}

export interface PreviousChat {
  readonly chatId: ChatId;
  /** Who had it last, and when it was closed for good; null when nobody had it. */
  readonly agentId: number | null;
  readonly closedAt: Instant;
}

/** A chat as it stands, and everybody who has to do with it: nobody else changes them until the commit. */
export interface DeskView {
  /** null where a chat is to begin. */
  readonly chat: Lifecycle | null;
  readonly chatId: ChatId | null;
  /** The chat of the same person before; null for the first. */
  readonly previous: PreviousChat | null;
  readonly agents: ReadonlyMap<number, DeskAgent>;
}

export interface DeskChange<Refusal> {
  /** By its id, or the chat of a person that is not closed; one begins when there is none. */
  readonly of: { readonly chatId: ChatId } | { readonly person: string };
  readonly at: Instant;
  /** Agents to look at, beside those who have to do with the chat. */
  readonly agentIds: readonly number[];
  readonly command: CommandKey | null;
  /** The timer that this is about; nothing is decided when it has fired, or does not stand any more. */
  readonly timer: Pick<DueTimer, 'kind' | 'from'> | null;
  /** Whether timers that are due have to fire before: then nothing is decided, and they are said. */
  readonly firesFirst: boolean;
  /** What a message takes along; it is refused when one of them cannot be sent. */
  readonly files?: SentFiles | null;
  /** Pure. No events: nothing is written. It may be asked again after a deadlock. */
  readonly decide: (view: DeskView) => readonly NewEvent[] | { readonly refused: Refusal };
}

export interface DeskChanged {
  readonly chatId: ChatId;
  /** Of its last event. */
  readonly seq: number;
  /** Whether this command had been carried out before. */
  readonly isRepeated: boolean;
  readonly touched: Touched;
}

export type DeskRefusal =
  | 'chat-not-found'
  | 'chat-is-imported'
  | 'chat-is-full'
  /** A chat has the greatest number that there is. */
  | 'chat-ids-used-up'
  /** An earlier command of the same tab is missing; or this one is from before those that came. */
  | { readonly resendFrom: number }
  | 'stale-command'
  /** The agent who would get the chat has no room for it. */
  | { readonly fullAgentId: number }
  /** A file that the message cannot take along. */
  | { readonly unusableId: string; readonly reason: UnusableFile }
  /** The timer does not stand any more. */
  | 'timer-gone';

/** These have to fire first, in this order; the command has not had its turn. */
export interface Overdue {
  readonly overdue: readonly DueTimer[];
}

export interface DueTimer {
  readonly chatId: ChatId;
  readonly kind: TimerKind;
  readonly from: Instant;
  readonly fireAt: Instant;
}

export interface WaitingChat {
  readonly chatId: ChatId;
  readonly queueId: QueueId;
  readonly weight: Weight;
  readonly waitingSince: Instant;
}

export interface ProjectDesk {
  change<R>(change: DeskChange<R>): Promise<DeskChanged | { readonly refused: R | DeskRefusal | Overdue }>;
  /**
   * A command that is refused before it comes to a chat: what it was answered if it had been carried out before, or why it is not its
   * turn; null when it is refused indeed. Then its turn is over if `isOver`, else it may be sent again.
   */
  refuse(
    command: CommandKey,
    at: Instant,
    isOver: boolean,
  ): Promise<DeskChanged | { readonly refused: DeskRefusal } | null>;
  saveQueue(queue: QueueSettings): Promise<void>;
  /** A new agent is away, and gone since `at`. */
  saveAgent(agent: AgentSettings, at: Instant): Promise<void>;
  setMembers(queueId: QueueId, agentIds: readonly number[]): Promise<void>;
  /** By id. */
  listQueues(): Promise<readonly DeskQueue[]>;
  /** By id. */
  listAgents(): Promise<readonly DeskAgent[]>;
  findAgent(agentId: number): Promise<DeskAgent | null>;
  /** False when there is no such agent. */
  setPresence(agentId: number, presence: Presence): Promise<boolean>;
  /** Whether the agent, or the person, has a stream of that server; gone is who has none of any. */
  noteAgent(agentId: number, server: string, goneSince: Instant | null): Promise<void>;
  notePerson(person: string, server: string, goneSince: Instant | null): Promise<void>;
  saveSite(site: SiteSettings): Promise<void>;
  /** By id. */
  listSites(): Promise<readonly SiteSettings[]>;
  saveContact(person: string, change: ContactChange): Promise<Contact>;
  /** Somebody turns out to be another, whom the site knows: their chats go over, but for an open one where the other has one too. */
  movePerson(from: string, to: string): Promise<void>;
  findContacts(persons: readonly string[]): Promise<ReadonlyMap<string, Contact>>;
  /** What the agent has or is asked about, by id. */
  listChatsOf(agentId: number): Promise<readonly LiveChat[]>;
  /** A text for each agent who has chats or is asked: another one whenever the desk shows something else of these. */
  markInboxes(agentIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  findLiveChat(chatId: ChatId): Promise<LiveChat | null>;
  /** The chat of each that is not closed for good, else their last; nothing of those who have none. */
  findChatsOf(persons: readonly string[]): Promise<ReadonlyMap<string, ChatId>>;
  /** The same chats, and where they stand. */
  findPlacesOf(persons: readonly string[]): Promise<ReadonlyMap<string, ChatPlace>>;
  /** Of those queues in which somebody waits. */
  countWaiting(queueIds: readonly number[]): Promise<ReadonlyMap<number, QueueLength>>;
  /** By id. */
  listChoices<K extends ChoiceKind>(kind: K): Promise<readonly Choices[K][]>;
  /** `id`: of one that is there; null for a new one. `make` gets its number. */
  saveChoice<K extends ChoiceKind>(kind: K, id: number | null, make: (id: number) => Choices[K]): Promise<Choices[K]>;
  /** False when there was none. */
  deleteChoice(kind: ChoiceKind, id: number): Promise<boolean>;
  openTicket(opening: TicketOpening): Promise<TicketNumber>;
  noteRead(chatId: ChatId, mark: ReadMark): Promise<void>;
  listReadMarks(chatIds: readonly ChatId[]): Promise<ReadonlyMap<ChatId, readonly ReadMark[]>>;
  /** At most `limit` events of the chat after `seq`, in order; null when there is no such chat. @throws DamagedChat */
  readEventsAfter(chatId: ChatId, seq: number, limit: number): Promise<readonly StoredEvent[] | null>;
  /** Numbers of the last events of those chats that exist. */
  readLastSeqs(chatIds: readonly ChatId[]): Promise<ReadonlyMap<ChatId, number>>;
  /** Of one queue: first those that are returned, then by the beginning of the wait. */
  findWaiting(queueId: QueueId, limit: number): Promise<readonly WaitingChat[]>;
  findDueTimers(at: Instant, limit: number): Promise<readonly DueTimer[]>;
}
