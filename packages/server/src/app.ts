/** The composition root: builds a running server from a configuration, and all of its long-lived parts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers';
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
import { instant } from './model/instant.ts';
import { unreachable } from './model/unreachable.ts';
import { startLoop as startTimedLoop } from './platform/background-loop.ts';
import type { Clock } from './platform/clock.ts';
import type { FileShelf } from './platform/file-shelf.ts';
import type { Logger } from './platform/logger.ts';
import { openShelf } from './platform/open-shelf.ts';
import type { Randomness } from './platform/randomness.ts';
import { SYSTEM_TIMERS, type Timers } from './platform/timers.ts';
import { AttachmentLinks } from './services/attachments/attachment-links.ts';
import { startShelfLoops } from './services/attachments/shelf-loops.ts';
import { ReadTally } from './services/audit/read-tally.ts';
import { markMissedTargets } from './services/desk/mark-missed-targets.ts';
import { startLiveDesk } from './services/desk/start-live-desk.ts';
import { DamageWatch } from './services/doctor/watch-damage.ts';
import { type OpenidOptions, OpenidProvider } from './services/people/openid-provider.ts';
import { SignInThrottle } from './services/people/sign-in-throttle.ts';
import { scrubInTurns } from './services/privacy/scrub-removed.ts';
import { PrintThreads } from './services/read-log/print-threads.ts';
import { watchWatermark } from './services/sync/watch-watermark.ts';
import { VisitorLimits } from './services/visitors/visitor-limits.ts';
import { VisitorTokens } from './services/visitors/visitor-tokens.ts';
import type { ChatStore, RefoldNews } from './store/chat-store.ts';

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
const LOOK_EVERY_MS = 1_000;
/** The pause after each turn is as long as the turn, so that compaction and refolding each take at most half of the time. */
const COMPACT_FOR_MS = 50;
const REFOLD_FOR_MS = 50;
const INDEX_FOR_MS = 50;
/** What a killed process loses of the audit log's reads at most, besides a commit that is under way. */
const NOTE_READS_EVERY_MS = 2_000;
/** A fifth of the time at most. */
const FILL_BLOCKS_FOR_MS = 25;
const FILL_BLOCKS_PAUSE_MS = 100;
/** Runs of chats that nobody has changed for so long are worth a block. */
const QUIET_MS = 10_000;
const LONGEST_GOODBYE_MS = 3_000;
const DAY_MS = 86_400_000;
/** How long the change feed lists an erasure. */
const TOMBSTONE_DAYS = 90;
/** How long a command that is sent again is known. */
const COMMAND_DAYS = 30;
const PURGE_EVERY_MS = 3_600_000;
const PURGE_PAUSE_MS = 100;

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
  const loops = startLoops({ store, clock, logger, timers, metrics, reads, auditDays, shelf });

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

interface LoopParts extends Omit<Required<AppParts>, 'randomness'>, Pick<AppConfig, 'auditDays'> {
  readonly metrics: ServerMetrics;
  readonly reads: ReadTally;
  readonly shelf: FileShelf | null;
}

