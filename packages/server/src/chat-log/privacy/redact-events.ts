/**
 * Removes what people wrote and what identifies them from the events of a chat; counts, ids and times stay, so that every
 * number of the chat stays the same. Used by each store's redaction and import; pure.
 */
import { EVENT_SCHEMAS } from '@parley/contract';
import type { EventBody, ImportedEvent, StoredEvent } from '../../model/event.ts';
import type { Instant } from '../../model/instant.ts';
import { emptyPrivate, holdsMessage, type Reach } from './empty-private.ts';
import { type FieldRule, fieldRule } from './field-rule.ts';
import { emptyImportedBody, type RedactionScope } from './redact-row.ts';

export interface RedactedEvents {
  /** All events of the chat after the redaction, in order of `seq`. */
  readonly events: readonly StoredEvent[];
  /** Those whose content changed. */
  readonly emptied: readonly StoredEvent[];
  /** Those that are new. */
  readonly added: readonly StoredEvent[];
  /** Messages whose text and attachments are gone now and were not before. */
  readonly messages: number;
}

const EVENT_RULES: ReadonlyMap<string, FieldRule> = new Map(
  Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [type, fieldRule(schema)]),
);

/**
 * The events after the redaction; null when there is no such message. A message loses text and attachments, with all its
 * edits. Redacting the contact also removes URLs and titles of pages, the visitor's name and IP address, notes and the
 * reasons of transfers. Messages that share a message id are redacted together. Earlier redactions stay as they are.
 * `at` is the time of the redaction, `events` are all events of the chat in order of `seq`.
 */
export function redactEvents(
  events: readonly StoredEvent[],
  scope: RedactionScope,
  at: Instant,
): RedactedEvents | null {
  const [first] = events;
  if (first !== undefined && isImported(first)) return redactImported(first, events, scope);
  const ids = messageIds(events, scope);
  if (ids === null) return null;
  const marked = new Set(events.flatMap(({ body }) => (body.type === 'message.redacted' ? [body.messageId] : [])));
  const changedIds = new Set<string>();
  const emptied: StoredEvent[] = [];
  const kept = events.map((event) => {
    const { body } = event;
    if (body.type === 'chat.imported') return event;
    const messageId = body.type === 'message.sent' || body.type === 'message.edited' ? body.messageId : null;
    const isOfMessage = messageId !== null && ids.has(messageId);
    const after = emptyBody(body, scope, isOfMessage);
    if (messageId !== null && isOfMessage && (holdsContent(body) || !marked.has(messageId))) changedIds.add(messageId);
    if (after === body) return event;
    const changed: StoredEvent = { ...event, body: after } as StoredEvent;
    emptied.push(changed);
    return changed;
  });
  const added = markOf(
    [...ids].filter((id) => !marked.has(id)),
    events.at(-1)?.seq ?? 0,
    at,
  );
  const messages = events.filter(({ body }) => body.type === 'message.sent' && changedIds.has(body.messageId)).length;
  return { events: [...kept, ...added], emptied, added, messages };
}

/** Events that arrive with redactions among them, without what these removed: from every message and edit of their ids. */
export function emptyRedacted<E extends StoredEvent>(events: readonly E[]): readonly E[] {
  const sent = new Set<string>();
  const marked = new Set<string>();
  for (const { body } of events) {
    if (body.type === 'message.sent') sent.add(body.messageId);
    else if (body.type === 'message.redacted' && sent.has(body.messageId)) marked.add(body.messageId);
  }
  if (marked.size === 0) return events;
  return events.map((event) => {
    const { body } = event;
    if (body.type !== 'message.sent' && body.type !== 'message.edited') return event;
    if (!marked.has(body.messageId)) return event;
    return { ...event, body: emptyBody(body, { kind: 'message', seq: event.seq }, true) };
  });
}

/** Whether anything changed. */
export function isRedactionChange({ emptied, added }: RedactedEvents): boolean {
  return emptied.length > 0 || added.length > 0;
}

/** Ids of the messages to redact; null when the requested one does not exist. */
function messageIds(events: readonly StoredEvent[], scope: RedactionScope): ReadonlySet<string> | null {
  const sent = events.flatMap(({ seq, body }) => (body.type === 'message.sent' ? [{ seq, id: body.messageId }] : []));
  if (scope.kind === 'contact') return new Set(sent.map(({ id }) => id));
  const meant = sent.find(({ seq }) => seq === scope.seq);
  return meant === undefined ? null : new Set([meant.id]);
}

function markOf(ids: readonly string[], lastSeq: number, at: Instant): readonly StoredEvent[] {
  return ids.map((messageId, index) => ({
    seq: lastSeq + index + 1,
    at,
    offsetMinutes: 0,
    body: { type: 'message.redacted', messageId },
  }));
}

function holdsContent(body: EventBody): boolean {
  const rule = EVENT_RULES.get(body.type);
  return rule !== undefined && holdsMessage(rule, body);
}

/** Returns the same object when there is nothing to remove. */
function emptyBody(body: EventBody, scope: RedactionScope, isOfMessage: boolean): EventBody {
  const rule = EVENT_RULES.get(body.type);
  if (rule === undefined || (scope.kind === 'message' && !isOfMessage)) return body;
  return redactBody(rule, body, scope.kind);
}

/** The event's body after a redaction that reaches it, by the rule of its schema; the same object when that changes nothing. */
export function redactBody<B extends EventBody>(rule: FieldRule, body: B, kind: RedactionScope['kind']): B {
  const after = emptyPrivate(rule, body, kind === 'message' ? MESSAGE_REACH : contactReach(body));
  return JSON.stringify(after) === JSON.stringify(body) ? body : (after as B);
}

const MESSAGE_REACH: Reach = { empties: ({ belongsTo }) => belongsTo === 'message', emptiesText: () => false };

/** Names of senders are of the contact where the visitor is the sender. */
function contactReach(body: EventBody): Reach {
  const isByVisitor = body.type === 'message.sent' && body.sender === 'visitor';
  return {
    empties: ({ isKept, belongsTo }) => !isKept && (isByVisitor || belongsTo !== 'sender'),
    emptiesText: () => true,
  };
}

function isImported(event: StoredEvent): event is ImportedEvent {
  return event.body.type === 'chat.imported';
}

/** The row is the only event of its chat; the positions of its redacted messages are kept next to it. */
function redactImported(
  event: ImportedEvent,
  events: readonly StoredEvent[],
  scope: RedactionScope,
): RedactedEvents | null {
  const result = emptyImportedBody(event.body, scope);
  if (result === null) return null;
  if (!result.isChanged) return { events, emptied: [], added: [], messages: 0 };
  const emptied: ImportedEvent = { ...event, body: result.body };
  return { events: [emptied, ...events.slice(1)], emptied: [emptied], added: [], messages: result.messages };
}
