/**
 * Reads a row in the vendor's format and makes its log entry: its values are copied, never computed. Used by the
 * import and by every rebuild, which must give the same bytes; never looks at any other row.
 */
import { Chat, type ImportedChat, type MessageExt, type Participant } from '@parley/contract';
import type { AgentId, ChatId, ProjectId, QueueId } from '../../model/ids.ts';
import { chatId } from '../../model/ids.ts';
import { type Instant, UNKNOWN_START } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { factsOf } from '../fold/chat-facts.ts';
import type { ChatIndex, FoldedChat, StoredExt } from '../fold/folded-chat.ts';
import { readable } from '../fold/readable-text.ts';
import { isNegativeZero } from './exact-json.ts';
import { holdsUuid, type ImportWarning, LONG_MESSAGE_UNITS } from './import-warning.ts';
import { type NormalizedTimes, normalizeTimes } from './normalize-times.ts';
import { copyIntoShape, isRecord, newFindings, type RowFindings, shapeOf } from './row-shape.ts';
import type { FieldProblem } from './schema-problem.ts';

const CHAT_SHAPE = shapeOf(Chat);

export interface ReadRow {
  readonly chatId: ChatId;
  /** The row as given. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly folded: FoldedChat<ImportedChat>;
  /** Each kind once. */
  readonly warnings: readonly ImportWarning[];
}

/**
 * Reads one parsed row of the vendor's format for a project. Refused: not an object, no chatId, a value of another JSON
 * type than the contract's (null is allowed everywhere except for `chatId`), an id outside 0 to 2^53-1, another project's
 * row. Implausible values are accepted with a warning. `zone` is the project's.
 */
export function readImportedRow(
  row: unknown,
  projectId: ProjectId,
  zone: Zone,
): ReadRow | { readonly problem: FieldProblem } {
  if (!isRecord(row)) return { problem: { field: '', reason: 'must be an object' } };
  const given = Object.hasOwn(row, 'chatId') ? row.chatId : undefined;
  if (given === undefined) return { problem: { field: 'chatId', reason: explainNoId(row) } };
  const id = isNegativeZero(given) ? 0 : given;
  if (!Number.isSafeInteger(id) || (id as number) < 0) {
    return { problem: { field: 'chatId', reason: 'must be a whole number from 0 to 2^53-1' } };
  }
  const found = newFindings();
  const key = { projectId, chatId: chatId(id as number) };
  const copy = copyIntoShape(CHAT_SHAPE, row, '', found);
  if (found.problem !== null) return { problem: found.problem };
  const chat = completeRow(copy as ImportedChat, row, key, found.missing);
  if (chat.projectId !== projectId && chat.projectId !== null) {
    return { problem: { field: 'projectId', reason: `is ${chat.projectId}, but the import goes into ${projectId}` } };
  }
  const times = normalizeTimes(chat, zone);
  const entry = readable({ chat, ext: makeExt(chat, times, found), index: makeIndex(chat, times) });
  const folded = { ...entry, facts: factsOf(entry.chat, entry.ext) };
  const warnings: ImportWarning[] = [...times.warnings, ...findImplausible(chat)];
  if (found.hasLongNumber) warnings.push('number with more digits than a double holds, or -0, kept as text');
  if (found.hasMiscasedKey) warnings.push('key that is one of the log but for its case, kept as another');
  return { chatId: key.chatId, row, folded, warnings };
}

function explainNoId(row: Readonly<Record<string, unknown>>): string {
  const miscased = Object.keys(row).find((key) => key.toLowerCase() === 'chatid');
  return miscased === undefined ? 'is missing; it must be given' : `is missing; write it so, and not ${miscased}`;
}

/**
 * The log entry of an accepted row: the same row gives the same entry. Instants (`ext.times`, start of the index) are what
 * the printed times mean, see `normalizeTimes`. `redacted` holds the positions of redacted messages.
 *
 * @throws TypeError when the row would be refused today: stored rows never are.
 */
export function foldImportedRow(
  row: Readonly<Record<string, unknown>>,
  key: { readonly projectId: ProjectId; readonly chatId: ChatId },
  zone: Zone,
  redacted: readonly number[] = [],
): FoldedChat<ImportedChat> {
  const read = readImportedRow(row, key.projectId, zone);
  if ('problem' in read) throw new TypeError(`stored row ${key.chatId}: ${read.problem.field} ${read.problem.reason}`);
  if (redacted.length === 0) return read.folded;
  const { chat, ext, index, facts } = read.folded;
  return { chat, ext: { ...ext, messages: listMessages(chat, redacted) }, index, facts };
}