/** The background tasks, each on its own schedule; a failure of one does not affect the others. */
function startLoops({ store, clock, logger, timers, metrics, reads, auditDays, shelf }: LoopParts) {
  const { maintenance } = store;
  const startLoop = (work: () => Promise<number>, onError: (error: unknown) => void) =>
    startTimedLoop(timers, work, onError);
  return [
    ...(shelf === null ? [] : startShelfLoops(store, shelf, { clock, logger, timers })),
    startLoop(
      async () => {
        await markMissedTargets(store, instant(clock.nowMs()));
        return LOOK_EVERY_MS;
      },
      (error) => logger.error({ err: error }, 'SLA targets could not be checked; missed ones will be marked late'),
    ),
    startLoop(
      async () => ((await maintenance.compact(COMPACT_FOR_MS)) ? COMPACT_FOR_MS : LOOK_EVERY_MS),
      (error) =>
        logger.warn({ err: error }, 'closed chats could not be compacted; reading them is slower until it works'),
    ),
    startLoop(
      async () => {
        const isMore = await maintenance.indexWords(INDEX_FOR_MS, ({ tenantId, projectId, chatId, error }) =>
          logger.error(
            error instanceof SyntaxError ? {} : { err: error },
            `project ${projectId} of ${tenantId}: chat ${chatId} could not be indexed; searches read it, or fail at it`,
          ),
        );
        return isMore ? INDEX_FOR_MS : LOOK_EVERY_MS;
      },
      (error) =>
        logger.warn(
          { err: error },
          'words of chats could not be indexed; searches read these chats one by one until it works',
        ),
    ),
    startLoop(
      async () => {
        const isMore = await maintenance.refold(instant(clock.nowMs()), REFOLD_FOR_MS, (news) => report(logger, news));
        return isMore ? REFOLD_FOR_MS : LOOK_EVERY_MS;
      },
      (error) => logger.warn({ err: error }, 'chats could not be rebuilt; they stay as an older version made them'),
    ),
    startLoop(
      async () => {
        if (await maintenance.fillFactBlocks(FILL_BLOCKS_FOR_MS)) return FILL_BLOCKS_PAUSE_MS;
        await maintenance.markFactBlocks();
        return QUIET_MS;
      },
      (error) => logger.warn({ err: error }, 'facts could not be kept by column; statistics are slower until it works'),
    ),
    startLoop(
      async () => {
        await maintenance.mendFound(instant(clock.nowMs()));
        return LOOK_EVERY_MS;
      },
      (error) => logger.error({ err: error }, 'damaged copies could not be made again; readers pay for it each time'),
    ),
    startLoop(
      watchWatermark({ maintenance, clock, logger, onLag: (seconds) => metrics.setWatermarkLag(seconds) }),
      (error) => logger.warn({ err: error }, 'the watermark of the change feed could not be measured'),
    ),
    startLoop(scrubInTurns({ maintenance, clock, logger }), (error) =>
      logger.error(
        { err: error },
        'erased or redacted bytes could not be removed from the files of the store; free disk space, then run parley doctor',
      ),
    ),
    startLoop(
      async () => {
        await reads.flush();
        return NOTE_READS_EVERY_MS;
      },
      (error) => logger.warn({ err: error }, 'reads could not be noted in the audit log; they wait in memory'),
    ),
    startLoop(
      async () => {
        const isMore = await store.audit.purgeReads(instant(clock.nowMs() - auditDays * DAY_MS));
        return isMore ? PURGE_PAUSE_MS : PURGE_EVERY_MS;
      },
      (error) => logger.warn({ err: error }, 'old reads could not be removed from the audit log yet'),
    ),
    startLoop(
      async () => {
        await store.users.purgeExpired(instant(clock.nowMs()));
        while (await store.live.purgeCommands(instant(clock.nowMs() - COMMAND_DAYS * DAY_MS)));
        const before = instant(clock.nowMs() - TOMBSTONE_DAYS * DAY_MS);
        return (await maintenance.purgeTombstones(before)) ? PURGE_PAUSE_MS : PURGE_EVERY_MS;
      },
      (error) => logger.warn({ err: error }, 'old tombstones and ended sessions could not be removed yet'),
    ),
  ];
}

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

function report(logger: Logger, news: RefoldNews): void {
  const project = `project ${news.projectId} of ${news.tenantId}`;
  switch (news.kind) {
    case 'begun':
      logger.info(`${project}: rebuilding chats of an older version or another time zone`);
      break;
    case 'done':
      logger.info(`${project}: all chats are up to date with this version and time zone`);
      break;
    case 'without-facts':
      logger.error(
        news.error instanceof SyntaxError ? {} : { err: news.error },
        `${project}: chat ${news.chatId} cannot be read; statistics that count it fail`,
      );
      break;
    case 'failed':
      logger.warn(
        // The message of a syntax error quotes chat content.
        news.error instanceof SyntaxError ? {} : { err: news.error },
        `${project}: chat ${news.chatId} could not be rebuilt from its events and stays as it is`,
      );
      break;
    default:
      unreachable(news);
  }
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
