/**
 * Turns the bytes of one row into a chat ready to be stored: decodes, parses, checks, folds and hashes. Used by the
 * import's workers; never touches the store.
 */
import { hash } from 'node:crypto';
import { sealChat } from '../../chat-log/codec/seal-chat.ts';
import { foldChat } from '../../chat-log/fold/fold-chat.ts';
import type { FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import { type DecodedChat, decodeEventLine } from '../../chat-log/input/event-format.ts';
import { holdsRawNumber } from '../../chat-log/input/exact-json.ts';
import type { ImportChat } from '../../chat-log/input/import-chat.ts';
import type { ImportWarning } from '../../chat-log/input/import-warning.ts';
import { type ReadRow, readImportedRow } from '../../chat-log/input/imported-row.ts';
import { isRecord } from '../../chat-log/input/row-shape.ts';
import type { FieldProblem } from '../../chat-log/input/schema-problem.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import { parseRow } from './parse-row.ts';
import { describeErrorValue } from './reply-errors.ts';

/** Common to all rows of an import. */
export interface PrepareContext {
  readonly projectId: ProjectId;
  /** The project's. */
  readonly zone: Zone;
  readonly calendars: CompiledCalendars;
}

export interface PreparedChat {
  readonly chat: ImportChat;
  readonly warnings: readonly ImportWarning[];
}

/** Reads a row of either format: events when it says so or has `events`, otherwise a row in the vendor's format. */
export function prepareChat(
  bytes: Uint8Array,
  context: PrepareContext,
): PreparedChat | { readonly problem: FieldProblem } {
  const parsed = parseRow(bytes);
  if ('problem' in parsed) return parsed;
  const { value, warnings } = parsed;
  const error = isRecord(value) && !Object.hasOwn(value, 'chatId') ? describeErrorValue(value.errors ?? null) : null;
  if (error !== null) return { problem: { field: '', reason: `is no chat, but reports an error: ${error}` } };
  if (isEventLine(value) && holdsRawNumber(value)) {
    return { problem: { field: 'events', reason: 'has a number with more digits than a double holds; shorten it' } };
  }
  const contentHash = hash('sha256', bytes, 'buffer');
  const prepared = isEventLine(value)
    ? prepareEvents(decodeEventLine(value), context, contentHash)
    : prepareRow(readImportedRow(value, context.projectId, context.zone), contentHash);
  if ('problem' in prepared) return prepared;
  return { ...prepared, warnings: [...warnings, ...prepared.warnings] };
}

function isEventLine(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { format, events } = value;
  return Array.isArray(events) || (typeof format === 'string' && format.startsWith('parley-events'));
}

function prepareEvents(
  decoded: ReturnType<typeof decodeEventLine>,
  context: PrepareContext,
  contentHash: Uint8Array,
): PreparedChat | { readonly problem: FieldProblem } {
  if ('problem' in decoded) return decoded;
  const { chatId, projectId, events, warnings } = decoded;
  if (projectId !== null && projectId !== context.projectId) {
    const reason = `is ${projectId}, but the import goes into ${context.projectId}`;
    return { problem: { field: 'projectId', reason } };
  }
  const folded = foldSafely(decoded, context);
  if ('problem' in folded) return folded;
  return { chat: { chatId, events, folded, sealed: sealChat(folded), contentHash }, warnings };
}

/** A chat that the fold cannot process must not end the import of the others. */
function foldSafely(decoded: DecodedChat, context: PrepareContext): FoldedChat | { readonly problem: FieldProblem } {
  const { chatId, events } = decoded;
  try {
    return foldChat({ projectId: context.projectId, chatId }, events, context.zone, context.calendars);
  } catch (error) {
    return { problem: { field: 'events', reason: `cannot be folded: ${error}` } };
  }
}

function prepareRow(
  read: ReadRow | { readonly problem: FieldProblem },
  contentHash: Uint8Array,
): PreparedChat | { readonly problem: FieldProblem } {
  if ('problem' in read) return read;
  const { chatId, row, folded, warnings } = read;
  const event = { seq: 1, at: folded.index.startedAt, offsetMinutes: 0, body: { type: 'chat.imported', row } } as const;
  const chat = { chatId, events: [event], folded, sealed: sealChat(folded), contentHash };
  return { chat, warnings };
}
