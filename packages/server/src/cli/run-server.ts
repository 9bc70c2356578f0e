/** Runs the server on a store until a signal or the store ends it. Used by serve and demo. */
import { type AppConfig, createApp } from '../app.ts';
import { instant } from '../model/instant.ts';
import { createLogger } from '../platform/logger.ts';
import { spaceOutCollections } from '../platform/space-out-collections.ts';
import { inviteFirst } from '../services/people/invite-first.ts';
import { addressOfLink } from '../services/people/sign-in-links.ts';
import { describePlace, noteAddress, openStore, type StorePlace } from '../store/open-store.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { tellingIfNew } from './open-command-store.ts';

export interface ServerRun extends AppConfig {
  readonly store: StorePlace;
  readonly logLevel: string;
  /** Called once, when the server accepts requests. The address has no slash at the end. */
  readonly onReady: (url: string) => void;
}

/** The longest that a stop may take: process managers send SIGKILL after five seconds or more. */
const LONGEST_STOP_MS = 4_700;

/**
 * Exit code 0 after a signal. Exit code 1 when the address is taken or not allowed, and when the disk failed during a
 * commit: its outcome is then unknown until the next start.
 * @throws StoreError `locked` when another server has the store
 */
export async function runServer(run: ServerRun, io: CommandIo): Promise<number> {
  spaceOutCollections();
  const logger = createLogger(run.logLevel, io.stderr);
  const ending = Promise.withResolvers<number>();
  const onFatal = (error: unknown) => {
    logger.fatal({ err: error }, 'the outcome of a commit is unknown; the server stops, start it again to recover');
    ending.resolve(EXIT.failed);
  };
  const store = await tellingIfNew(run.store, io, () =>
    openStore(run.store, {
      mode: 'serve',
      newEpoch: () => io.randomness.uuid(),
      newSecret: () => io.randomness.bytes(32),
      nowMs: () => io.clock.nowMs(),
      monotonicMs: () => io.clock.monotonicMs(),
      logger,
      onFatal,
    }),
  );
  const app = createApp(run, { store, clock: io.clock, randomness: io.randomness, logger });
  try {
    const { url } = await app.listen();
    await noteAddress(run.store, url);
    run.onReady(url);
    logger.info({ url, store: describePlace(run.store) }, 'ready');
    const invitation = await inviteFirst(store, instant(io.clock.nowMs()), io.randomness);
    if (invitation !== null) {
      const { login, tenantId, token } = invitation;
      const link = addressOfLink(run.publicUrl ?? url, token);
      const sentence = `nobody can sign in to the console yet: this link does once, within an hour, as ${login} of ${tenantId}; parley user link makes another`;
      logger.warn({ link }, sentence);
    }
    if ((await store.listProjects(null)).length === 0) {
      const sentence =
        'this store has no projects, so every request is refused: create one with parley project create and a key with parley key create, or give the right --data';
      logger.warn({ store: describePlace(run.store) }, sentence);
    }
  } catch (error) {
    await app.close();
    return reportListenFailure(error, run, io);
  }
  const stop = () => {
    logger.info({ signal: io.signal.reason }, 'stopping');
    ending.resolve(EXIT.done);
  };
  if (io.signal.aborted) stop();
  else io.signal.addEventListener('abort', stop, { once: true });
  const exitCode = await ending.promise;
  // Before the lock is free: the next server writes its own.
  await noteAddress(run.store, null);
  const isClosed = await endsInTime(app.close());
  if (isClosed) logger.info('stopped');
  else logger.warn('stopped without waiting for unfinished work');
  return exitCode;
}

function reportListenFailure(error: unknown, { host, port, metricsPort }: ServerRun, io: CommandIo): number {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const ports = metricsPort === null ? `port ${port}` : `port ${port} or ${metricsPort}`;
  switch (code) {
    case 'EADDRINUSE':
      return reportFailure(io, `${ports} on ${host} is in use; give another --port, or stop the program that uses it`);
    case 'EACCES':
      return reportFailure(io, `${ports} on ${host} may not be used by this user; give a --port above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return reportFailure(io, `${host} is not an address of this machine; give another --host`);
    default:
      throw error;
  }
}

/** False when the work takes longer than `LONGEST_STOP_MS`. */
async function endsInTime(work: Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), LONGEST_STOP_MS);
  const isDone = await Promise.race([work.then(() => true), promise]);
  clearTimeout(timer);
  return isDone;
}
