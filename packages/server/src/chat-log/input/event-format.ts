/**
 * Reads and writes chats in the event format of the contract: one JSON object is one chat with its events. Used by the
 * import, the sample and the fixtures of the metrics; never reads a file and never folds.
 */
import { EVENT_FORMAT, EVENT_SCHEMAS, EventFormatLine, type EventType, type WireEvent } from '@parley/contract';
import { Compile } from 'typebox/compile';
import type { ChatEvent, EventBody } from '../../model/event.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { type Instant, isInPrintedYears, type OffsetTime, parseOffsetTime } from '../../model/instant.ts';
import { checkEventContent } from './event-content.ts';
import { holdsUuid, type ImportWarning, LONG_MESSAGE_UNITS } from './import-warning.ts';
import { type ErrorSource, explainProblem, type FieldProblem, joinPath } from './schema-problem.ts';

type CompiledSchema = ErrorSource & { Check(value: unknown): boolean };

/** How far the channel's time of a message may be from its arrival: seven days, as long as channels try to deliver. */
const FARTHEST_SENT_MS = 7 * 86_400_000;

const LINE: CompiledSchema = Compile(EventFormatLine);
const EVENTS = Object.fromEntries(
  Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [type, Compile(schema)]),
) as unknown as Readonly<Record<EventType, CompiledSchema>>;

export interface DecodedChat {
  readonly chatId: ChatId;
  /** null when the line does not say. */
  readonly projectId: number | null;
  /** At least one; numbered from 1 in the order of the line. */
  readonly events: readonly ChatEvent[];
  /** Each kind once. */
  readonly warnings: readonly ImportWarning[];
}

export type DecodedLine = DecodedChat | { readonly problem: FieldProblem };

/**
 * Reads one parsed line of the event format. Refuses what the contract's schemas refuse, times without offset or of no
 * real day, a first event that is no `chat.started` or a second one that is, a transfer to neither or both of agent and
 * queue, and calendars with unknown zones, days or opening hours. Whether events are in order of time is not checked,
 * only warned of. Source of the rules: `packages/contract/src/chat-event.ts`.
 */
export function decodeEventLine(line: unknown): DecodedLine {
  if (!LINE.Check(line)) return { problem: explainProblem(LINE, line, '') };
  const { chatId: id, projectId, events: wireEvents } = line as EventFormatLine;
  const events: ChatEvent[] = [];
  const warnings = new Set<ImportWarning>();
  for (const [index, wire] of wireEvents.entries()) {
    const decoded = decodeEvent(wire, index, warnings);
    if ('problem' in decoded) return decoded;
    events.push(decoded);
  }
  return {
    chatId: chatId(id),
    projectId: projectId ?? null,
    events,
    warnings: [...warnings, ...findImplausible(events)],
  };
}

function decodeEvent(
  wire: unknown,
  index: number,
  warnings: Set<ImportWarning>,
): ChatEvent | { readonly problem: FieldProblem } {
  const path = `events[${index}]`;
  const type = (wire as { type?: unknown } | null)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(EVENTS, type)) return { problem: unknownType(wire, path) };
  const schema = EVENTS[type as EventType];
  if (!schema.Check(wire)) return { problem: explainProblem(schema, wire, path) };
  const event = wire as WireEvent;
  const at = parseOffsetTime(event.at);
  if (at === null || !isInPrintedYears(at.instant)) return badTime(`${path}.at`);
  const sentAt = readSentAt(event);
  if (sentAt === 'unreadable') return badTime(`${path}.sentAt`);
  const isFar = sentAt !== null && Math.abs(sentAt.instant - at.instant) > FARTHEST_SENT_MS;
  if (isFar) warnings.add('sentAt far from the arrival, which counts instead');
  const problem = checkPlace(event, index) ?? checkEventContent(event);
  if (problem !== null) return { problem: { field: joinPath(path, problem.field), reason: problem.reason } };
  return {
    seq: index + 1,
    at: at.instant,
    offsetMinutes: at.offsetMinutes,
    body: bodyOf(event, isFar ? null : sentAt),
  };
}

function unknownType(wire: unknown, path: string): FieldProblem {
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) {
    return { field: path, reason: 'must be an object' };
  }
  return { field: `${path}.type`, reason: `must be one of ${Object.keys(EVENT_SCHEMAS).join(', ')}` };
}

function badTime(field: string): { readonly problem: FieldProblem } {
  const reason =
    'must be an existing time of the years 1 to 9999 in ISO 8601 with its offset, like 2023-01-20T12:50:43.000+01:00';
  return { problem: { field, reason } };
}

function readSentAt(event: WireEvent): OffsetTime | null | 'unreadable' {
  if (event.type !== 'message.sent' || event.sentAt === undefined) return null;
  return parseOffsetTime(event.sentAt) ?? 'unreadable';
}

function bodyOf(event: WireEvent, sentAt: OffsetTime | null): EventBody {
  if (event.type !== 'message.sent') {
    const { at: _, ...rest } = event;
    return rest as EventBody;
  }
  const { at: _, sentAt: __, ...rest } = event;
  return sentAt === null ? rest : { ...rest, sentAt: sentAt.instant };
}

function checkPlace(event: WireEvent, index: number): FieldProblem | null {
  if (event.type === 'chat.started' && index > 0) {
    return { field: 'type', reason: 'chat.started must be the first event only' };
  }
  if (event.type !== 'chat.started' && index === 0) {
    return { field: 'type', reason: 'the first event must be chat.started' };
  }
  return null;
}

const MINUTE_MS = 60_000;

/**
 * The chat as one object of the event format; `decodeEventLine` of it gives the same events. Times are printed in the
 * offset that their source wrote, with milliseconds; `sentAt`, whose offset is not stored, in UTC.
 */
export function encodeEventLine(id: ChatId, events: readonly ChatEvent[]): EventFormatLine {
  return { format: EVENT_FORMAT, chatId: id, events: events.map(encodeEvent) };
}

/** An event as the event format spells it. */
export function encodeEvent({ at, offsetMinutes, body }: ChatEvent): WireEvent {
  const { type, ...rest } = body;
  const wire = { type, at: printOffsetTime(at, offsetMinutes), ...rest };
  if (body.type !== 'message.sent' || body.sentAt === undefined) return wire as WireEvent;
  return { ...wire, sentAt: printOffsetTime(body.sentAt, 0) } as WireEvent;
}

function printOffsetTime(at: Instant, offsetMinutes: number): string {
  const local = new Date(at + offsetMinutes * MINUTE_MS).toISOString().slice(0, -1);
  const minutes = Math.abs(offsetMinutes);
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0');
  const mm = String(minutes % 60).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${hh}:${mm}`;
}

function findImplausible(events: readonly ChatEvent[]): readonly ImportWarning[] {
  const found = new Set<ImportWarning>();
  let latest = Number.NEGATIVE_INFINITY;
  let hasMessage = false;
  for (const { at, body } of events) {
    if (at < latest) found.add('times out of order');
    latest = Math.max(latest, at);
    if (body.type === 'chat.started' && !holdsUuid(body.sessionId)) found.add('session id without a UUID');
    if (body.type !== 'message.sent') continue;
    hasMessage = true;
    if (body.text.length >= LONG_MESSAGE_UNITS) found.add('very long message');
  }
  if (!hasMessage) found.add('no messages');
  return [...found];
}
