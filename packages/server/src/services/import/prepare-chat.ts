/**
 * Turns the bytes of one row into a chat ready to be stored: decodes, parses, checks, folds and hashes. Used by the
 * import's workers; never touches the store.
 */
import { hash } from 'node:crypto';
import { sealChat } from '../../chat-log/codec/seal-chat.ts';
import { foldChat } from '../../chat-log/fold/fold-chat.ts';
import { decodeEventLine } from '../../chat-log/input/event-format.ts';
import { holdsRawNumber } from '../../chat-log/input/exact-json.ts';
import type { ImportChat } from '../../chat-log/input/import-chat.ts';
import type { ImportWarning } from '../../chat-log/input/import-warning.ts';
import { type ReadRow, readImportedRow } from '../../chat-log/input/imported-row.ts';
import { loosenEventLine, loosenRow } from '../../chat-log/input/lenient-row.ts';
import { isRecord } from '../../chat-log/input/row-shape.ts';
import type { FieldProblem } from '../../chat-log/input/schema-problem.ts';
import { emptyRedacted } from '../../chat-log/privacy/redact-events.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import { parseRow } from './parse-row.ts';
import { refuseExtra } from './refuse-extra.ts';
import { describeErrorValue } from './reply-errors.ts';
import { DEFAULT_ROW_RULES, mostValues, type RowRules } from './row-rules.ts';

/** Common to all rows of an import. */
export interface PrepareContext {
  readonly projectId: ProjectId;
  /** The project's. */
  readonly zone: Zone;
  readonly calendars: CompiledCalendars;
  /** Without it `DEFAULT_ROW_RULES`. */
  readonly rules?: RowRules;
  /** What is to be changed in each row once it is parsed; gives the same value when that is nothing. */
  readonly adapt?: (row: unknown) => unknown;
}

export interface PreparedChat {
  readonly chat: ImportChat;
  readonly warnings: readonly ImportWarning[];
}

/**
 * Reads a row of either format: events when it says so or has `events`, otherwise a row in the vendor's format. Whatever is
 * wrong with it, the others can be read.
 */
export function prepareChat(
  bytes: Uint8Array,
  context: PrepareContext,
): PreparedChat | { readonly problem: FieldProblem } {
  try {
    return prepareWithin(bytes, context, context.rules ?? DEFAULT_ROW_RULES);
  } catch (error) {
    return { problem: { field: '', reason: `cannot be processed: ${error}` } };
  }
}

function prepareWithin(
  bytes: Uint8Array,
  context: PrepareContext,
  rules: RowRules,
): PreparedChat | { readonly problem: FieldProblem } {
  const parsed = parseRow(bytes, mostValues(rules));
  if ('problem' in parsed) return parsed;
  const found = new Set<ImportWarning>();
  const adapted = context.adapt === undefined ? parsed.value : context.adapt(parsed.value);
  const loosen = isEventLine(adapted) ? loosenEventLine : loosenRow;
  const value = rules.isLenient ? loosen(adapted, found) : adapted;
  const warnings = [...parsed.warnings, ...found];
  const error = isRecord(value) && !Object.hasOwn(value, 'chatId') ? describeErrorValue(value.errors ?? null) : null;
  if (error !== null) return { problem: { field: '', reason: `is no chat, but reports an error: ${error}` } };
  if (isEventLine(value) && holdsRawNumber(value)) {
    return {
      problem: { field: 'events', reason: 'has -0 or a number with more digits than a double holds; write another' },
    };
  }
  const tooLong = refuseTooLong(value, rules);
  if (tooLong !== null) return { problem: tooLong };
  const contentHash = hash('sha256', value === parsed.value ? bytes : JSON.stringify(value), 'buffer');
  const prepared = isEventLine(value)
    ? prepareEvents(decodeEventLine(value), context, contentHash)
    : prepareRow(readImportedRow(value, context.projectId, context.zone), contentHash, rules);
  if ('problem' in prepared) return prepared;
  const { documentBytes } = prepared.chat.sealed;
  if (documentBytes > rules.maxDocumentBytes) {
    const reason = `is ${documentBytes} bytes as a document, more than --max-document-bytes allows: ${rules.maxDocumentBytes}`;
    return { problem: { field: '', reason } };
  }
  return { ...prepared, warnings: [...warnings, ...prepared.warnings] };
}

function refuseTooLong(value: unknown, { maxMessages }: RowRules): FieldProblem | null {
  if (!isRecord(value)) return null;
  const isOfEvents = isEventLine(value);
  const list: unknown = isOfEvents ? value.events : value.transcript;
  if (!Array.isArray(list)) return null;
  const count = isOfEvents
    ? list.filter((event) => isRecord(event) && event.type === 'message.sent').length
    : list.length;
  if (count <= maxMessages) return null;
  const reason = `holds ${count} messages, more than --max-messages allows: ${maxMessages}`;
  return { field: isOfEvents ? 'events' : 'transcript', reason };
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
  const { chatId, projectId, warnings } = decoded;
  if (projectId !== null && projectId !== context.projectId) {
    const reason = `is ${projectId}, but the import goes into ${context.projectId}`;
    return { problem: { field: 'projectId', reason } };
  }
  const key = { projectId: context.projectId, chatId };
  const events = emptyRedacted(decoded.events);
  const folded = foldChat(key, events, context.zone, context.calendars);
  return { chat: { chatId, events, folded, sealed: sealChat(folded), contentHash }, warnings };
}

function prepareRow(
  read: ReadRow | { readonly problem: FieldProblem },
  contentHash: Uint8Array,
  rules: RowRules,
): PreparedChat | { readonly problem: FieldProblem } {
  if ('problem' in read) return read;
  const tooMuch = refuseExtra(read, rules);
  if (tooMuch !== null) return { problem: tooMuch };
  const { chatId, row, folded, warnings } = read;
  const event = { seq: 1, at: folded.index.startedAt, offsetMinutes: 0, body: { type: 'chat.imported', row } } as const;
  const chat = { chatId, events: [event], folded, sealed: sealChat(folded), contentHash };
  return { chat, warnings };
}
