/** Where the tools of others are, or why their tests are skipped. Used by the tests of this folder only. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const MODULES = path.join(import.meta.dirname, 'node_modules');

export interface ToolRun {
  readonly code: number;
  readonly output: string;
  readonly stdout: string;
}

/** Why nothing of it can be run; null when it is installed. */
export function missingOutside(): string | null {
  return existsSync(MODULES) ? null : 'the tools of others are not installed: npm run test:outside';
}

/** Runs a program of the packages with this Node. Its exit code and what it printed; never rejects for a failure of it. */
export async function runOutside(program: string, words: readonly string[], cwd: string): Promise<ToolRun> {
  const run = promisify(execFile);
  try {
    const env = { ...process.env, NO_COLOR: '1', REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    const { stdout, stderr } = await run(process.execPath, [path.join(MODULES, program), ...words], options);
    return { code: 0, output: stdout + stderr, stdout };
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error && 'code' in error)) throw error;
    return { code: Number(error.code), output: `${error.stdout}${error.stderr}`, stdout: String(error.stdout) };
  }
}

export function outsideModules(): string {
  return MODULES;
}
