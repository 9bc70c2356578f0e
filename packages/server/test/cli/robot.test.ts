/** `parley robot` against a real server: chats that it holds are in the log, whole and in order, also when its network fails. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { SYSTEM_CLOCK } from '../../src/platform/clock.ts';
import { SYSTEM_RANDOMNESS } from '../../src/platform/randomness.ts';
import { SYSTEM_TIMERS } from '../../src/platform/timers.ts';
import { RobotCounts } from '../../src/services/robot/robot-counts.ts';
import { runRobot } from '../../src/services/robot/run-robot.ts';
import { basic, bootServer } from '../helpers/boot-server.ts';
import { compileCacheOf } from '../helpers/compile-cache.ts';
import { runCli } from '../helpers/run-cli.ts';

const server = await bootServer({ edge: { visitorLimits: 0 } });
afterAll(() => server[Symbol.asyncDispose]());
for (const project of [822, 823]) await server.makeProject(project);
const key = await server.makeKey({ scopes: ['admin', 'chats:answer', 'chats:read'] });

interface LoggedChat {
  readonly chatId: number;
  readonly lastAgentName: string;
  readonly transcript: readonly { readonly message: string; readonly name: string }[];
}

async function logOf(project: number): Promise<readonly LoggedChat[]> {
  const reply = await server.get(`/v2/projects/${project}/chats?limit=1000`, { key });
  return JSON.parse(reply.text).response;
}

/** Until so many chats are over. */
async function play(project: number, chats: number, hasFaults: boolean): Promise<RobotCounts> {
  const stop = new AbortController();
  const counts = new RobotCounts();
  await runRobot({
    url: server.url,
    authorization: basic(key.tenant, key.key),
    projectId: project,
    siteKey: null,
    visitors: 6,
    agents: 2,
    rate: 600,
    seed: 7,
    haste: 100,
    hasFaults,
    clock: SYSTEM_CLOCK,
    timers: SYSTEM_TIMERS,
    randomness: SYSTEM_RANDOMNESS,
    counts,
    onProgress: () => {
      if (counts.closed >= chats) stop.abort();
    },
    signal: stop.signal,
  });
  return counts;
}

const PARLEY = resolve(import.meta.dirname, '../../bin/parley.js');

test('parley demo has robots, and its log grows', async () => {
  const env = { PATH: process.env.PATH ?? '', TMPDIR: tmpdir(), ...compileCacheOf(process.env) };
  const child = spawn(process.execPath, [PARLEY, 'demo', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith('Stop it')) break;
  }
  expect(lines).toContainEqual(expect.stringMatching(/^Robots hold 3 more chats a minute there/));
  const [, demoKey = '', url = ''] = /^curl -u demo:(\w+) '(.+)\?limit=3'$/m.exec(lines.join('\n')) ?? [];
  const countChats = async () => {
    const reply = await fetch(`${url}?limit=1`, { headers: { authorization: basic('demo', demoKey) } });
    return Number(reply.headers.get('x-total-count'));
  };
  await expect.poll(countChats, { timeout: 30_000 }).toBeGreaterThan(2_000);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

describe('parley robot', () => {
  test.each([
    ['over a good network', 822, false],
    ['over a bad one', 823, true],
  ] as const)('holds chats %s', async (_, project, hasFaults) => {
    const counts = await play(project, 8, hasFaults);
    const chats = await logOf(project);
    expect(chats.length).toBeGreaterThanOrEqual(8);
    const talks = chats.filter(({ transcript }) => new Set(transcript.map(({ name }) => name)).size > 1);
    expect(talks.length).toBeGreaterThanOrEqual(4);
    expect(talks.map(({ lastAgentName }) => lastAgentName)).toContain('Robin');
    const logged = chats.reduce((sum, { transcript }) => sum + transcript.length, 0);
    // Those whose acknowledgement had not come when it ended.
    expect(logged - counts.messages).toBeGreaterThanOrEqual(0);
    expect(logged - counts.messages).toBeLessThan(12);
    expect(counts.resends > 0).toBe(hasFaults);
    expect(counts.percentileMs(0.5)).toBeGreaterThanOrEqual(0);
  });

  test('says what it has done', async () => {
    const words = ['--url', server.url, '--tenant', key.tenant, '--project', '822', '--for', '1', '--haste', '100'];
    const { exitCode, stdout } = await runCli(['robot', ...words], { PARLEY_ROBOT_KEY: key.key });
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^\d+ chats begun, .* resends\n/)]);
  });

  test('says why it cannot begin', async () => {
    const reader = await server.makeKey();
    const words = ['robot', '--url', server.url, '--tenant', key.tenant, '--project', '822'];
    const refused = await runCli(words, { PARLEY_ROBOT_KEY: reader.key });
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('parley: the server refuses: ')]);
    const without = await runCli(words);
    expect([without.exitCode, without.stderr]).toEqual([64, expect.stringContaining('a key is needed')]);
    const noSite = await runCli([...words, '--site', 'pk_none'], { PARLEY_ROBOT_KEY: key.key });
    expect([noSite.exitCode, noSite.stderr]).toEqual([1, 'parley: project 822 has no site pk_none\n']);
  });
});
