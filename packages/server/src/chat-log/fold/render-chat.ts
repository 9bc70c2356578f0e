/** Prints a measured chat as the log's row and its additional facts. Used by the fold only; computes nothing. */
import type { Attachment, Chat, ChatExt, MessageExt, TicketType, TranscriptMessage, Transfer } from '@parley/contract';
import { toArray } from '../../model/chain.ts';
import { type ChatMeasures, METRICS_VERSION } from '../../model/chat-measures.ts';
import type { ChatState } from '../../model/chat-state.ts';
import type { Joined, OwnershipMove } from '../../model/handling.ts';
import type { ChatId, ProjectId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Message } from '../../model/message.ts';
import type { TargetState } from '../../model/sla.ts';
import type { Zone } from '../../model/zone.ts';
import type { StoredExt } from './folded-chat.ts';

export interface ChatKeyIds {
  readonly projectId: ProjectId;
  readonly chatId: ChatId;
}

/** The keys of a chat in contract order, with times in `zone`. Absent values are as in docs/spec/chat-log-api.md. */
export function renderChat(key: ChatKeyIds, state: ChatState, measures: ChatMeasures, zone: Zone): Chat {
  const { start, ticket, handling } = state;
  const { firstAgent, lastAgent, firstQueue, lastQueue } = handling;
  const wallTime = (at: Instant | undefined | null) => (at === undefined || at === null ? null : zone.wallTimeAt(at));
  const transfers = toArray(handling.moves).map((move) => renderTransfer(key.chatId, move, zone));
  return {
    chatId: key.chatId,
    projectId: key.projectId,
    entityId: state.entityId,
    contactId: state.contactId,
    ticketId: ticket?.ticketId ?? 0,
    ticketNo: ticket?.ticketNo ?? '',
    sessionId: start.sessionId,
    type: start.channel,
    pageName: start.pageName ?? '',
    visitorName: state.visitorName,
    firstAgent: firstAgent?.agentId ?? 0,
    lastAgent: lastAgent?.agentId ?? 0,
    firstQueueId: firstQueue?.queueId ?? 0,
    lastQueueId: lastQueue?.queueId ?? 0,
    ipAddress: start.ipAddress ?? '',
    firstURL: start.firstUrl ?? '',
    lastURL: state.lastUrl,
    sessionStartTime: zone.wallTimeAt(state.startedAt),
    sessionCloseTime: wallTime(measures.closedAt),
    duration: measures.duration,
    firstVisitorMessageTime: wallTime(measures.firstVisitorMessage?.sentAt),
    firstAgentMessageTime: wallTime(measures.firstAgentMessage?.sentAt),
    lastVisitorMessageTime: wallTime(measures.lastVisitorMessage?.sentAt),
    lastVisitorMessageAgentResponseTime: measures.lastVisitorMessageAgentResponseTime,
    lastAgentMessageTime: wallTime(measures.lastAgentMessage?.sentAt),
    isSPAM: state.isSpam ? 1 : 0,
    transcript: measures.messages.map((message) => renderMessage(message, zone)),
    visitorTranscript: joinTexts(measures.messages, 'visitor'),
    agentTranscript: joinTexts(measures.messages, 'agent'),
    disposition: measures.outcome.disposition,
    firstResponseTime: measures.firstResponseTime,
    averageResponseTime: measures.averageResponseTime,
    slaStatus: measures.sla.status,
    chatLog: null,
    firstQueue: null,
    lastQueue: null,
    firstAgentName: firstAgent?.name ?? '',
    lastAgentName: lastAgent?.name ?? '',
    firstQueueName: firstQueue?.name ?? '',
    lastQueueName: lastQueue?.name ?? '',
    ticketTypeId: ticket?.ticketType.valueId ?? 0,
    ticketType: ticket === null ? null : renderTicketType(ticket.ticketType),
    responseCount: measures.responseCount,
    sumResponseTime: measures.sumResponseTime,
    transfers,
    transferCount: transfers.length,
  };
}

