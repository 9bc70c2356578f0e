/** Which operations the audit log notes as reads. An operation that is added does not compile without its line. */
import type { ReadAction } from './audit-actions.ts';
import type { OperationId } from './operations.ts';

/**
 * What a success is noted as; null: nothing of a chat is in the reply, or the operation notes itself what it changes. The log
 * is noted as `chats.searched` with `q`, and as `chats.exported` in any format but JSON.
 */
export const AUDITED_READS: Readonly<Record<OperationId, ReadAction | null>> = {
  getChatLog: 'chats.listed',
  getChatLogNdjson: 'chats.listed',
  getChatLogCsv: 'chats.listed',
  getMessagesCsv: 'chats.listed',
  getChatLogParquet: 'chats.listed',
  getChatLogXlsx: 'chats.listed',
  getConversations: 'chats.listed',
  getChat: 'chat.read',
  explainChat: 'chat.explained',
  getChatStatistics: 'statistics.read',
  getChatChanges: 'changes.read',
  getChatChangesNdjson: 'changes.read',
  getChatDigest: 'digest.read',
  eraseChat: null,
  redact: null,
  listProjects: null,
  getAudit: null,
  listViews: null,
  createView: null,
  changeView: null,
  deleteView: null,
  createProject: null,
  changeProject: null,
  listApiKeys: null,
  createApiKey: null,
  revokeApiKey: null,
  listPeople: null,
  createPerson: null,
  changePerson: null,
  createPersonLink: null,
  listPersonSessions: null,
  endPersonSessions: null,
  endPersonSession: null,
  getStoreHealth: null,
  startSession: null,
  getSession: null,
  endSession: null,
  getSignInWays: null,
  startOpenid: null,
  getHealth: null,
  getMetrics: null,
  getOpenapi: null,
};
