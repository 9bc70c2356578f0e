/** Reads stores with turned bits over HTTP and compares what comes with the truth. Used by the tests of damage only. */
import { gunzipSync } from 'node:zlib';
import { judgeFact } from '../../src/services/doctor/judge-fact.ts';
import { inspectStore, type StorePlace } from '../../src/store/open-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { bootServer, type TestKey, type TestServer } from './boot-server.ts';

/** Chats of the truth: some from rows and events, one that was captured, one that was erased. */
export const CHATS = 40;
const LOG = '/v2/projects/822/chats';
const GZIP = { 'accept-encoding': 'gzip' };

/** Every way in which the log leaves the server; each reply is whole, so that it can be compared. */
const REQUESTS: readonly { readonly path: string; readonly headers?: Readonly<Record<string, string>> }[] = [
  { path: `${LOG}?limit=100` },
  { path: `${LOG}?limit=100`, headers: GZIP },
  { path: `${LOG}?limit=7&after=5`, headers: GZIP },
  { path: LOG, headers: GZIP },
  { path: `${LOG}?limit=100&direction=DESC` },
  { path: `${LOG}?limit=100&include=ext` },
  { path: `${LOG}?limit=100&format=ndjson`, headers: GZIP },
  { path: `${LOG}?limit=100&format=csv` },
  { path: `${LOG}/changes?limit=100` },
  { path: `${LOG}/digest` },
  { path: `${LOG}/3` },
  { path: `${LOG}/20?include=ext`, headers: GZIP },
  { path: `${LOG}/20/explain` },
];

/** The body of each reply with status 200, null for any other end: another status, or a connection that breaks. */
export type Replies = readonly (string | null)[];

export async function readReplies(server: TestServer, key: TestKey): Promise<Replies> {
  const bodies: (string | null)[] = [];
  for (const { path, headers = {} } of REQUESTS) {
    const reply = await server.get(path, { key, headers }).catch(() => null);
    if (reply?.status !== 200) bodies.push(null);
    else bodies.push((headers === GZIP ? unzip(reply.bytes) : reply.bytes).toString());
  }
  // A digest names the moment of its reading.
  return bodies.map((body) => body?.replace(/"cursor":"[^"]*"/, '') ?? null);
}

/** Some replies are too short to be compressed. */
function unzip(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

/** Which requests got 200 with another body than the truth has. */
export function findUntrue(replies: Replies, truth: Replies): readonly string[] {
  return REQUESTS.filter((_, at) => replies[at] !== null && replies[at] !== truth[at]).map(({ path }) => path);
}

/** The replies of a server over the store, and whether it noticed damage; null when it refuses to start. */
export async function readStore(
  place: StorePlace,
  key: TestKey,
): Promise<{ replies: Replies; hasNoticed: boolean } | null> {
  let server: TestServer;
  try {
    server = await bootServer({ place });
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
  await using _ = server;
  const replies = await readReplies(server, key);
  return { replies, hasNoticed: server.logLines.some((line) => line.includes('"isLost"')) };
}

/** Whether doctor reports a failure. */
export async function isFoundByDoctor(place: StorePlace): Promise<boolean> {
  const { signal } = new AbortController();
  for await (const fact of inspectStore(place, () => 0, signal)) {
    if (judgeFact(fact, Date.now())?.verdict === 'fail') return true;
  }
  return false;
}

/** What doctor names as damaged, as `documents 3`: the kind of copy, and its chat or, of a block, its first chat. */
export async function findDamaged(place: StorePlace): Promise<ReadonlySet<string>> {
  const { signal } = new AbortController();
  const named = new Set<string>();
  for await (const fact of inspectStore(place, () => 0, signal)) {
    if (!('damaged' in fact)) continue;
    for (const { chatId } of fact.damaged) named.add(`${fact.kind} ${chatId}`);
  }
  return named;
}

/** A number from 0 to below 1 for each call: the same for the same seed. */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
