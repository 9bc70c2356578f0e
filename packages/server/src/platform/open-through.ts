/** A device or pipe for what is written piece by piece and at once, such as rejects. */
import { closeSync, openSync } from 'node:fs';
import { type OutputPlace, OutputRefused, openReadPipe } from './output-place.ts';

/** Opens a device or pipe to write through. @throws OutputRefused for a socket, and a pipe without a reader */
export function openThrough({ kind, path }: OutputPlace): number {
  if (kind === 'socket') throw new OutputRefused(`${path} is a socket; name a file, a device or a pipe`);
  if (kind === 'device') return openSync(path, 'w');
  const probe = openReadPipe(path);
  if (probe === null) throw new OutputRefused(`nobody reads from the pipe ${path}; start its reader first`);
  try {
    return openSync(path, 'w');
  } finally {
    closeSync(probe);
  }
}
