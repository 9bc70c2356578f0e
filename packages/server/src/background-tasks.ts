/** What a server does beside its requests, each task on its own schedule. */
import type { ServerMetrics } from './http/server-metrics.ts';
import { instant } from './model/instant.ts';
import { unreachable } from './model/unreachable.ts';
import { startLoop as startTimedLoop } from './platform/background-loop.ts';
import type { Clock } from './platform/clock.ts';
import type { FileShelf } from './platform/file-shelf.ts';
import type { Logger } from './platform/logger.ts';
import type { Timers } from './platform/timers.ts';
import { startShelfLoops } from './services/attachments/shelf-loops.ts';
import type { ReadTally } from './services/audit/read-tally.ts';
import { markMissedTargets } from './services/desk/mark-missed-targets.ts';
import { scrubInTurns } from './services/privacy/scrub-removed.ts';
import { watchWatermark } from './services/sync/watch-watermark.ts';
import type { ChatStore, RefoldNews } from './store/chat-store.ts';

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
const DAY_MS = 86_400_000;
/** How long the change feed lists an erasure. */
const TOMBSTONE_DAYS = 90;
/** How long a command that is sent again is known. */
const COMMAND_DAYS = 30;
const PURGE_EVERY_MS = 3_600_000;
const PURGE_PAUSE_MS = 100;

export interface BackgroundParts {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timers: Timers;
  /** How long the audit log keeps reads. */
  readonly auditDays: number;
  readonly metrics: ServerMetrics;
  readonly reads: ReadTally;
  readonly shelf: FileShelf | null;
}

/** Stop each of them. A failure of one does not affect the others. */
export function startBackgroundTasks({
  store,
  clock,
  logger,
  timers,
  metrics,
  reads,
  auditDays,
  shelf,
}: BackgroundParts) {
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
