/** `parley demo`: starts a server with sample chats in one command. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { DEFAULT_ATTACHMENTS } from '../http/attachment-options.ts';
import { DEFAULT_EDGE } from '../http/edge-options.ts';
import { type ProjectId, projectId, type TenantId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { SYSTEM_TIMERS } from '../platform/timers.ts';
import { addressOfLink } from '../services/people/sign-in-links.ts';
import { RobotCounts } from '../services/robot/robot-counts.ts';
import pageExample from '../services/sample/page-example.json' with { type: 'json' };
import { ATTACHMENTS_FOLDER } from '../store/sqlite/store-files.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { runImport } from './import.ts';
import { openCommandStore } from './open-command-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { AUDIT_DAYS, HOST } from './option-groups.ts';
import { writeSample } from './sample.ts';

const TENANT = 'demo' as TenantId;
const EXAMPLE_PROJECT = 1;
const SAMPLE_PROJECT = 822;
const SAMPLE_CHATS = 2_000;
const SAMPLE_SEED = 7;
const TIME_ZONE = 'Europe/Budapest';
const FIRST_PORT = 8822;
const PORTS_TO_TRY = 100;
const ROBOT_CHATS_A_MINUTE = 3;

const OPTIONS = {
  data: {
    kind: 'path',
    sentence: 'Folder to keep the demonstration in; without it a temporary one that is removed at the end.',
  },
  host: HOST,
  port: { kind: 'port', sentence: 'Port to listen on; without it the first free one from 8822 up.' },
  withoutRobots: { kind: 'flag', sentence: 'Without the robots that hold a few chats a minute while the server runs.' },
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const demoCommand = defineCommand({
  name: 'demo',
  summary: 'Serve sample chats, and print a key and commands to read them with.',
  examples: ['parley demo'],
  options: OPTIONS,
  run: runDemo,
});

/** Fills a store, serves it and prints how to read it. With `--data` the store is kept, and a second run reuses it. */
async function runDemo(options: Values, io: CommandIo): Promise<number> {
  if (options.data !== null) return serveDemo(options.data, options, io);
  const directory = await mkdtemp(join(tmpdir(), 'parley-demo-'));
  try {
    return await serveDemo(directory, options, io);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function serveDemo(directory: string, options: Values, io: CommandIo): Promise<number> {
  const access = await prepareStore(directory, io);
  if (io.signal.aborted) return exitCodeOf(io.signal);
  if (access === null)
    return reportFailure(io, `the demonstration could not be put into ${directory}; give another --data`);
  const port = options.port ?? (await findFreePort(options.host));
  if (port === null) return reportFailure(io, `no port from ${FIRST_PORT} up is free; give one with --port`);
  const hasRobots = !options.withoutRobots;
  const { prepareConsole } = await import('./prepare-console.ts');
  const consoleFolder = await prepareConsole(io);
  const { runServer } = await import('./run-server.ts');
  return runServer(
    {
      store: { data: directory, database: null },
      host: options.host,
      port,
      metricsPort: null,
      publicUrl: null,
      tenantDomains: [],
      edge: DEFAULT_EDGE,
      attachments: { ...DEFAULT_ATTACHMENTS, place: { kind: 'folder', folder: join(directory, ATTACHMENTS_FOLDER) } },
      auditDays: AUDIT_DAYS.default,
      openid: null,
      consoleFolder,
      logLevel: 'warn',
      onReady: (url) => {
        io.stdout.write(describeDemo({ url, ...access, directory, isTemporary: options.data === null, hasRobots }));
        if (hasRobots) void playRobots(url, access, io);
      },
    },
    io,
  );
}

/** Quietly: chats go on, whatever becomes of them. */
async function playRobots(url: string, { robotKey }: DemoAccess, io: CommandIo): Promise<void> {
  const { runRobot } = await import('../services/robot/run-robot.ts');
  const { clock, randomness, signal } = io;
  const authorization = `Basic ${Buffer.from(`${TENANT}:${robotKey}`).toString('base64')}`;
  const from = { url, authorization, projectId: SAMPLE_PROJECT, siteKey: null };
  const how = { visitors: 6, agents: 3, rate: ROBOT_CHATS_A_MINUTE, seed: clock.nowMs(), haste: 1, hasFaults: false };
  const parts = {
    clock,
    randomness,
    timers: SYSTEM_TIMERS,
    signal,
    counts: new RobotCounts(),
    onProgress: () => undefined,
  };
  await runRobot({ ...from, ...how, ...parts }).catch((error: unknown) => {
    if (!signal.aborted)
      io.stderr.write(`the robots have stopped: ${error instanceof Error ? error.message : error}\n`);
  });
}

/** How to get at the demonstration. */
interface DemoAccess {
  readonly key: string;
  /** Of the robots, which set up their desk by it. */
  readonly robotKey: string;
  /** The secret part of a link that signs somebody in once. */
  readonly linkToken: string;
}

/** null when other data in the store prevents it. */
async function prepareStore(directory: string, io: CommandIo): Promise<DemoAccess | null> {
  io.stderr.write(`creating a store with ${SAMPLE_CHATS} chats in ${directory}\n`);
  const access = await createAccess(directory, io);
  const example = {
    ...pageExample,
    response: pageExample.response.map((row) => ({ ...row, projectId: EXAMPLE_PROJECT })),
  };
  const isExampleIn = await importInto(
    directory,
    EXAMPLE_PROJECT,
    Readable.from([Buffer.from(JSON.stringify(example))]),
    io,
  );
  const sample = new PassThrough();
  const written = writeSample({ chats: SAMPLE_CHATS, seed: SAMPLE_SEED, stdout: sample }).then(() => sample.end());
  const isSampleIn = await importInto(directory, SAMPLE_PROJECT, sample, io);
  await written;
  return isExampleIn && isSampleIn ? access : null;
}

async function createAccess(directory: string, io: CommandIo): Promise<DemoAccess | null> {
  await using store = await openCommandStore({ data: directory, database: null }, io, {
    isMade: true,
    isAnnounced: true,
  });
  const { createKey } = await import('../services/access/create-key.ts');
  const { createProject } = await import('../services/access/create-project.ts');
  const { inviteAdmin } = await import('../services/people/invite-first.ts');
  const projects: readonly (readonly [ProjectId, string])[] = [
    [projectId(EXAMPLE_PROJECT), 'Example of the documentation'],
    [projectId(SAMPLE_PROJECT), 'Support'],
  ];
  for (const [id, name] of projects) {
    // An existing project comes from an earlier run.
    await createProject(store, { tenantId: TENANT, projectId: id, name, zoneName: TIME_ZONE }, operatorDeed(io));
  }
  const request = {
    tenantId: TENANT,
    name: 'demo',
    projectIds: projects.map(([id]) => id),
    queueIds: null,
    scopes: ['chats:read'],
    startSemantics: 'id',
    allowedIps: [],
    expiresAt: null,
  } as const;
  const created = await createKey(store, request, operatorDeed(io), io.randomness);
  const ofRobots = { ...request, name: 'robots', projectIds: null, scopes: ['admin', 'chats:answer'] } as const;
  const robots = await createKey(store, ofRobots, operatorDeed(io), io.randomness);
  const invitation = await inviteAdmin(store, TENANT, instant(io.clock.nowMs()), io.randomness);
  if ('refused' in created || 'refused' in robots || invitation === null) return null;
  return { key: created.key, robotKey: robots.key, linkToken: invitation.token };
}

async function importInto(directory: string, project: number, stdin: Readable, io: CommandIo): Promise<boolean> {
  const exitCode = await runImport({
    ...io,
    store: { data: directory, database: null },
    tenantId: TENANT,
    projectId: projectId(project),
    file: '-',
    rejectsPath: join(directory, 'demo.rejects.ndjson'),
    stdin,
    stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
  });
  return exitCode === EXIT.done;
}

/** The first free port; null when none of the first hundred is free. */
async function findFreePort(host: string): Promise<number | null> {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TO_TRY; port += 1) {
    if (await isFree(host, port)) return port;
  }
  return null;
}

function isFree(host: string, port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen({ host, port }, () => probe.close(() => resolve(true)));
  });
}

