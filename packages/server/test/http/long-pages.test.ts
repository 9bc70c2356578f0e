/** A page of long chats is read from the store only as fast as its reader takes it, however well its chats compress. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { readChatLogQuery } from '../../src/chat-log/query/chat-log-query.ts';
import type { LogRequest } from '../../src/services/read-log/print-log.ts';
import { readChatLog } from '../../src/services/read-log/read-chat-log.ts';
import { basic, bootServer, TENANT } from '../helpers/boot-server.ts';
import { openProject } from '../helpers/open-project.ts';
import { type WrapReads, wrapReaders } from '../helpers/wrap-readers.ts';

/** 4 MB that compress to some kilobytes. */
const LONG = 'Why? '.repeat(800_000);
const CHATS = 20;

let reads = 0;
const counting: WrapReads = async function* counting(source) {
  for await (const result of source) {
    reads += 1;
    yield result;
  }
};

const server = await bootServer({ wrapStore: (store) => wrapReaders(store, counting) });
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
for (let chatId = 1; chatId <= CHATS; chatId++) await server.importChats(scope, [{ chatId, visitorTranscript: LONG }]);
const key = await server.makeKey();

const { chats, projectId, zone } = await openProject(server.store, scope);

function wholePage(): LogRequest {
  const parameters: [string, string][] = [['limit', '300']];
  const read = readChatLogQuery({ parameters, projectId, zone, startSemantics: 'id', isLenient: false });
  if ('refused' in read) throw new TypeError(read.refused.error);
  return { query: read.query, format: 'json', view: { ...read.query, isMetadataOnly: false, projectZone: zone } };
}

async function startReply(query: string): Promise<IncomingMessage> {
  const { hostname: host, port } = new URL(server.url);
  const path = `/v2/projects/822/chats?${query}`;
  const sent = httpRequest({ host, port, path, headers: { authorization: basic(TENANT, key.key) } });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

/** Resolves when a reader that takes nothing more has no effect on the store any more. */
async function readsWhenStalled(): Promise<number> {
  for (let before = -1; before !== reads; ) {
    before = reads;
    for (let turn = 0; turn < 2_000; turn++) await setImmediate();
  }
  return reads;
}

test.each(['limit=300', 'limit=300&fields=chatId,visitorTranscript', 'limit=300&include=ext'])(
  'a page of 80 MB is not held in memory while its reader waits: %s',
  async (query) => {
    reads = 0;
    const response = await startReply(query);
    await once(response, 'readable');
    const readsBefore = await readsWhenStalled();
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    const reply = JSON.parse(Buffer.concat(pieces).toString()) as { responseCount: number };
    expect(reply.responseCount).toBe(CHATS);
    expect(readsBefore).toBeLessThan(reads);
  },
);

test('a page that is left after its first piece gives its snapshot back', async () => {
  // More often than there are places for snapshots on either store.
  for (let turn = 0; turn < 10; turn++) {
    const { pieces, isComplete } = await readChatLog(chats, wholePage());
    expect(isComplete).toBe(false);
    const reading = pieces[Symbol.asyncIterator]();
    await reading.next();
    await reading.return?.();
  }
});
