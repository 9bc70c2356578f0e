/** The handler of each operation of the contract. A missing or superfluous one does not compile. */
import type { Clock } from '../platform/clock.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { ReadTally } from '../services/audit/read-tally.ts';
import type { DamageWatch } from '../services/doctor/watch-damage.ts';
import type { OpenidProvider } from '../services/people/openid-provider.ts';
import { PasswordGuard } from '../services/people/password-guard.ts';
import type { SignInThrottle } from '../services/people/sign-in-throttle.ts';
import type { PrintThreads } from '../services/read-log/print-threads.ts';
import type { ChatStore } from '../store/chat-store.ts';
import type { OperationHandlers } from './operation-routes.ts';
import { changePerson } from './routes/admin/change-person.ts';
import { createApiKey } from './routes/admin/create-api-key.ts';
import { createPerson } from './routes/admin/create-person.ts';
import { createPersonLink } from './routes/admin/create-person-link.ts';
import { endPersonSession, endPersonSessions } from './routes/admin/end-person-sessions.ts';
import { listApiKeys } from './routes/admin/list-api-keys.ts';
import { listPeople } from './routes/admin/list-people.ts';
import { listPersonSessions } from './routes/admin/list-person-sessions.ts';
import { revokeApiKey } from './routes/admin/revoke-api-key.ts';
import { reserveDeskAttachment, uploadDeskAttachment } from './routes/attachments/desk-attachments.ts';
import { getAttachment } from './routes/attachments/get-attachment.ts';
import { readLinkedAttachment } from './routes/attachments/read-linked-attachment.ts';
import { reserveVisitorAttachment, uploadVisitorAttachment } from './routes/attachments/visitor-attachments.ts';
import { getAudit } from './routes/audit/get-audit.ts';
import { explainChat } from './routes/chats/explain-chat.ts';
import { getChat } from './routes/chats/get-chat.ts';
import { getChatEvents } from './routes/chats/get-chat-events.ts';
import { getChatLog, getChatLogAs } from './routes/chats/get-chat-log.ts';
import { getChatStatistics } from './routes/chats/get-chat-statistics.ts';
import {
  changeCannedReply,
  createCannedReply,
  deleteCannedReply,
  listCannedReplies,
} from './routes/desk/canned-replies.ts';
import { changeDeskAgent, createDeskAgent, listDeskAgents } from './routes/desk/desk-agents.ts';
import { changeDeskQueue, createDeskQueue, listDeskQueues } from './routes/desk/desk-queues.ts';
import { changeDeskSite, createDeskSite, listDeskSites } from './routes/desk/desk-sites.ts';
import { getDeskEvents } from './routes/desk/get-desk-events.ts';
import { sendDeskCommand } from './routes/desk/send-desk-command.ts';
import { changeTicketType, createTicketType, listTicketTypes } from './routes/desk/ticket-types.ts';
import { getVisitorEvents } from './routes/live/get-visitor-events.ts';
import type { LiveDeps } from './routes/live/live-deps.ts';
import { sendVisitorCommand } from './routes/live/send-visitor-command.ts';
import { startVisitor } from './routes/live/start-visitor.ts';
import { eraseChat } from './routes/privacy/erase-chat.ts';
import { redact } from './routes/privacy/redact.ts';
import { changeProject } from './routes/projects/change-project.ts';
import { createProject } from './routes/projects/create-project.ts';
import { listProjects } from './routes/projects/list-projects.ts';
import { getHealth } from './routes/server/get-health.ts';
import { getMetrics } from './routes/server/get-metrics.ts';
import { getOpenapi } from './routes/server/get-openapi.ts';
import { getStoreHealth } from './routes/server/get-store-health.ts';
import { endSession } from './routes/session/end-session.ts';
import { getSession } from './routes/session/get-session.ts';
import { getSignInWays } from './routes/session/get-sign-in-ways.ts';
import { endOwnSession, endOwnSessions, listOwnSessions } from './routes/session/own-sessions.ts';
import { startOpenid } from './routes/session/start-openid.ts';
import { startSession } from './routes/session/start-session.ts';
import { getChatChanges, getChatChangesAs } from './routes/sync/get-chat-changes.ts';
import { getChatDigest } from './routes/sync/get-chat-digest.ts';
import { changeView } from './routes/views/change-view.ts';
import { createView } from './routes/views/create-view.ts';
import { deleteView } from './routes/views/delete-view.ts';
import { listViews } from './routes/views/list-views.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface HandlerDeps extends LiveDeps {
  readonly store: ChatStore;
  /** Where long tables are printed. */
  readonly threads: PrintThreads;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly metrics: ServerMetrics;
  readonly reads: ReadTally;
  readonly throttle: SignInThrottle;
  /** null when people sign in by password and link only. */
  readonly provider: OpenidProvider | null;
  /** Whether the server's readers have found damage of which nothing true is left. */
  readonly damage: Pick<DamageWatch, 'hasLost' | 'countOf'>;
}

