/** Where a copy is written: a file of its own, or through a device, pipe or socket. Used by run-pull.ts. */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isLogHead } from './log-head.ts';
import {
  findOutput,
  type OutputPlace,
  preparingFor,
  requireKept,
  requireOurs,
  requireWritable,
} from './output-place.ts';
import { openOutputStream } from './output-stream.ts';
import type { PullContext } from './pull-context.ts';
import { EXIT, PullError } from './pull-error.ts';
import type { PullOptions } from './pull-options.ts';

/**
 * Before the server is asked anything. @throws OutputRefused when what is there, or half-written beside it, is no copy, and when
 * nothing can be written there; PullError when it cannot be kept there
 */
export function prepareCopy(options: PullOptions): OutputPlace {
  const { file, format, isFollowing, stateFile } = options;
  if (isFollowing && format === 'ndjson') preparingFor('--state', stateFile, () => prepareState(stateFile));
  return preparingFor('--to', file, () => prepareFile(options));
}

function prepareState(path: string): void {
  const place = findOutput(path);
  requireKept(place);
  requireWritable(place, '.new');
}

function prepareFile({ file, format, isFollowing, mayOverwrite }: PullOptions): OutputPlace {
  const place = findOutput(file);
  const isKept = format === 'sqlite' || isFollowing;
  if (place.kind !== 'file' && isKept) {
    const kept = format === 'sqlite' ? 'an SQLite copy is' : '--follow is';
    throw new PullError(`${file} is a ${place.kind}; ${kept} only for a file, which can be read again`, EXIT.usage);
  }
  const ownership = { what: 'a copy of a log', isOurs: isLogHead, mayOverwrite };
  // An SQLite copy says itself whether it is one.
  const files = place.kind !== 'file' || format === 'sqlite' ? [] : [place.path, `${place.path}.part`];
  for (const path of files) requireOurs(path, ownership);
  requireWritable(place, isKept ? '' : '.part');
  return place;
}

/** Makes the copy in a temporary file and writes it out once it is whole and proved. Returns the exit code. */
export async function writeThrough(
  context: PullContext,
  place: OutputPlace,
  pull: (context: PullContext) => Promise<number>,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pull-'));
  try {
    const file = join(folder, 'copy');
    const exitCode = await pull({ ...context, options: { ...context.options, file } });
    if (exitCode !== EXIT.done) return exitCode;
    const { signal } = context;
    try {
      await pipeline(createReadStream(file), await openOutputStream(place, signal), { signal });
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) Object.assign(error, { path: place.path });
      throw error;
    }
    return EXIT.done;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
