/** Where a copy is written: a file of its own, or through a device, pipe or socket. Used by run-pull.ts. */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isLogHead } from './log-head.ts';
import { findOutput, type OutputPlace, requireOurs } from './output-place.ts';
import { openOutputStream } from './output-stream.ts';
import type { PullContext } from './pull-context.ts';
import { EXIT, PullError } from './pull-error.ts';
import type { PullOptions } from './pull-options.ts';

/** @throws OutputRefused when what is there, or half-written beside it, is no copy; PullError when it cannot be kept there */
export function prepareCopy({ file, format, isFollowing, mayOverwrite }: PullOptions): OutputPlace {
  const place = findOutput(file);
  if (place.kind !== 'file') {
    if (format !== 'sqlite' && !isFollowing) return place;
    const kept = format === 'sqlite' ? 'an SQLite copy is' : '--follow is';
    throw new PullError(`${file} is a ${place.kind}; ${kept} only for a file, which can be read again`, EXIT.usage);
  }
  // An SQLite copy says itself whether it is one.
  if (format === 'sqlite') return place;
  const ownership = { what: 'a copy of a log', isOurs: isLogHead, mayOverwrite };
  for (const path of [place.path, `${place.path}.part`]) requireOurs(path, ownership);
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
