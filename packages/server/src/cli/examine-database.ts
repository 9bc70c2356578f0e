/** The checks of `parley doctor` on a store in PostgreSQL. */
import { describePlace } from '../store/open-store.ts';
import { PostgresMaintenance } from '../store/postgres/postgres-maintenance.ts';
import { StoreError } from '../store/store-error.ts';
import type { CommandIo } from './command-io.ts';
import { type Finding, NAMED_CHATS } from './finding.ts';

/** Settings without which acknowledged messages may be lost or erased bytes kept. */
const WANTED: readonly (readonly [name: string, value: string, why: string])[] = [
  ['fsync', 'on', 'a power cut may destroy the database; set it to on'],
  ['full_page_writes', 'on', 'a power cut may destroy the database; set it to on'],
  ['wal_recycle', 'off', 'old log files are used again unwiped, and keep what was erased; set it to off'],
];

/** One finding for each check; ends early where the next would make no sense. */
export async function* examineDatabase(database: string, { clock, signal }: CommandIo): AsyncGenerator<Finding> {
  const place = describePlace({ data: '', database });
  try {
    await using store = new PostgresMaintenance(database, clock.monotonicMs);
    const settings = await store.readSettings(['server_version', ...WANTED.map(([name]) => name)]);
    yield { verdict: 'ok', text: `store ${place}: PostgreSQL ${settings.get('server_version')}` };
    for (const [name, value, why] of WANTED) {
      const found = settings.get(name);
      if (found !== value) yield { verdict: 'warn', text: `setting ${name} is ${found}: ${why}` };
    }
    const { found, wanted } = await store.readVersion();
    yield found === wanted
      ? { verdict: 'ok', text: `tables: version ${found}` }
      : { verdict: 'warn', text: `tables: version ${found} of ${wanted}; start the parley that fits them` };
    if (found === wanted) yield* examineContent(store, signal);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    yield { verdict: 'fail', text: `store: ${error.message}` };
  }
}

async function* examineContent(store: PostgresMaintenance, signal: AbortSignal): AsyncGenerator<Finding> {
  const projects = await store.countProjects();
  const wrong = projects.filter(({ saidChats, countedChats }) => saidChats !== countedChats);
  const list = wrong.map(
    ({ name, saidChats, countedChats }) => `${name} says ${saidChats} chats and has ${countedChats}`,
  );
  yield wrong.length === 0
    ? { verdict: 'ok', text: `counters of ${projects.length} projects` }
    : { verdict: 'fail', text: `counters: ${list.join('; ')}; restore a backup, and report it` };
  let checked = 0;
  const damaged: string[] = [];
  for (const project of projects) {
    for await (const batch of store.checkDocuments(project)) {
      checked += batch.checked;
      damaged.push(...batch.damaged.map((id) => `${project.name}/${id}`));
      if (signal.aborted) {
        yield { verdict: 'warn', text: `documents: stopped after ${checked}` };
        return;
      }
    }
  }
  const named = damaged.slice(0, NAMED_CHATS).join(', ');
  yield damaged.length === 0
    ? { verdict: 'ok', text: `documents of ${checked} chats` }
    : { verdict: 'fail', text: `documents: ${damaged.length} of ${checked} are damaged (${named}); restore a backup` };
}
