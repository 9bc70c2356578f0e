/** Has the console ready before the server starts. Used by serve and demo. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandIo } from './command-io.ts';

/**
 * The folder of the console's page, built when it is stale and the tools to build it are installed; null when there is none.
 * A server without a console serves the API all the same, so a failure is only reported.
 */
export async function prepareConsole(io: Pick<CommandIo, 'stderr'>): Promise<string | null> {
  try {
    const { buildConsole } = await import('@parley/console/build');
    const report = await buildConsole(() => io.stderr.write('building the console, which takes a few seconds\n'));
    return report.folder;
  } catch (error) {
    const folder = join(dirname(fileURLToPath(import.meta.resolve('@parley/console/package.json'))), 'dist');
    if (existsSync(join(folder, 'index.html'))) return folder;
    io.stderr.write(`the console is not built, only the API is served: ${describe(error)}\n`);
    return null;
  }
}

function describe(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const isNotInstalled = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isNotInstalled ? 'its tools are not installed; run npm ci' : line;
}
