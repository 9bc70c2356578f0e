// Made by `npm run generate` from packages/server/src/platform/output-stream.ts; never edited by hand.
/** A device, pipe or socket as a stream, so that a program that waits for its reader can still be stopped. */
import { createWriteStream } from 'node:fs';
import { createConnection, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { isStandardOutput, type OutputPlace, openReadPipe } from './output-place.ts';

const LOOK_EVERY_MS = 50;

/** Waits for the reader of a pipe. @throws the reason of `signal`; the system's errors come from the stream */
export async function openOutputStream({ kind, path }: OutputPlace, signal: AbortSignal): Promise<Writable> {
  // What somebody connected us to has no name, so that it can only be written by its descriptor.
  if (kind === 'socket') return isStandardOutput(path) ? new Socket({ fd: 1 }) : createConnection(path);
  if (kind !== 'pipe') return createWriteStream(path, { flags: 'w' });
  for (;;) {
    const descriptor = openReadPipe(path);
    if (descriptor !== null) return new Socket({ fd: descriptor, readable: false, writable: true });
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}
