/**
 * Removes what people wrote and what identifies them from an imported row: every key stays, and so does everything that is
 * not text. Used by `redact-events.ts`; pure.
 */
import { Chat } from '@parley/contract';
import type { ImportedBody } from '../../model/event.ts';
import { isRecord } from '../input/row-shape.ts';
import { emptyPrivate, holdsMessage, type Reach } from './empty-private.ts';
import { type FieldRule, fieldRule } from './field-rule.ts';

type Row = Readonly<Record<string, unknown>>;

/** One message by the `seq` that ext shows, or everything that the contact of the chat left in it. */
export type RedactionScope = { readonly kind: 'message'; readonly seq: number } | { readonly kind: 'contact' };

const CHAT_RULE = fieldRule(Chat);

export interface EmptiedBody {
  readonly body: ImportedBody;
  /** Messages whose text and attachments are gone now and were not before. */
  readonly messages: number;
  readonly isChanged: boolean;
}

/**
 * The row after the redaction, with the 1-based positions of its redacted messages; null when there is no message at that
 * position. Texts under keys that the contract does not know are emptied too: all of them for the contact, for one message
 * its own and those that hold its text.
 */
export function emptyImportedBody(body: ImportedBody, scope: RedactionScope): EmptiedBody | null {
  const transcript: readonly unknown[] = Array.isArray(body.row.transcript) ? body.row.transcript : [];
  const places = scope.kind === 'contact' ? transcript.map((_, index) => index + 1) : [scope.seq];
  if (places.some((place) => !Number.isInteger(place) || place < 1 || place > transcript.length)) return null;
  const before = new Set(body.redacted ?? []);
  const row = emptyRow(CHAT_RULE, body.row, scope);
  const gone = places.filter((place) => !before.has(place) || holdsContent(transcript[place - 1]));
  const redacted = [...new Set([...before, ...places])].sort((a, b) => a - b);
  const after: ImportedBody = redacted.length === 0 ? { ...body, row } : { ...body, row, redacted };
  const isChanged = JSON.stringify(after) !== JSON.stringify(body);
  return { body: after, messages: gone.length, isChanged };
}

function holdsContent(message: unknown): boolean {
  const rule = messageRule(CHAT_RULE);
  return rule !== null && isRecord(message) && holdsMessage(rule, message);
}

function messageRule(chat: FieldRule): FieldRule | null {
  return chat.members?.get('transcript')?.item ?? null;
}

/** The row after the redaction, by the rule of its schema. The position of a message in the transcript is its `seq`. */
export function emptyRow(rule: FieldRule, row: Row, scope: RedactionScope): Row {
  const { transcript } = row;
  const message = messageRule(rule);
  const reach = scope.kind === 'contact' ? contactReach(row) : messageReach(row, scope.seq);
  if (message === null || !Array.isArray(transcript)) return emptyPrivate(rule, row, reach.row) as Row;
  const others = emptyPrivate(rule, { ...row, transcript: null }, reach.row) as Row;
  return {
    ...others,
    transcript: transcript.map((one: unknown, index) => emptyPrivate(message, one, reach.messageAt(one, index + 1))),
  };
}

interface RowReach {
  /** Everywhere except in the transcript. */
  readonly row: Reach;
  readonly messageAt: (message: unknown, place: number) => Reach;
}

/** A row does not say who wrote what: a message is an agent's when its name is that of an agent in the row. */
function contactReach(row: Row): RowReach {
  const agents = agentNames(row);
  const emptiesText = () => true;
  const ofVisitor: Reach = { empties: ({ isKept }) => !isKept, emptiesText };
  const ofAgent: Reach = { empties: ({ isKept, belongsTo }) => !isKept && belongsTo !== 'sender', emptiesText };
  const isByAgent = (message: unknown) => isRecord(message) && agents.has(message.name);
  return { row: ofVisitor, messageAt: (message) => (isByAgent(message) ? ofAgent : ofVisitor) };
}

/** The joined texts are emptied too: a single message cannot be removed from them. */
function messageReach({ transcript }: Row, place: number): RowReach {
  const message: unknown = Array.isArray(transcript) ? transcript[place - 1] : null;
  const text = isRecord(message) && typeof message.message === 'string' ? message.message : '';
  const isCopy = (value: string) => text !== '' && value.includes(text);
  const ofMessage: Reach = { empties: ({ belongsTo }) => belongsTo === 'message', emptiesText: () => true };
  const ofOther: Reach = { empties: () => false, emptiesText: isCopy };
  return {
    row: { ...ofMessage, emptiesText: isCopy },
    messageAt: (_, at) => (at === place ? ofMessage : ofOther),
  };
}

/** Names of staff stay: those that the row gives to agents. */
function agentNames(row: Row): ReadonlySet<unknown> {
  const transfers: readonly unknown[] = Array.isArray(row.transfers) ? row.transfers : [];
  const names = transfers.filter(isRecord).flatMap(({ fromAgentName, toAgentName }) => [fromAgentName, toAgentName]);
  return new Set([row.firstAgentName, row.lastAgentName, ...names].filter((name) => name !== ''));
}
