/** The handler of each operation of the contract. A missing or superfluous one does not compile. */
import type { Clock } from '../platform/clock.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { ReadTally } from '../services/audit/read-tally.ts';
import type { ChatStore } from '../store/chat-store.ts';
import type { OperationHandlers } from './operation-routes.ts';
import { getAudit } from './routes/audit/get-audit.ts';
import { explainChat } from './routes/chats/explain-chat.ts';
import { getChat } from './routes/chats/get-chat.ts';
import { getChatLog, getChatLogAs } from './routes/chats/get-chat-log.ts';
import { getChatStatistics } from './routes/chats/get-chat-statistics.ts';
import { eraseChat } from './routes/privacy/erase-chat.ts';
import { redact } from './routes/privacy/redact.ts';
import { listProjects } from './routes/projects/list-projects.ts';
import { getHealth } from './routes/server/get-health.ts';
import { getMetrics } from './routes/server/get-metrics.ts';
import { getOpenapi } from './routes/server/get-openapi.ts';
import { endSession } from './routes/session/end-session.ts';
import { getSession } from './routes/session/get-session.ts';
import { startSession } from './routes/session/start-session.ts';
import { getChatChanges, getChatChangesAs } from './routes/sync/get-chat-changes.ts';
import { getChatDigest } from './routes/sync/get-chat-digest.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface HandlerDeps {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly metrics: ServerMetrics;
  readonly reads: ReadTally;
  /** Whether the server's readers have found damage of which nothing true is left. */
  readonly damage: { readonly hasLost: boolean };
}

export function operationHandlers(deps: HandlerDeps): OperationHandlers {
  const { store, clock, randomness, metrics, reads, damage } = deps;
  return {
    getChatLog: getChatLog(store),
    getChatLogNdjson: getChatLogAs(store, 'ndjson'),
    getChatLogCsv: getChatLogAs(store, 'csv'),
    getMessagesCsv: getChatLogAs(store, 'csv-messages'),
    getChatLogParquet: getChatLogAs(store, 'parquet'),
    getChatLogXlsx: getChatLogAs(store, 'xlsx'),
    getConversations: getChatLogAs(store, 'chatml'),
    getChat: getChat(store),
    explainChat,
    getChatStatistics: getChatStatistics(clock),
    getChatChanges: getChatChanges(store),
    getChatChangesNdjson: getChatChangesAs(store, 'ndjson'),
    getChatDigest: getChatDigest(store),
    eraseChat: eraseChat(clock),
    redact: redact(clock),
    getAudit: getAudit(store, reads),
    listProjects: listProjects(store),
    startSession: startSession({ store, clock, randomness }),
    getSession,
    endSession: endSession(store),
    getHealth: getHealth(store, damage),
    getMetrics: getMetrics(metrics),
    getOpenapi,
  };
}
