/**
 * The file of rows that a mirror could not store: one JSON object per line. It holds those of one pass, even an interrupted
 * one: what was written after the last saved state is truncated, because it is read again. Each row is written once.
 */
import { hash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { openThrough } from '../../platform/open-through.ts';
import {
  findOutput,
  type OutputPlace,
  preparingFor,
  requireOurs,
  requireWritable,
} from '../../platform/output-place.ts';
import { makeFolders, PRIVATE_FILE } from '../../platform/private-files.ts';
import { namingPath } from '../../platform/system-error.ts';
import { rejectsOf } from '../import/reject-file.ts';

export interface MirrorReject {
  /** The request to the source. */
  readonly request: string;
  /** Position of the row in the reply, from 1. */
  readonly row: number;
  /** Path of the field, "" for the whole row. */
  readonly field: string;
  readonly reason: string;
  /** The row as received, cut after 64 KiB. */
  readonly text: string;
}

const KEPT_BYTES = 64 * 1024;

export class MirrorRejects implements Disposable {
  readonly path: string;
  readonly #place: OutputPlace;
  #descriptor: number | null = null;
  #bytes = 0;
  readonly #known = new Set<string>();

  /** A device or pipe is written through. @throws OutputRefused when another file is there */
  constructor(path: string, mayOverwrite = false) {
    this.path = path;
    this.#place = preparingFor('--rejects', path, () => {
      const place = findOutput(path);
      if (place.kind === 'file') {
        requireOurs(place.path, rejectsOf(mayOverwrite));
        makeFolders(dirname(place.path));
      }
      requireWritable(place, '');
      return place;
    });
  }

  get #isFile(): boolean {
    return this.#place.kind === 'file';
  }

  /** Continues after `bytes` of the file; 0 begins a new one, which is created with its first row. */
  resumeAt(bytes: number): void {
    this[Symbol.dispose]();
    if (!this.#isFile) return;
    if (bytes === 0) {
      rmSync(this.#place.path, { force: true });
      return;
    }
    const descriptor = this.#open();
    // A file that somebody shortened is not filled up with zeros.
    const kept = readFileSync(descriptor).subarray(0, bytes);
    this.#bytes = kept.length;
    ftruncateSync(descriptor, kept.length);
    for (const line of kept.toString('utf8').split('\n')) {
      const reject = line === '' ? null : readReject(line);
      if (reject !== null) this.#known.add(keyOf(reject));
    }
  }

  /** False when the row is already there. Only its owner may read the file: rows hold what visitors wrote. */
  add(reject: Omit<MirrorReject, 'text'>, row: Uint8Array): boolean {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(row.subarray(0, KEPT_BYTES));
    const whole: MirrorReject = { ...reject, text };
    const key = keyOf(whole);
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const line = Buffer.from(`${JSON.stringify(whole)}\n`);
    namingPath(this.path, () => writeSync(this.#open(), line, 0, line.length, this.#isFile ? this.#bytes : null));
    if (this.#isFile) this.#bytes += line.length;
    return true;
  }

  /** Length of what is synced to disk. */
  sync(): number {
    if (this.#descriptor !== null && this.#isFile) fsyncSync(this.#descriptor);
    return this.#bytes;
  }

  #open(): number {
    if (this.#descriptor !== null) return this.#descriptor;
    if (this.#isFile) {
      const { path } = this.#place;
      makeFolders(dirname(path));
      closeSync(openSync(path, 'a+', PRIVATE_FILE));
      this.#descriptor = openSync(path, 'r+');
    } else this.#descriptor = openThrough(this.#place);
    return this.#descriptor;
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
    this.#bytes = 0;
    this.#known.clear();
  }
}

function keyOf({ field, reason, text }: MirrorReject): string {
  return hash('sha256', JSON.stringify([field, reason, text]), 'base64');
}

function readReject(line: string): MirrorReject | null {
  try {
    return JSON.parse(line) as MirrorReject;
  } catch {
    return null;
  }
}