export function operationHandlers(deps: HandlerDeps): OperationHandlers {
  const { store, threads, clock, randomness, metrics, reads, throttle, provider, damage } = deps;
  const live: LiveDeps = deps;
  const guard = new PasswordGuard(clock, throttle);
  const admin = { store, clock, randomness, guard };
  const log = { identity: store, threads };
  return {
    getChatLog: getChatLog(log),
    getChatLogNdjson: getChatLogAs(log, 'ndjson'),
    getChatLogCsv: getChatLogAs(log, 'csv'),
    getMessagesCsv: getChatLogAs(log, 'csv-messages'),
    getChatLogParquet: getChatLogAs(log, 'parquet'),
    getMessagesParquet: getChatLogAs(log, 'parquet-messages'),
    getChatLogXlsx: getChatLogAs(log, 'xlsx'),
    getConversations: getChatLogAs(log, 'chatml'),
    getChat: getChat(store),
    getChatEvents,
    explainChat,
    getChatStatistics: getChatStatistics(clock),
    getChatChanges: getChatChanges(store),
    getChatChangesNdjson: getChatChangesAs(store, 'ndjson'),
    getChatDigest: getChatDigest(store),
    eraseChat: eraseChat(clock),
    redact: redact(clock),
    getAudit: getAudit(store, reads),
    startVisitor: startVisitor(live),
    sendVisitorCommand: sendVisitorCommand(live),
    getVisitorEvents: getVisitorEvents(live),
    reserveVisitorAttachment: reserveVisitorAttachment(live),
    uploadVisitorAttachment: uploadVisitorAttachment(live),
    readLinkedAttachment: readLinkedAttachment(live),
    reserveDeskAttachment: reserveDeskAttachment(live),
    uploadDeskAttachment: uploadDeskAttachment(live),
    getAttachment: getAttachment(live),
    sendDeskCommand: sendDeskCommand(live),
    getDeskEvents: getDeskEvents(live),
    listDeskQueues,
    createDeskQueue: createDeskQueue(),
    changeDeskQueue: changeDeskQueue(),
    listDeskAgents,
    createDeskAgent: createDeskAgent(live),
    changeDeskAgent: changeDeskAgent(live),
    listDeskSites,
    createDeskSite: createDeskSite(live),
    changeDeskSite: changeDeskSite(),
    listTicketTypes,
    createTicketType: createTicketType(),
    changeTicketType: changeTicketType(),
    listCannedReplies,
    createCannedReply: createCannedReply(),
    changeCannedReply: changeCannedReply(),
    deleteCannedReply,
    listProjects: listProjects(store),
    listViews: listViews(store),
    createView: createView(admin),
    changeView: changeView(admin),
    deleteView: deleteView(admin),
    createProject: createProject(admin),
    changeProject: changeProject(admin),
    listApiKeys: listApiKeys(store),
    createApiKey: createApiKey(admin),
    revokeApiKey: revokeApiKey(admin),
    listPeople: listPeople(store),
    createPerson: createPerson(admin),
    changePerson: changePerson(admin),
    createPersonLink: createPersonLink(admin),
    listPersonSessions: listPersonSessions(admin),
    endPersonSessions: endPersonSessions(admin),
    endPersonSession: endPersonSession(admin),
    getStoreHealth: getStoreHealth({ store, clock, damage }),
    startSession: startSession(admin),
    getSession,
    endSession: endSession(store),
    listOwnSessions: listOwnSessions(admin),
    endOwnSessions: endOwnSessions(admin),
    endOwnSession: endOwnSession(admin),
    getSignInWays: getSignInWays(provider),
    startOpenid: startOpenid({ provider, store, clock, randomness }),
    getHealth: getHealth(store, damage),
    getMetrics: getMetrics(metrics),
    getOpenapi,
  };
}