/** The additional facts, with instants in UTC to the millisecond. */
export function renderExt(state: ChatState, measures: ChatMeasures): StoredExt {
  const { start, close, handling } = state;
  return {
    chat: {
      metricsVersion: METRICS_VERSION,
      previousChatId: start.previousChatId || null,
      closeReason: close?.isFinal ? close.reason : null,
      times: renderTimes(state, measures),
      participants: toArray(handling.participants).map((joined) => renderParticipant(joined, measures.messages)),
      sla: start.slaPolicy
        ? { policyId: start.slaPolicy.policyId, targets: measures.sla.targets.map(renderTarget) }
        : null,
      maxResponseTime: measures.maxResponseTime,
      activeDuration: measures.activeDuration,
      businessDuration: measures.businessDuration,
      businessFirstResponseTime: measures.businessFirstResponseTime,
      businessSumResponseTime: measures.businessSumResponseTime,
      imported: null,
    },
    messages: measures.messages.map(renderMessageExt),
  };
}

function renderTimes(state: ChatState, measures: ChatMeasures): ChatExt['times'] {
  return {
    sessionStart: utc(state.startedAt),
    sessionClose: utc(measures.closedAt),
    firstVisitorMessage: utc(measures.firstVisitorMessage?.sentAt),
    firstAgentMessage: utc(measures.firstAgentMessage?.sentAt),
    lastVisitorMessage: utc(measures.lastVisitorMessage?.sentAt),
    lastAgentMessage: utc(measures.lastAgentMessage?.sentAt),
    firstAccepted: utc(state.handling.firstAcceptedAt),
    handedOff: utc(state.handedOffAt),
  };
}

// null means that it has not happened.
function utc(at: Instant | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}

function renderMessage(message: Message, zone: Zone): TranscriptMessage {
  return {
    attachments: message.attachments.length === 0 ? null : message.attachments.map(renderAttachment),
    date: zone.isoTimeAt(message.sentAt),
    id: message.id,
    message: message.text,
    name: message.name,
    pageUrl: message.pageUrl,
    pageTitle: message.pageTitle,
  };
}

function renderMessageExt({ sender, senderId, seq, editedAt, isRedacted }: Message): MessageExt {
  return { sender, senderId, seq, editedAt: utc(editedAt), redacted: isRedacted };
}

function renderAttachment({ type, payload }: Attachment): Attachment {
  return { type, payload: { url: payload.url } };
}

function renderTicketType(type: TicketType): TicketType {
  return {
    fieldId: type.fieldId,
    valueId: type.valueId,
    label: type.label,
    exportValue: type.exportValue,
    params: type.params,
    fgColor: type.fgColor,
    bgColor: type.bgColor,
    sort: type.sort,
    status: type.status,
    system: type.system,
    fieldValueId: type.fieldValueId,
  };
}

function renderTransfer(chatId: ChatId, move: OwnershipMove, zone: Zone): Transfer {
  return {
    chatId,
    time: zone.wallTimeAt(move.at),
    fromAgent: move.fromAgent?.agentId ?? 0,
    fromAgentName: move.fromAgent?.name ?? '',
    toAgent: move.toAgent?.agentId ?? 0,
    toAgentName: move.toAgent?.name ?? '',
    fromQueueId: move.fromQueue?.queueId ?? 0,
    fromQueueName: move.fromQueue?.name ?? '',
    toQueueId: move.toQueue?.queueId ?? 0,
    toQueueName: move.toQueue?.name ?? '',
    kind: move.kind,
    reason: move.reason,
  };
}

/** A bot that held the chat before it wrote gets its name from the first message of a bot. */
function renderParticipant(joined: Joined, messages: readonly Message[]): ChatExt['participants'][number] {
  const { kind, id, at } = joined;
  const name = kind === 'bot' ? (messages.find(({ sender }) => sender === 'bot')?.name ?? joined.name) : joined.name;
  return { kind, id, name, joinedAt: utc(at) };
}

/** A target as `ext.sla` shows it. */
export function renderTarget(state: TargetState): NonNullable<ChatExt['sla']>['targets'][number] {
  return {
    target: state.target,
    turn: state.turn,
    seconds: state.allowedSeconds,
    startedAt: utc(state.startedAt),
    dueAt: utc(state.dueAt),
    metAt: utc(state.metAt),
    status: state.status,
  };
}

/** One side's texts joined by one space, empty ones left out. */
function joinTexts(messages: readonly Message[], side: 'visitor' | 'agent'): string {
  return messages
    .filter(({ sender, text }) => sender === side && text !== '')
    .map(({ text }) => text)
    .join(' ');
}
