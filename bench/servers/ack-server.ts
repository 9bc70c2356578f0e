/**
 * The server of the ack benchmark: the real App over a store to which this process also appends live messages. Controlled
 * by its parent over IPC; a separate process, so that the readers' work is not measured with it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../../packages/server/src/app.ts';
import { AUDIT_DAYS } from '../../packages/server/src/cli/option-groups.ts';
import { DEFAULT_ATTACHMENTS } from '../../packages/server/src/http/attachment-options.ts';
import { DEFAULT_EDGE } from '../../packages/server/src/http/edge-options.ts';
import { SYSTEM_CLOCK } from '../../packages/server/src/platform/clock.ts';
import { createLogger } from '../../packages/server/src/platform/logger.ts';
import { SYSTEM_RANDOMNESS } from '../../packages/server/src/platform/randomness.ts';
import { spaceOutCollections } from '../../packages/server/src/platform/space-out-collections.ts';
import { openProject } from '../../packages/server/test/helpers/open-project.ts';
import type { AckReply, AckRequest } from '../ack.bench.ts';
import { benchScope, openBenchStore } from '../support/bench-store.ts';
import { LiveTraffic } from '../support/live-traffic.ts';

function answer(reply: AckReply): void {
  process.send?.(reply);
}

spaceOutCollections();
const store = await openBenchStore({ data: process.argv[2] ?? '.', database: null }, 'serve');
const logger = createLogger('error', process.stderr);
const config = {
  host: '127.0.0.1',
  port: 0,
  metricsPort: null,
  publicUrl: null,
  tenantDomains: [],
  edge: DEFAULT_EDGE,
  attachments: DEFAULT_ATTACHMENTS,
  auditDays: AUDIT_DAYS.default,
  openid: null,
  consoleFolder: null,
};
const app = createApp(config, { store, clock: SYSTEM_CLOCK, randomness: SYSTEM_RANDOMNESS, logger });
const traffic = new LiveTraffic(await openProject(store, benchScope()));
await traffic.begin();

process.on('message', ({ perSecond, seconds }: AckRequest) => {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const run = perSecond === 0 ? sleep(seconds * 1_000, []) : traffic.run(perSecond, seconds);
  run
    .then((latenciesMs) => answer({ latenciesMs, longestTurnMs: delays.max / 1e6 }))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});
process.once('SIGTERM', () => {
  app.close().finally(() => process.disconnect());
});

const { url } = await app.listen();
answer({ port: Number(new URL(url).port) });
