/** `parley robot`: plays visitors and agents against a server, to try it, to show it, or to see how much it bears. */
import { readFileSync } from 'node:fs';
import { matching, type OptionSpecs, type OptionValues } from '../platform/option-spec.ts';
import { SYSTEM_TIMERS } from '../platform/timers.ts';
import { RobotCounts } from '../services/robot/robot-counts.ts';
import { RobotRefused } from '../services/robot/robot-desk.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { PROJECT, required, TENANT } from './option-groups.ts';
import { ProgressLine } from './progress-line.ts';

const OPTIONS = {
  url: {
    kind: 'text',
    env: 'PARLEY_URL',
    shape: matching(/^https?:\/\/[^\s/?#]+$/, 'an address such as http://127.0.0.1:8822'),
    default: 'http://127.0.0.1:8822',
    sentence: 'Address of the server.',
  },
  tenant: required(TENANT),
  project: required(PROJECT),
  key: {
    kind: 'text',
    env: 'PARLEY_ROBOT_KEY',
    isSecret: true,
    sentence:
      'API key with the scopes admin and chats:answer. Other users of the machine can read the command line: prefer a file or the environment.',
  },
  keyFile: { kind: 'path', insteadOf: 'key', sentence: 'File that holds the API key and nothing else.' },
  site: {
    kind: 'text',
    sentence: 'Key of the site that visitors write to; without it one named Robots, which is made with its queue.',
  },
  visitors: {
    kind: 'integer',
    minimum: 1,
    maximum: 10_000,
    default: 10,
    unit: 'visitors',
    sentence: 'How many write at the same time, at most.',
  },
  agents: {
    kind: 'integer',
    minimum: 1,
    maximum: 500,
    default: 3,
    unit: 'agents',
    sentence: 'How many answer; those that are missing are made, with logins robot1, robot2 and so on.',
  },
  rate: {
    kind: 'integer',
    minimum: 1,
    maximum: 60_000,
    default: 6,
    unit: 'chats a minute',
    sentence: 'New chats; from one address a server takes 30 a minute unless it runs with other --visitor-limits.',
  },
  haste: {
    kind: 'integer',
    minimum: 1,
    maximum: 1_000,
    default: 1,
    unit: 'times',
    sentence: 'How many times faster than people they think and write.',
  },
  seed: { kind: 'integer', minimum: 0, default: 1, sentence: 'Decides what is said, and when; also the faults.' },
  for: {
    kind: 'integer',
    minimum: 1,
    unit: 'seconds',
    sentence: 'How long they play; without it until Ctrl-C.',
  },
  faults: {
    kind: 'flag',
    sentence: 'Lose requests and replies, send some requests twice, and cut streams, as bad networks do.',
  },
} as const satisfies OptionSpecs;

export const robotCommand = defineCommand({
  name: 'robot',
  summary: 'Play visitors and agents who chat, against any server.',
  examples: [
    'parley robot --tenant acme --project 822 --key-file admin.key',
    'parley robot --url https://acme.example.com --tenant acme --project 822 --key-file admin.key --rate 60 --visitors 50 --agents 20 --for 300 --faults',
  ],
  options: OPTIONS,
  run: playRobots,
});

/** Exit code 0 after the time or a signal, 1 when the server does not let them begin, 64 without a key. */
async function playRobots(options: OptionValues<typeof OPTIONS>, io: CommandIo): Promise<number> {
  const key = options.keyFile === null ? options.key : readFileSync(options.keyFile, 'utf8').trim();
  if (key === null) return reportFailure(io, 'a key is needed: give --key-file, or PARLEY_ROBOT_KEY', EXIT.usage);
  const { runRobot } = await import('../services/robot/run-robot.ts');
  const over = new AbortController();
  const signal = AbortSignal.any([io.signal, over.signal]);
  using _end = options.for === null ? null : SYSTEM_TIMERS.after(options.for * 1_000, () => over.abort());
  const counts = new RobotCounts();
  const progress = new ProgressLine('robot', io);
  try {
    await runRobot({
      url: options.url,
      authorization: `Basic ${Buffer.from(`${options.tenant}:${key}`).toString('base64')}`,
      projectId: options.project,
      siteKey: options.site,
      visitors: options.visitors,
      agents: options.agents,
      rate: options.rate,
      haste: options.haste,
      seed: options.seed,
      hasFaults: options.faults,
      clock: io.clock,
      timers: SYSTEM_TIMERS,
      randomness: io.randomness,
      counts,
      onProgress: () => progress.show(() => counts.describe()),
      signal,
    });
  } catch (error) {
    if (error instanceof RobotRefused) return reportFailure(io, error.message);
    throw error;
  }
  progress.end();
  io.stdout.write(`${counts.describe()}\n`);
  for (const [code, count] of counts.refusals) io.stdout.write(`refused: ${count} × ${code}\n`);
  return EXIT.done;
}
