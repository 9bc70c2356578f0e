/** What streams and visitors need of the store, beside what the desk does to chats. */
import type { AddressPrivacy, CannedReply, DeskSite, DeskSiteRequest, DeskTicketType, Side } from '@parley/contract';
import type { ChatId, ProjectScope } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { Phase } from '../model/lifecycle/phase.ts';

/** How a site says who its visitors are; the key is a common secret, or a public key as PEM. */
export type SiteIdentity = NonNullable<NonNullable<DeskSiteRequest['identity']>>;

export interface SiteSettings extends Omit<DeskSite, 'identity'> {
  readonly addressPrivacy: AddressPrivacy;
  readonly identity: SiteIdentity | null;
}

export interface FoundSite {
  readonly scope: ProjectScope;
  readonly site: SiteSettings;
}

export interface Contact {
  readonly contactId: number;
  /** "" when unknown. */
  readonly name: string;
  /** "" when unknown. */
  readonly email: string;
}

/** What is left out stays. */
export type ContactChange = Partial<Omit<Contact, 'contactId'>>;

/** A chat that is not closed for good. */
export interface LiveChat {
  readonly chatId: ChatId;
  readonly person: string;
  readonly phase: Phase;
  /** null when it was in none. */
  readonly queueId: number | null;
  readonly ownerId: number | null;
  /** Whom it is offered to, and until when; null when it is not. */
  readonly askedId: number | null;
  readonly offeredUntil: Instant | null;
  /** Of its last event. */
  readonly seq: number;
  /** null while a page of the visitor is open. */
  readonly visitorGoneSince: Instant | null;
}

export interface ChatPlace {
  readonly chatId: ChatId;
  /** Of its last event. */
  readonly seq: number;
}

/** The lists from which agents choose. */
export interface Choices {
  ticketType: DeskTicketType;
  cannedReply: CannedReply;
}
export type ChoiceKind = keyof Choices;

export interface TicketOpening {
  readonly sender: string;
  /** The same command opens one ticket. */
  readonly commandId: string;
  readonly chatId: ChatId;
  readonly at: Instant;
  /** Another number each time: asked again while the number is taken. */
  readonly numberOf: () => string;
}

export interface TicketNumber {
  readonly ticketId: number;
  readonly ticketNo: string;
}

export interface QueueLength {
  readonly waiting: number;
  readonly since: Instant | null;
}

export interface ReadMark {
  readonly side: Side;
  readonly seq: number;
}

/** Who may want to look again after a change. */
export interface Touched {
  /** null when the chat was closed for good before. */
  readonly person: string | null;
  readonly agentIds: readonly number[];
  /** Queues in which now more or fewer wait. */
  readonly queueIds: readonly number[];
}

/** Something happened that others may wait for. Only a hint: whoever gets it looks into the store. */
export type LiveHint = ProjectScope &
  (
    | ({ readonly kind: 'changed'; readonly chatId: ChatId } & Touched)
    | { readonly kind: 'agent'; readonly agentId: number }
    | { readonly kind: 'typing'; readonly chatId: ChatId; readonly by: Side }
    | { readonly kind: 'read'; readonly chatId: ChatId; readonly by: Side; readonly seq: number }
  );

/** What goes beyond one project: sites by their keys, servers, and who has something to do. */
export interface LiveStore {
  findSite(siteKey: string): Promise<FoundSite | null>;
  /** Says that the server runs. False when others had given it up: then nobody is connected by it any more. */
  beat(server: string, at: Instant): Promise<boolean>;
  /** Whoever was connected by a server that has said nothing since `before` is gone since `at`. */
  reapServers(before: Instant, at: Instant): Promise<void>;
  /** Projects in which a chat waits, or a timer is due. */
  findBusy(at: Instant): Promise<readonly ProjectScope[]>;
  /** Forgets which commands were carried out before; true when there are more. */
  purgeCommands(before: Instant): Promise<boolean>;
  /** Tells every other server, soon. */
  publish(hint: LiveHint): void;
  /** Calls the listener with the hints of other servers; one listener for a store. */
  listen(listener: (hint: LiveHint) => void): void;
}
