/**
 * Empties an imported row of what people wrote and of what tells who they are, in place: every key stays, and so does
 * everything that is no text. Used by `redact-events.ts`; pure.
 */
import { Chat, type ChatKey, TicketType, TranscriptMessage, Transfer } from '@parley/contract';
import type { ImportedBody } from '../../model/event.ts';
import { isRecord } from '../input/row-shape.ts';

type Row = Readonly<Record<string, unknown>>;

/** One message by the `seq` that ext shows, or everything that the contact of the chat left in it. */
export type RedactionScope = { readonly kind: 'message'; readonly seq: number } | { readonly kind: 'contact' };

/** Texts of a row that its contact left, or that copy what was written. */
const CONTACT_KEYS: ReadonlySet<string> = new Set<ChatKey>([
  'pageName',
  'visitorName',
  'ipAddress',
  'firstURL',
  'lastURL',
  'visitorTranscript',
  'agentTranscript',
]);
/** Both sides' texts in one: a row does not say who wrote what, so one message cannot be taken out of them. */
const JOINED_KEYS: ReadonlySet<string> = new Set<ChatKey>(['visitorTranscript', 'agentTranscript']);
const MESSAGE_KEYS: ReadonlySet<string> = new Set(['message']);
const CONTACT_MESSAGE_KEYS: ReadonlySet<string> = new Set(['message', 'pageUrl', 'pageTitle']);
const TRANSFER_KEYS: ReadonlySet<string> = new Set(['reason']);
const NONE: ReadonlySet<string> = new Set();

export interface EmptiedBody {
  readonly body: ImportedBody;
  /** Messages whose text and attachments are gone now and were not before. */
  readonly messages: number;
  readonly isChanged: boolean;
}

/**
 * The row after the redaction, with the 1-based places of its redacted messages; null when there is no message at that
 * place. Texts under keys that the contract does not know are emptied too: all of them for the contact, for one message
 * its own and those that hold its text.
 */
export function emptyImportedBody(body: ImportedBody, scope: RedactionScope): EmptiedBody | null {
  const transcript: readonly unknown[] = Array.isArray(body.row.transcript) ? body.row.transcript : [];
  const places = scope.kind === 'contact' ? transcript.map((_, index) => index + 1) : [scope.seq];
  if (places.some((place) => !Number.isInteger(place) || place < 1 || place > transcript.length)) return null;
  const before = new Set(body.redacted ?? []);
  const row = scope.kind === 'contact' ? emptyOfContact(body.row) : emptyOfMessage(body.row, scope.seq);
  const gone = places.filter((place) => !before.has(place) || holdsContent(transcript[place - 1]));
  const redacted = [...new Set([...before, ...places])].sort((a, b) => a - b);
  const after: ImportedBody = redacted.length === 0 ? { ...body, row } : { ...body, row, redacted };
  const isChanged = JSON.stringify(after) !== JSON.stringify(body);
  return { body: after, messages: gone.length, isChanged };
}

function holdsContent(message: unknown): boolean {
  if (!isRecord(message)) return false;
  return (message.message ?? '') !== '' || (message.attachments ?? null) !== null;
}

function emptyOfContact(row: Row): Row {
  const agents = agentNames(row);
  const emptied = emptyMembers(row, Chat.properties, CONTACT_KEYS);
  return mapMembers(emptied, {
    transcript: (message) => {
      const isAgent = typeof message.name === 'string' && agents.has(message.name);
      const rest = withoutAttachments(emptyMembers(message, TranscriptMessage.properties, CONTACT_MESSAGE_KEYS));
      return isAgent ? rest : emptyMembers(rest, TranscriptMessage.properties, new Set(['name']));
    },
    transfers: (transfer) => emptyMembers(transfer, Transfer.properties, TRANSFER_KEYS),
    ticketType: (type) => emptyMembers(type, TicketType.properties, NONE),
  });
}

function emptyOfMessage(row: Row, place: number): Row {
  const messages: readonly unknown[] = Array.isArray(row.transcript) ? row.transcript : [];
  const message = messages[place - 1];
  const text = isRecord(message) && typeof message.message === 'string' ? message.message : '';
  const holdsText = (value: string) => text !== '' && value.includes(text);
  const unknownOf = (object: Row, known: object) => emptyMembers(object, known, NONE, holdsText);
  const emptied = emptyMembers(row, Chat.properties, JOINED_KEYS, holdsText);
  return mapMembers(emptied, {
    transcript: (one, index) =>
      index === place - 1
        ? withoutAttachments(emptyMembers(one, TranscriptMessage.properties, MESSAGE_KEYS))
        : unknownOf(one, TranscriptMessage.properties),
    transfers: (transfer) => unknownOf(transfer, Transfer.properties),
    ticketType: (type) => unknownOf(type, TicketType.properties),
  });
}

/** Names of members of staff stay: those that the row itself gives to agents. */
function agentNames(row: Row): ReadonlySet<unknown> {
  const transfers: readonly unknown[] = Array.isArray(row.transfers) ? row.transfers : [];
  const names = transfers.filter(isRecord).flatMap(({ fromAgentName, toAgentName }) => [fromAgentName, toAgentName]);
  return new Set([row.firstAgentName, row.lastAgentName, ...names].filter((name) => name !== ''));
}

/** The object with the texts under `keys` emptied, and those under keys that are not `known` as far as `isGone` says. */
function emptyMembers(
  object: Row,
  known: object,
  keys: ReadonlySet<string>,
  isGone: (text: string) => boolean = () => true,
): Row {
  const members = Object.entries(object).map(([key, value]): [string, unknown] => {
    if (!Object.hasOwn(known, key)) return [key, emptyTexts(value, isGone)];
    return [key, keys.has(key) && typeof value === 'string' ? '' : value];
  });
  return Object.fromEntries(members);
}

/** The value with every text inside of it emptied that `isGone` names; keys, numbers and their order stay. */
function emptyTexts(value: unknown, isGone: (text: string) => boolean): unknown {
  if (typeof value === 'string') return isGone(value) ? '' : value;
  if (Array.isArray(value)) return value.map((item: unknown) => emptyTexts(item, isGone));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, emptyTexts(inner, isGone)]));
}

function withoutAttachments(message: Row): Row {
  return (message.attachments ?? null) === null ? message : { ...message, attachments: null };
}

/** The row with the objects under those keys, or in the lists there, changed. */
function mapMembers(row: Row, changes: Readonly<Record<string, (object: Row, index: number) => Row>>): Row {
  const change = (key: string, value: unknown): unknown => {
    const apply = changes[key];
    if (apply === undefined) return value;
    if (Array.isArray(value)) return value.map((item: unknown, index) => (isRecord(item) ? apply(item, index) : item));
    return isRecord(value) ? apply(value, 0) : value;
  };
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, change(key, value)]));
}
