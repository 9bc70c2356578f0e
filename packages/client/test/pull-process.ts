/** Runs `parley-pull` for tests: in the test's process, or as a separate process that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestKey } from '../../server/test/helpers/boot-server.ts';
import { compileCacheOf } from '../../server/test/helpers/compile-cache.ts';
import { runPull } from '../src/pull/run-pull.ts';

const LAUNCHER = fileURLToPath(new URL('../bin/parley-pull.js', import.meta.url));

export interface PullRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface PullTarget {
  readonly url: string;
  readonly key: TestKey;
  readonly project?: number;
}

/** The target as environment variables. */
export function environmentOf({ url, key, project = 822 }: PullTarget): Record<string, string> {
  return { PARLEY_URL: url, PARLEY_CUSTOMER: key.tenant, PARLEY_KEY: key.key, PARLEY_PROJECT: String(project) };
}

export async function pull(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  { isTerminal = false, signal = new AbortController().signal } = {},
): Promise<PullRun> {
  let [out, err, now] = ['', '', 0];
  const exitCode = await runPull(words, {
    version: '9.8.7',
    env,
    isTerminal,
    signal,
    // Every reading of the clock is a minute later, so that all progress is shown.
    nowMs: () => {
      now += 60_000;
      return now;
    },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { exitCode, out, err };
}

export function spawnPull(words: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [LAUNCHER, ...words], {
    env: { ...env, ...compileCacheOf(process.env) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
