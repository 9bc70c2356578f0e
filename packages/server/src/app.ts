/** The composition root: builds a running server from a configuration, and all of its long-lived parts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers';
import { startBackgroundTasks } from './background-tasks.ts';
import { AccessWatch } from './http/access-watch.ts';
import type { AttachmentOptions } from './http/attachment-options.ts';
import { Authenticator } from './http/authenticator.ts';
import { ClientAddresses } from './http/client-address.ts';
import { CostlyReplies } from './http/costly-replies.ts';
import { CrossOrigin } from './http/cross-origin.ts';
import type { EdgeOptions } from './http/edge-options.ts';
import { createHttpServer } from './http/http-server.ts';
import { openidCallback } from './http/openid-callback.ts';
import { operationHandlers } from './http/operation-handlers.ts';
import { operationRoutes } from './http/operation-routes.ts';
import { pages } from './http/pages.ts';
import { RateLimits } from './http/rate-limits.ts';
import { metricsReply } from './http/routes/server/get-metrics.ts';
import { sendReply } from './http/send-reply.ts';
import { ServerMetrics } from './http/server-metrics.ts';
import { StreamCounts } from './http/stream-counts.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import { openShelf } from './platform/open-shelf.ts';
import type { Randomness } from './platform/randomness.ts';
import { SYSTEM_TIMERS, type Timers } from './platform/timers.ts';
import { AttachmentLinks } from './services/attachments/attachment-links.ts';
import { ReadTally } from './services/audit/read-tally.ts';
import { startLiveDesk } from './services/desk/start-live-desk.ts';
import { DamageWatch } from './services/doctor/watch-damage.ts';
import { type OpenidOptions, OpenidProvider } from './services/people/openid-provider.ts';
import { SignInThrottle } from './services/people/sign-in-throttle.ts';
import { PrintThreads } from './services/read-log/print-threads.ts';
import { VisitorLimits } from './services/visitors/visitor-limits.ts';
import { VisitorTokens } from './services/visitors/visitor-tokens.ts';
import type { ChatStore } from './store/chat-store.ts';

export interface AppConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Port on loopback for metrics without a key; null for none. */
  readonly metricsPort: number | null;
  /** Where clients reach the server; null takes the host of each request. */
  readonly publicUrl: string | null;
  /** Domains whose first label names the tenant. */
  readonly tenantDomains: readonly string[];
  readonly edge: EdgeOptions;
  readonly attachments: AttachmentOptions;
  /** How long the audit log keeps reads. */
  readonly auditDays: number;
  /** The provider by which people sign in; null for passwords and links only. */
  readonly openid: OpenidOptions | null;
  /** Where the built console lies; null for none. */
  readonly consoleFolder: string | null;
}

/** The app closes the store, after everything else. */
export interface AppParts {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  /** The machine's own when absent. */
  readonly timers?: Timers;
}

export interface App {
  /**
   * Address of the API, without a slash at the end. @throws ShelfFailure, and the system's errors, when files cannot be kept
   * where they should be
   */
  listen(): Promise<{ readonly url: string }>;
  /** Finishes running requests, for at most three seconds, then releases the ports and the store. */
  close(): Promise<void>;
}

const USUAL_REQUEST_MS = 30_000;
/** After the time for an upload, in which its refusal is sent. */
const UPLOAD_ANSWER_MS = 10_000;
const LONGEST_GOODBYE_MS = 3_000;

