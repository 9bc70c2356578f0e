/** The keys of a chat without what was written, for files that hold one line a chat. */
import type { Chat } from '@parley/contract';

type WrittenKey = 'transcript' | 'visitorTranscript' | 'agentTranscript';

/** A key that the contract adds is missing here until it is named. */
const ROW_KEYS: Readonly<Record<Exclude<keyof Chat, WrittenKey>, true>> = {
  chatId: true,
  projectId: true,
  entityId: true,
  contactId: true,
  ticketId: true,
  ticketNo: true,
  sessionId: true,
  type: true,
  pageName: true,
  visitorName: true,
  firstAgent: true,
  lastAgent: true,
  firstQueueId: true,
  lastQueueId: true,
  ipAddress: true,
  firstURL: true,
  lastURL: true,
  sessionStartTime: true,
  sessionCloseTime: true,
  duration: true,
  firstVisitorMessageTime: true,
  firstAgentMessageTime: true,
  lastVisitorMessageTime: true,
  lastVisitorMessageAgentResponseTime: true,
  lastAgentMessageTime: true,
  isSPAM: true,
  disposition: true,
  firstResponseTime: true,
  averageResponseTime: true,
  slaStatus: true,
  chatLog: true,
  firstQueue: true,
  lastQueue: true,
  firstAgentName: true,
  lastAgentName: true,
  firstQueueName: true,
  lastQueueName: true,
  ticketTypeId: true,
  ticketType: true,
  responseCount: true,
  sumResponseTime: true,
  transfers: true,
  transferCount: true,
};

/** As the parameter `fields`. */
export const FIELDS_WITHOUT_TEXTS = Object.keys(ROW_KEYS).join(',');
