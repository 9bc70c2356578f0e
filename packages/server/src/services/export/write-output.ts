/** Writes an export to the file, device, pipe or socket that somebody named. Used by `parley export --out`. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isLogHead } from '../../chat-log/formats/log-head.ts';
import {
  findOutput,
  type OutputPlace,
  openFresh,
  preparingFor,
  requireOurs,
  requireWritable,
} from '../../platform/output-place.ts';
import { openOutputStream } from '../../platform/output-stream.ts';
import { PARTIAL } from './export-manifest.ts';

/**
 * Where the path leads. @throws OutputRefused when what is there, or half-written beside it, is no export, and when nothing
 * can be written there
 */
export function prepareOutput(option: string, path: string, mayOverwrite: boolean): OutputPlace {
  return preparingFor(option, path, () => {
    const place = findOutput(path);
    const ownership = { what: 'an export', isOurs: isLogHead, mayOverwrite };
    const files = place.kind === 'file' ? [place.path, `${place.path}${PARTIAL}`] : [];
    for (const file of files) requireOurs(file, ownership);
    requireWritable(place, PARTIAL);
    return place;
  });
}

/** A file has its name only when it is complete and on the disk. Returns how many bytes were written. */
export async function writeOutput(
  pieces: AsyncIterable<Uint8Array>,
  place: OutputPlace,
  signal: AbortSignal,
): Promise<number> {
  let bytes = 0;
  const counted = Readable.from(
    (async function* () {
      for await (const piece of pieces) {
        bytes += piece.length;
        yield piece;
      }
    })(),
  );
  if (place.kind !== 'file') {
    await pipeline(counted, await openOutputStream(place, signal), { signal });
    return bytes;
  }
  const partial = `${place.path}${PARTIAL}`;
  const fd = openFresh(partial);
  try {
    await pipeline(counted, createWriteStream(partial, { fd, flush: true }), { signal });
    await rename(partial, place.path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return bytes;
}