/** Fills in missing ids of the row and of its transfers. */
function completeRow(
  copy: ImportedChat,
  row: Readonly<Record<string, unknown>>,
  key: { readonly projectId: ProjectId; readonly chatId: ChatId },
  missing: readonly string[],
): ImportedChat {
  const transfers = copy.transfers?.map((transfer, index) =>
    missing.includes(`transfers[${index}].chatId`) ? { ...transfer, chatId: key.chatId } : transfer,
  );
  const projectId = Object.hasOwn(row, 'projectId') ? copy.projectId : key.projectId;
  return { ...copy, chatId: key.chatId, projectId, transfers: transfers ?? null };
}

function makeExt(chat: ImportedChat, times: NormalizedTimes, found: RowFindings): StoredExt {
  return {
    chat: {
      metricsVersion: null,
      previousChatId: null,
      closeReason: null,
      times: {
        sessionStart: printInstant(times.sessionStart),
        sessionClose: printInstant(times.sessionClose),
        firstVisitorMessage: printInstant(times.firstVisitorMessage),
        firstAgentMessage: printInstant(times.firstAgentMessage),
        lastVisitorMessage: printInstant(times.lastVisitorMessage),
        lastAgentMessage: printInstant(times.lastAgentMessage),
        firstAccepted: null,
        handedOff: null,
      },
      participants: listParticipants(chat),
      sla: null,
      maxResponseTime: null,
      activeDuration: null,
      businessDuration: null,
      businessFirstResponseTime: null,
      businessSumResponseTime: null,
      imported: { extra: Object.fromEntries(found.extra), missing: found.missing },
    },
    messages: listMessages(chat, []),
  };
}

/** The row does not say who wrote what; `seq` is the message's position. `redacted` holds positions. */
function listMessages(chat: ImportedChat, redacted: readonly number[]): readonly MessageExt[] {
  const places = new Set(redacted);
  return (chat.transcript ?? []).map((_, index) => ({
    sender: null,
    senderId: 0,
    seq: index + 1,
    editedAt: null,
    redacted: places.has(index + 1),
  }));
}

function printInstant(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Agents and queues that the row names, each once, in the order in which they must have joined. */
function listParticipants(chat: ImportedChat): Participant[] {
  const named: readonly (readonly ['agent' | 'queue', unknown, unknown])[] = [
    ['queue', chat.firstQueueId, chat.firstQueueName],
    ['agent', chat.firstAgent, chat.firstAgentName],
    ...(chat.transfers ?? []).flatMap(
      (transfer) =>
        [
          ['queue', transfer.fromQueueId, transfer.fromQueueName],
          ['agent', transfer.fromAgent, transfer.fromAgentName],
          ['queue', transfer.toQueueId, transfer.toQueueName],
          ['agent', transfer.toAgent, transfer.toAgentName],
        ] as const,
    ),
    ['queue', chat.lastQueueId, chat.lastQueueName],
    ['agent', chat.lastAgent, chat.lastAgentName],
  ];
  const participants = new Map<string, Participant>();
  for (const [kind, id, name] of named) {
    const key = `${kind} ${id}`;
    if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0 && !participants.has(key)) {
      participants.set(key, { kind, id, name: typeof name === 'string' ? name : '', joinedAt: null });
    }
  }
  return [...participants.values()];
}

/** The contract has no null in ids and texts, but a row may; no filter finds it by that value then. */
function makeIndex(chat: ImportedChat, times: NormalizedTimes): ChatIndex {
  const participants = listParticipants(chat);
  const disposition = chat.disposition ?? '';
  const isClosed = (chat.sessionCloseTime ?? '') !== '' || (disposition !== '' && disposition !== 'In progress');
  return {
    isOpen: !isClosed,
    startedAt: times.sessionStart ?? times.firstMessage ?? UNKNOWN_START,
    lastAgent: (chat.lastAgent ?? 0) as AgentId,
    entityId: chat.entityId ?? 0,
    contactId: chat.contactId ?? 0,
    ticketId: chat.ticketId ?? 0,
    type: chat.type ?? '',
    disposition,
    slaStatus: chat.slaStatus ?? '',
    isSpam: chat.isSPAM === 1,
    agents: participants.filter(({ kind }) => kind === 'agent').map(({ id }) => id as AgentId),
    queues: participants.filter(({ kind }) => kind === 'queue').map(({ id }) => id as QueueId),
    nextDueAt: null,
  };
}

function findImplausible(chat: ImportedChat): readonly ImportWarning[] {
  const warnings: ImportWarning[] = [];
  if (!holdsUuid(chat.sessionId ?? '')) warnings.push('session id without a UUID');
  const transcript = chat.transcript ?? [];
  if (transcript.length === 0) warnings.push('no messages');
  if (transcript.some(({ message }) => (message ?? '').length >= LONG_MESSAGE_UNITS)) {
    warnings.push('very long message');
  }
  const { transfers, transferCount } = chat;
  if (transferCount !== null && transfers !== null && transferCount !== transfers.length) {
    warnings.push('count that disagrees with the list');
  }
  return warnings;
}