export function createApp(
  config: AppConfig,
  { store, clock, randomness, logger, timers = SYSTEM_TIMERS }: AppParts,
): App {
  const metrics = new ServerMetrics();
  const authenticator = new Authenticator({
    keys: store.keys,
    users: store.users,
    clock,
    logger,
    tenantDomains: config.tenantDomains,
  });
  const onDamage = (kind: string, isLost: boolean) => metrics.countDamage(kind, isLost);
  const damage = new DamageWatch({ maintenance: store.maintenance, logger, onDamage });
  const reads = new ReadTally(store.audit, clock);
  const throttle = new SignInThrottle();
  const provider = config.openid === null ? null : new OpenidProvider(config.openid, clock, logger);
  const threads = new PrintThreads(Math.max(1, availableParallelism() - 1));
  const live = {
    ...startLiveDesk({ store, clock, randomness, logger, timers }),
    tokens: new VisitorTokens(store.cursorKey),
    limits: new VisitorLimits(config.edge.visitorLimits),
    streams: new StreamCounts(),
    files: filesOf(config, { store, clock, timers }),
  };
  const handlers = operationHandlers({
    store,
    threads,
    clock,
    randomness,
    metrics,
    reads,
    throttle,
    provider,
    damage,
    ...live,
  });
  const accessWatch = new AccessWatch({ timers, logger });
  const admission = {
    store,
    authenticator,
    rates: new RateLimits(config.edge, clock),
    costly: new CostlyReplies(config.edge),
    accessWatch,
    reads,
  };
  const callbacks = provider === null ? [] : [openidCallback({ provider, store, throttle, clock, randomness })];
  const routes = [...operationRoutes(handlers, admission), ...callbacks, ...pages(config.consoleFolder)];
  const http = createHttpServer({
    routes,
    logger,
    clock,
    metrics,
    publicUrl: config.publicUrl,
    addresses: new ClientAddresses(config.edge),
    crossOrigin: new CrossOrigin(config.edge.allowedOrigins),
    longestRequestMs: Math.max(USUAL_REQUEST_MS, live.files.longestUploadMs + UPLOAD_ANSWER_MS),
  });
  const metricsServer = config.metricsPort === null ? null : createMetricsServer(metrics, logger);
  const { auditDays } = config;
  const { shelf } = live.files;
  const loops = startBackgroundTasks({ store, clock, logger, timers, metrics, reads, auditDays, shelf });

  return {
    async listen() {
      await shelf?.check();
      await http.listen({ host: config.host, port: config.port });
      if (metricsServer !== null) await listenOnLoopback(metricsServer, config.metricsPort ?? 0);
      const { port } = http.server.address() as AddressInfo;
      return { url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}` };
    },
    async close() {
      await Promise.all(loops.map((loop) => loop.stop()));
      const { presence, turns, hub } = live;
      await Promise.all([presence, turns, hub].map((part) => part[Symbol.asyncDispose]()));
      accessWatch[Symbol.dispose]();
      metricsServer?.close();
      metricsServer?.closeAllConnections();
      const impatience = setTimeout(() => http.server.closeAllConnections(), LONGEST_GOODBYE_MS);
      await http.close();
      clearTimeout(impatience);
      await reads.flush().catch((error: unknown) => logger.error({ err: error }, READS_LOST));
      shelf?.[Symbol.dispose]();
      await threads[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

const READS_LOST = 'the last reads could not be noted in the audit log, and are missing there';

function filesOf(
  { attachments, publicUrl }: Pick<AppConfig, 'attachments' | 'publicUrl'>,
  { store, clock, timers }: { readonly store: ChatStore; readonly clock: Clock; readonly timers: Timers },
) {
  const { place, largestBytes, longestUploadSeconds } = attachments;
  return {
    shelf: place === null ? null : openShelf(place),
    links: new AttachmentLinks(store.cursorKey, publicUrl, () => clock.nowMs()),
    largestBytes,
    longestUploadMs: longestUploadSeconds * 1_000,
    timers,
  };
}

function createMetricsServer(metrics: ServerMetrics, logger: Logger) {
  return createServer((request, response) => {
    metricsReply(metrics)
      .then((reply) => sendReply(request, response, reply))
      .catch((error: unknown) => {
        logger.error({ err: error }, 'the metrics could not be sent');
        response.destroy();
      });
  });
}

function listenOnLoopback(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
