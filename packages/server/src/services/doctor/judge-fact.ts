/** Says what each fact of a look over the store means for its operator. Used by `parley doctor`. */
import { unreachable } from '../../model/unreachable.ts';
import type { StoreErrorCode } from '../../store/store-error.ts';
import type { ChatPlace, StoreFact } from '../../store/store-facts.ts';

export interface Finding {
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** What was looked at and how it is; for `warn` and `fail` also what to do. */
  readonly text: string;
  /** What puts damage right; none for what is no damage. */
  readonly remedy?: Remedy;
}

/** `rebuild`: what is damaged is made again from the events. `restore`: nothing true is left of it. */
export type Remedy = 'rebuild' | 'restore';

type FactOf<Kind extends StoreFact['kind']> = Extract<StoreFact, { readonly kind: Kind }>;

const MEGABYTE = 1_000_000;
const LOW_DISK_BYTES = 1_000 * MEGABYTE;
const NO_DISK_BYTES = 100 * MEGABYTE;
const NAMED_CHATS = 10;
const NAMED_PROBLEMS = 3;
/** A clock that shows a time before this version was made is not set. */
const EARLIEST_CREDIBLE_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

const LOSES_DATA = 'a power cut may destroy the database; set it to on';
/** What PostgreSQL must be set to, and why. */
const WANTED: Readonly<Record<string, readonly [value: string, why: string]>> = {
  fsync: ['on', LOSES_DATA],
  full_page_writes: ['on', LOSES_DATA],
  wal_recycle: ['off', 'old log files are used again unwiped, and keep what was erased; set it to off'],
};

/** Where the reason does not say it already. */
const WHAT_TO_DO: Readonly<Partial<Record<StoreErrorCode, string>>> = {
  missing: 'give the right --data, or restore a backup',
  full: 'make room on the disk that holds it',
};

/** `nowMs` in milliseconds since 1970; null for what needs no word. */
export function judgeFact(fact: StoreFact, nowMs: number): Finding | null {
  switch (fact.kind) {
    case 'unreadable': {
      const whatToDo = fact.isFile ? WHAT_TO_DO[fact.code] : undefined;
      const sentence = whatToDo === undefined ? fact.reason : `${fact.reason}; ${whatToDo}`;
      return fail(`store: ${sentence}`, fact.code === 'damaged' ? 'restore' : undefined);
    }
    case 'file':
      return ok(`store ${fact.directory}: ${fact.isServed ? 'a server has it open' : 'no server has it open'}`);
    case 'access':
      return fact.openToOthers.length === 0
        ? ok('only this user may read the files')
        : warn(`other users of this machine may read ${fact.openToOthers.join(', ')}; run chmod go= on each`);
    case 'server':
      return ok(`store ${fact.place}: PostgreSQL ${fact.version}`);
    case 'disk':
      return judgeDisk(fact);
    case 'setting':
      return judgeSetting(fact);
    case 'version':
      return judgeVersion(fact);
    case 'integrity':
      return judgeIntegrity(fact);
    case 'positions':
      return fact.beyondEnd === 0
        ? ok('positions of the change feed')
        : fail(`positions: ${fact.beyondEnd} changes are beyond the end of the change feed; restore a backup`);
    case 'newest-change':
      return judgeClock(fact, nowMs);
    case 'counters':
      return judgeCounters(fact);
    case 'documents':
      return judgeDocuments(fact);
    case 'events':
      return judgeEvents(fact);
    case 'blocks':
      return judgeBlocks(fact);
    case 'briefs':
      return judgeCopies('briefs', 'what lists show of chats', fact);
    case 'full-rows':
      return judgeCopies('full rows', 'what the change feed sends of chats', fact);
    case 'facts':
      return judgeFacts(fact);
    case 'fact-blocks':
      return judgeFactBlocks(fact);
    case 'search':
      return judgeSearch(fact);
    case 'attachments':
      // Looked at one by one, and judged together.
      return null;
    case 'tombstones':
      return fact.damaged.length === 0 ? null : fail(`tombstones: ${countNamed(fact.damaged)} are damaged`, 'restore');
    default:
      return unreachable(fact);
  }
}

function ok(text: string): Finding {
  return { verdict: 'ok', text };
}

function warn(text: string): Finding {
  return { verdict: 'warn', text };
}

function fail(text: string, remedy?: Remedy): Finding {
  return { verdict: 'fail', text, ...(remedy === undefined ? {} : { remedy }) };
}

function judgeDisk({ freeBytes, storeBytes }: FactOf<'disk'>): Finding {
  const inMegabytes = (bytes: number) => Math.round(bytes / MEGABYTE);
  const sizes = `disk: ${inMegabytes(freeBytes)} MB free, the store has ${inMegabytes(storeBytes)} MB`;
  if (freeBytes < NO_DISK_BYTES) return fail(`${sizes}; make room before writes fail`);
  if (freeBytes < LOW_DISK_BYTES) return warn(`${sizes}; make room soon`);
  return ok(sizes);
}

function judgeSetting({ name, value }: FactOf<'setting'>): Finding | null {
  const wanted = WANTED[name];
  if (wanted === undefined || value === wanted[0]) return null;
  return warn(`setting ${name} is ${value}: ${wanted[1]}`);
}

