/**
 * What a mirror remembers between runs, in its own file. Always written after the commit that it covers: if the process
 * dies, the file is older than the store, and what is read again changes nothing. Holds no key.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { findOutput, openFresh, preparingFor, requireKept, requireWritable } from '../../platform/output-place.ts';
import { makeFolders } from '../../platform/private-files.ts';
import { namingAsked, namingPath } from '../../platform/system-error.ts';
import { MirrorError } from './mirror-error.ts';
import { START_OF_LOG, WalkPosition } from './walk-position.ts';

/** What the name ends with until the state is complete. */
const BEGINNING = '.new';

const Count = Type.Integer({ minimum: 0 });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const closed = { additionalProperties: false };

const MirrorState = Type.Object(
  {
    version: Type.Literal(1),
    /** Address, tenant and project of the source, and the local project. */
    source: Type.String(),
    target: Type.String(),
    /** Epoch of the local store: another one may lack what is recorded here. */
    epoch: Type.String(),
    reading: Type.Union([
      Type.Literal('id'),
      Type.Literal('after'),
      Type.Literal('offset'),
      Type.Literal('ignored'),
      Type.Null(),
    ]),
    isCertain: Type.Boolean(),
    load: Type.Object({ isDone: Type.Boolean(), position: WalkPosition }, closed),
    /** Days still to be read in this pass; null outside a pass. */
    days: Type.Union([Type.Object({ next: Day, last: Day }, closed), Type.Null()]),
    /** When the last complete pass began, epoch milliseconds; null before the first. */
    lastPassMs: Type.Union([Count, Type.Null()]),
    /** Cursor of the source's change feed; null when it has none. */
    cursor: Type.Union([Type.String(), Type.Null()]),
    /** The current pass; null between passes. */
    pass: Type.Union([Type.Object({ startedMs: Count, rejected: Count, rejectBytes: Count }, closed), Type.Null()]),
  },
  closed,
);
export type MirrorState = Static<typeof MirrorState>;
const CHECK = Compile(MirrorState);

export interface StateOwner {
  readonly source: string;
  readonly target: string;
  readonly epoch: string;
}

export function beginState(owner: StateOwner): MirrorState {
  return {
    version: 1,
    ...owner,
    reading: null,
    isCertain: false,
    load: { isDone: false, position: START_OF_LOG },
    days: null,
    lastPassMs: null,
    cursor: null,
    pass: null,
  };
}

/**
 * The state in the file at `path`; a new one when there is none, or when the local store has changed.
 * @throws MirrorError `local` when the file is damaged or belongs to another mirror
 */
export function readState(path: string, owner: StateOwner): MirrorState {
  const text = readIfThere(path);
  if (text === null) return beginState(owner);
  const state = parseState(text);
  if (state === null) {
    throw new MirrorError(
      'local',
      `${path} is not a state file of parley mirror, or it is damaged; give another --state, or remove it to start from scratch`,
    );
  }
  if (state.source !== owner.source || state.target !== owner.target) {
    const sentence = `the state file ${path} belongs to a mirror of ${state.source} into ${state.target}; give another --state`;
    throw new MirrorError('local', sentence);
  }
  return state.epoch === owner.epoch ? state : beginState(owner);
}

/**
 * Before anything is read from the source. Makes the folder. @throws OutputRefused when a state cannot be kept at the path,
 * which `--state` gave
 */
export function prepareState(path: string): void {
  preparingFor('--state', path, () => {
    const place = findOutput(path);
    requireKept(place);
    makeFolders(dirname(place.path));
    requireWritable(place, BEGINNING);
  });
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseState(text: string): MirrorState | null {
  try {
    const value: unknown = JSON.parse(text);
    return CHECK.Check(value) ? value : null;
  } catch {
    return null;
  }
}

/** Replaces the state atomically, even on power loss. @throws OutputRefused when no plain file can be written there */
export function writeState(path: string, state: MirrorState): void {
  const place = findOutput(path);
  const directory = dirname(place.path);
  makeFolders(directory);
  try {
    writeFile(`${place.path}${BEGINNING}`, `${JSON.stringify(state)}\n`);
    renameSync(`${place.path}${BEGINNING}`, place.path);
  } catch (error) {
    throw namingAsked(error, place.path, path);
  }
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeFile(path: string, text: string): void {
  const file = openFresh(path);
  try {
    namingPath(path, () => writeSync(file, text));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
