/**
 * A process that appends to a store and prints `chatId lastSeq` for each acknowledgement, until it is killed. In mode
 * `before-commit` it acknowledges what is only in line and then kills itself: what the check must notice.
 */
import { writeSync } from 'node:fs';
import { projectId, tenantId } from '../../src/model/ids.ts';
import { openProject } from './open-project.ts';
import { sampleEvents, startRequest } from './sample-import.ts';
import { openSqliteStore } from './sqlite-store.ts';

const WRITERS = 8;
const [, , directory = '', mode] = process.argv;
const tenant = tenantId('acme');
if (tenant === null) throw new TypeError('acme is a tenant name');
const scope = { tenantId: tenant, projectId: projectId(822) };
const project = await openProject(await openSqliteStore(directory), scope);
const samples = sampleEvents(20, 1);

if (mode === 'before-commit') {
  const next = project.highestChatId + 1;
  void project.chats.append(startRequest(samples[0] ?? []));
  writeSync(1, `${next} ${samples[0]?.length}\n`);
  process.kill(process.pid, 'SIGKILL');
}

await Promise.all(Array.from({ length: WRITERS }, appendForever));

async function appendForever(): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const events = samples[turn % samples.length] ?? [];
    const started = await project.chats.append(startRequest(events, 1));
    if ('refused' in started) throw new TypeError(started.refused);
    writeSync(1, `${started.chatId} ${started.lastSeq}\n`);
    for (const event of events.slice(1)) {
      const appended = await project.chats.append({ chatId: started.chatId, events: [event] });
      if ('refused' in appended) throw new TypeError(appended.refused);
      writeSync(1, `${appended.chatId} ${appended.lastSeq}\n`);
    }
  }
}
