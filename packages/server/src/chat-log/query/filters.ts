/**
 * What the server does with each filter of the contract: one row each. The type of a selection, its reading, its SQL, the stored
 * columns and the oracle of the tests are made from this table.
 */
import type { ChatInReply, NumberName } from '@parley/contract';
import { textsIn } from '../search/searched-texts.ts';
import type { FilterTable, NumberFilter } from './filter-kinds.ts';

/** In the order in which they are documented. */
export const FILTERS = {
  userId: {
    kind: 'id',
    member: 'lastAgent',
    column: 'last_agent',
    index: { name: 'chat_by_agent', holds: 'every' },
    stored: ({ index }) => index.lastAgent,
    shown: (row) => row.lastAgent,
  },
  entityId: {
    kind: 'id',
    member: 'entityId',
    column: 'entity_id',
    index: { name: 'chat_by_entity', holds: 'positive' },
    stored: ({ index }) => index.entityId,
    shown: (row) => row.entityId,
  },
  startDate: {
    kind: 'day',
    member: 'startedFrom',
    bound: 'first',
    impliedBy: null,
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => (row.sessionStartTime ?? '').slice(0, 10),
  },
  endDate: {
    kind: 'day',
    member: 'startedBefore',
    bound: 'last',
    impliedBy: 'startDate',
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => (row.sessionStartTime ?? '').slice(0, 10),
  },
  startedFrom: {
    kind: 'instant',
    member: 'startedFrom',
    bound: 'first',
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => row.ext?.times.sessionStart ?? '',
  },
  startedBefore: {
    kind: 'instant',
    member: 'startedBefore',
    bound: 'last',
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => row.ext?.times.sessionStart ?? '',
  },
  weekdayHour: {
    kind: 'weekdayHour',
    member: 'weekdayHour',
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: weekdayHourIn,
  },
  agentId: {
    kind: 'participant',
    member: 'agentId',
    participant: 'agent',
    index: { name: 'primary key', holds: 'every' },
    stored: ({ index }) => index.agents,
    shown: (row) => participantsIn(row, 'agent'),
  },
  queueId: {
    kind: 'participant',
    member: 'queueId',
    participant: 'queue',
    index: { name: 'primary key', holds: 'every' },
    stored: ({ index }) => index.queues,
    shown: (row) => participantsIn(row, 'queue'),
  },
  lastQueueId: {
    kind: 'id',
    member: 'lastQueue',
    column: 'last_queue',
    isFact: true,
    index: { name: 'chat_fact_by_last_queue', holds: 'every' },
    stored: ({ facts }) => facts.lastQueue,
    shown: (row) => row.lastQueueId,
  },
  contactId: {
    kind: 'id',
    member: 'contactId',
    column: 'contact_id',
    index: { name: 'chat_by_contact', holds: 'positive' },
    stored: ({ index }) => index.contactId,
    shown: (row) => row.contactId,
  },
  ticketId: {
    kind: 'id',
    member: 'ticketId',
    column: 'ticket_id',
    index: { name: 'chat_by_ticket', holds: 'positive' },
    stored: ({ index }) => index.ticketId,
    shown: (row) => row.ticketId,
  },
  type: {
    kind: 'text',
    member: 'type',
    column: 'type',
    index: { name: 'chat_by_type', holds: 'every' },
    stored: ({ index }) => index.type,
    shown: (row) => row.type,
  },
  pageName: {
    kind: 'text',
    member: 'pageName',
    column: 'page_name',
    isFact: true,
    index: { name: 'chat_fact_by_page', holds: 'short' },
    stored: ({ facts }) => facts.pageName,
    shown: (row) => row.pageName,
  },
  disposition: {
    kind: 'text',
    member: 'disposition',
    column: 'disposition',
    index: { name: 'chat_by_disposition', holds: 'every' },
    stored: ({ index }) => index.disposition,
    shown: (row) => row.disposition,
  },
  slaStatus: {
    kind: 'text',
    member: 'slaStatus',
    column: 'sla_status',
    index: { name: 'chat_by_sla', holds: 'every' },
    stored: ({ index }) => index.slaStatus,
    shown: (row) => row.slaStatus,
  },
  isSPAM: {
    kind: 'flag',
    member: 'isSpam',
    marked: '1',
    column: 'is_spam',
    index: { name: 'chat_spam', holds: 'marked' },
    stored: ({ index }) => index.isSpam,
    shown: (row) => (row.isSPAM === 1 ? '1' : '0'),
  },
  status: {
    kind: 'flag',
    member: 'isOpen',
    marked: 'open',
    column: 'is_open',
    index: { name: 'chat_open', holds: 'marked' },
    stored: ({ index }) => index.isOpen,
    shown: (row) => (isInProgress(row) ? 'open' : 'closed'),
  },
  q: {
    kind: 'search',
    member: 'search',
    index: null,
    shown: textsIn,
  },
} as const satisfies FilterTable;

/** In the order in which they are documented. */
export const NUMBERS = {
  firstResponseTime: {
    kind: 'number',
    column: 'first_response_time',
    index: 'chat_fact_by_first_response',
    stored: (facts) => facts.firstResponseTime,
    shown: (row) => row.firstResponseTime,
  },
  averageResponseTime: {
    kind: 'number',
    column: 'average_response_time',
    index: 'chat_fact_by_average_response',
    stored: (facts) => facts.averageResponseTime,
    shown: (row) => row.averageResponseTime,
  },
  maxResponseTime: {
    kind: 'number',
    column: 'max_response_time',
    index: 'chat_fact_by_max_response',
    stored: (facts) => facts.maxResponseTime,
    shown: (row) => row.ext?.maxResponseTime ?? null,
  },
  duration: {
    kind: 'number',
    column: 'duration',
    index: 'chat_fact_by_duration',
    stored: (facts) => facts.duration,
    shown: (row) => row.duration,
  },
  messageCount: {
    kind: 'number',
    column: 'message_count',
    index: 'chat_fact_by_messages',
    stored: (facts) => facts.messages,
    shown: (row) => row.transcript?.length ?? null,
  },
  transferCount: {
    kind: 'number',
    column: 'transfer_count',
    index: 'chat_fact_by_transfers',
    stored: (facts) => facts.transferCount,
    shown: (row) => row.transferCount,
  },
} as const satisfies Readonly<Record<NumberName, NumberFilter>>;

function participantsIn(row: ChatInReply, kind: 'agent' | 'queue'): readonly number[] {
  return (row.ext?.participants ?? []).filter((one) => one.kind === kind).map(({ id }) => id);
}

function weekdayHourIn({ sessionStartTime }: ChatInReply): string {
  const start = sessionStartTime ?? '';
  const day = new Date(`${start.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return start === '' ? '' : `${day === 0 ? 7 : day}-${start.slice(11, 13)}`;
}

/** An imported row that was closed may lack the close time. */
function isInProgress({ sessionCloseTime, disposition }: ChatInReply): boolean {
  return (sessionCloseTime ?? '') === '' && ['', 'In progress'].includes(disposition ?? '');
}