interface DescribedDemo extends Omit<DemoAccess, 'robotKey'> {
  readonly url: string;
  readonly directory: string;
  readonly isTemporary: boolean;
  readonly hasRobots: boolean;
}

/** Exactly one line begins with `curl `; the three lines of Python can be pasted as they are. */
function describeDemo({ url, key, linkToken, directory, isTemporary, hasRobots }: DescribedDemo): string {
  const log = `${url}/v2/projects/${SAMPLE_PROJECT}/chats`;
  return `parley listening on ${url}

Open the log in a browser, signed in (the link works once):

${addressOfLink(`${url}/projects/${SAMPLE_PROJECT}/chats`, linkToken)}

Tenant ${TENANT}: project ${EXAMPLE_PROJECT} holds the example of the documentation, project ${SAMPLE_PROJECT} holds ${SAMPLE_CHATS} made-up chats.${
    hasRobots
      ? `\nRobots hold ${ROBOT_CHATS_A_MINUTE} more chats a minute there while this runs; --without-robots leaves them out.`
      : ''
  }
The store is in ${directory}${isTemporary ? ', and is removed at the end' : ''}.
The documentation of the API is at ${url}/docs

Read the log:

curl -u ${TENANT}:${key} '${log}?limit=3'

The same in Python, with requests and pandas:

import pandas, requests
reply = requests.get('${log}', auth=('${TENANT}', '${key}'))
print(pandas.DataFrame(reply.json()['response'])[['chatId', 'type', 'disposition', 'slaStatus', 'duration']])

Stop it with Ctrl-C.
`;
}