function judgeVersion({ version, known }: FactOf<'version'>): Finding {
  if (version === known) return ok(`tables: version ${version}`);
  if (version > known) return fail(`tables: version ${version} was made by a later Parley; update this one`);
  return warn(`tables: version ${version} of ${known}; the next start of parley serve brings them up to date`);
}

function judgeClock({ atMs }: FactOf<'newest-change'>, nowMs: number): Finding {
  const now = `clock: ${new Date(nowMs).toISOString()}`;
  if (nowMs < EARLIEST_CREDIBLE_MS) return warn(`${now}; that is long past; set the time of the machine`);
  if (atMs === null || atMs <= nowMs + DAY_MS) return ok(now);
  return warn(`${now}; the store holds changes from more than a day later; set the time of the machine`);
}

function judgeCounters({ projects, wrong }: FactOf<'counters'>): Finding {
  if (wrong.length === 0) return ok(`counters of ${projects} projects`);
  const which = wrong.map(({ tenantId, projectId, noted, counted }) => {
    return noted === counted
      ? `${tenantId}/${projectId} has an id above the highest that it knows`
      : `${tenantId}/${projectId} says ${noted} chats and has ${counted}`;
  });
  return fail(`counters: ${which.join('; ')}; stop the server and run parley rebuild`, 'rebuild');
}

function judgeIntegrity({ problems, isOfIndexes }: FactOf<'integrity'>): Finding {
  if (problems.length === 0) return ok('integrity of the file');
  const named = `integrity of the file: ${problems.slice(0, NAMED_PROBLEMS).join('; ')}`;
  if (isOfIndexes) return fail(`${named}; stop the server and run parley rebuild`, 'rebuild');
  return fail(`${named}; restore a backup`, 'restore');
}

function judgeDocuments({ checked, damaged, isComplete }: FactOf<'documents'>): Finding {
  if (damaged.length > 0) {
    const what = `documents: ${damaged.length} of ${checked} are damaged (${nameSome(damaged)})`;
    return fail(`${what}; stop the server and run parley rebuild`, 'rebuild');
  }
  return isComplete ? ok(`documents of ${checked} chats`) : warn(`documents: stopped after ${checked}`);
}

function judgeEvents({ checked, damaged, isComplete }: FactOf<'events'>): Finding {
  if (damaged.length > 0) {
    const what = `events: those of ${damaged.length} chats are damaged (${nameSome(damaged)})`;
    return fail(
      `${what}; nothing can be made from them again: restore a backup or import these chats again`,
      'restore',
    );
  }
  return isComplete ? ok(`events of ${checked} chats`) : warn(`events: stopped after ${checked} chats`);
}

function judgeBlocks({ checked, damaged, isComplete }: FactOf<'blocks'>): Finding {
  if (damaged.length > 0) {
    return fail(
      `blocks: ${damaged.length} of ${checked} are damaged; stop the server and run parley rebuild`,
      'rebuild',
    );
  }
  return isComplete ? ok(`${checked} blocks`) : warn(`blocks: stopped after ${checked}`);
}

function judgeCopies(
  name: string,
  what: string,
  { kept, astray, isReadable }: FactOf<'briefs' | 'full-rows'>,
): Finding {
  if (!isReadable) return fail(`${name}: ${what} is damaged; stop the server and run parley rebuild`, 'rebuild');
  if (astray === 0) return ok(`${name} of ${kept} chats`);
  return fail(
    `${name}: those of ${astray} chats are not what the chats give; stop the server and run parley rebuild`,
    'rebuild',
  );
}

function judgeFacts({ kept, waiting, astray, isReadable }: FactOf<'facts'>): Finding {
  if (!isReadable)
    return fail('facts: what is measured of chats is damaged; stop the server and run parley rebuild', 'rebuild');
  if (astray === 0) return ok(`facts of ${kept} chats, ${waiting} read from their documents`);
  return fail(
    `facts: those of ${astray} chats are not what the chats give; stop the server and run parley rebuild`,
    'rebuild',
  );
}

function judgeFactBlocks({ filled, astray, isReadable }: FactOf<'fact-blocks'>): Finding {
  if (!isReadable) return fail('blocks of facts: they are damaged; stop the server and run parley rebuild', 'rebuild');
  if (astray === 0) return ok(`${filled} blocks of facts`);
  return fail(
    `blocks of facts: ${astray} of ${filled} differ from the facts of their chats; stop the server and run parley rebuild`,
    'rebuild',
  );
}

function judgeSearch({ indexed, waiting, astray, isReadable }: FactOf<'search'>): Finding {
  if (!isReadable)
    return fail('search: the index of words is damaged; stop the server and run parley rebuild', 'rebuild');
  if (astray === 0) return ok(`search: ${indexed} chats in the index, ${waiting} read one by one`);
  return fail(
    `search: ${astray} chats or words stand otherwise in the index than in the log; stop the server and run parley rebuild`,
    'rebuild',
  );
}

function countNamed(damaged: readonly ChatPlace[]): string {
  return `${damaged.length} (${nameSome(damaged)})`;
}

function nameSome(damaged: readonly ChatPlace[]): string {
  const first = damaged.slice(0, NAMED_CHATS);
  return first.map(({ tenantId, projectId, chatId }) => `${tenantId}/${projectId}/${chatId}`).join(', ');
}
