/**
 * A process that appends to a store and prints `chatId lastSeq` for each acknowledgement, until it is killed. In mode
 * `before-commit` it acknowledges what is only in line and then kills itself: what the check must notice.
 */
import { writeSync } from 'node:fs';
import { projectId, tenantId } from '../../src/model/ids.ts';
import { openSqliteJournal } from '../../src/store/sqlite/open-sqlite-store.ts';
import { sampleEvents, startRequest } from './sample-import.ts';

const WRITERS = 8;
const [, , directory = '', mode] = process.argv;
const tenant = tenantId('acme');
if (tenant === null) throw new TypeError('acme is a tenant name');
const scope = { tenantId: tenant, projectId: projectId(822) };
const journal = openSqliteJournal({
  directory,
  mode: 'serve',
  newEpoch: () => crypto.randomUUID(),
  monotonicMs: () => performance.now(),
  nowMs: () => Date.now(),
  onFatal: (error) => {
    throw error;
  },
});
const samples = sampleEvents(20, 1);

if (mode === 'before-commit') {
  const project = await journal.findProject(scope);
  const next = (project?.highestChatId ?? 0) + 1;
  void journal.append(scope, startRequest(samples[0] ?? []));
  writeSync(1, `${next} ${samples[0]?.length}\n`);
  process.kill(process.pid, 'SIGKILL');
}

await Promise.all(Array.from({ length: WRITERS }, appendForever));

async function appendForever(): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const events = samples[turn % samples.length] ?? [];
    const started = await journal.append(scope, startRequest(events, 1));
    if ('refused' in started) throw new TypeError(started.refused);
    writeSync(1, `${started.chatId} ${started.lastSeq}\n`);
    for (const event of events.slice(1)) {
      const appended = await journal.append(scope, { chatId: started.chatId, events: [event] });
      if ('refused' in appended) throw new TypeError(appended.refused);
      writeSync(1, `${appended.chatId} ${appended.lastSeq}\n`);
    }
  }
}
