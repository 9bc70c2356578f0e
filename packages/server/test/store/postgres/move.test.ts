/** `parley move` from a folder into PostgreSQL: everything arrives, is proved, and goes on there. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chatId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { markMissedTargets } from '../../../src/services/desk/mark-missed-targets.ts';
import { sampleChats } from '../../../src/services/sample/generate-sample.ts';
import type { StorePlace } from '../../../src/store/open-store.ts';
import { takeServeLock } from '../../../src/store/sqlite/serve-lock.ts';
import { bootServer, scopeOf, type TestKey, type TestServer } from '../../helpers/boot-server.ts';
import { openProject } from '../../helpers/open-project.ts';
import { addPerson, signIn, userKey } from '../../helpers/people.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { sampleEvents } from '../../helpers/sample-import.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { createDatabase, dropDatabase, query } from '../../helpers/start-postgres.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const CHATS = 400;
const REASON = 'a látogató kérte';
/** Of somebody at a provider. */
const ACCOUNT = { issuer: 'https://login.example.com', subject: 'subject-of-anna' };
const LOG = '/v2/projects/822/chats';
const postgres = sharedPostgres(18);
const missing = 'missing' in postgres ? postgres.missing : null;

const folder: StorePlace = { data: mkdtempSync(join(tmpdir(), 'parley-move-')), database: null };
afterAll(() => rmSync(folder.data, { recursive: true, force: true }));

/** What a reader sees of a store. */
interface Seen {
  readonly pages: readonly string[];
  readonly digest: unknown;
  readonly csv: string;
  readonly cursor: string;
}

async function look(server: TestServer, key: TestKey): Promise<Seen> {
  const read = async (query: string) => (await server.get(`${LOG}?${query}`, { key })).text;
  const digest = await server.get(`${LOG}/digest`, { key });
  const { cursor, ...rest } = JSON.parse(digest.text).response;
  return {
    pages: [await read('limit=1000&include=ext'), await read('limit=1000&format=ndjson&fields=chatId,transcript')],
    digest: rest,
    csv: await read('limit=1000&format=csv&disposition=Completed'),
    cursor,
  };
}

/** Short enough to be shown where they differ. */
function hashes({ pages, csv }: Seen): readonly string[] {
  return [...pages, csv].map((text) => `${text.length} ${hash('sha256', text)}`);
}

const VIEW = { owner: 'anna', name: 'Mine \0 é', query: 'status=open', changedBy: 'Anna' };

describe('a moved store', () => {
  let database = '';
  let key: TestKey = { tenant: '', key: '', prefix: '' };
  let before: Seen | null = null;

  beforeAll(async () => {
    if ('missing' in postgres) return;
    database = await createDatabase(postgres.url);
    await using server = await bootServer({ place: folder });
    const project = await server.makeProject(822);
    await server.makeProject(7, { name: 'Empty' });
    await server.importSample(project, CHATS);
    for (const events of sampleEvents(20, 3)) await project.chats.append({ chatId: null, events });
    await project.privacy.eraseChat(chatId(5), instant(server.clock.nowMs()), 'operator', REASON);
    const message = (await project.chats.readEvents(chatId(6))).find(({ body }) => body.type === 'message.sent');
    const target = { kind: 'message', chatId: chatId(6), seq: message?.seq ?? 0 } as const;
    await project.privacy.redact(target, instant(server.clock.nowMs()), 'operator');
    key = await server.makeKey();
    await addPerson(server, 'anna');
    await server.store.users.connectIdentity(userKey('anna'), ACCOUNT, testDeed(server.clock.nowMs()));
    await server.store.views.create({ ...scopeOf(822), ...VIEW }, 1, () => testDeed());
    // The server's own look at overdue targets would change chats at any moment.
    await markMissedTargets(server.store, instant(server.clock.nowMs()));
    before = await look(server, key);
  });
  afterAll(() => (database === '' ? undefined : dropDatabase(database)));

  test('is refused while a server has it', async (context) => {
    if (missing !== null) return context.skip(missing);
    using _lock = takeServeLock(folder.data);
    const refused = await runCli(['move', '--from', folder.data, '--to', database]);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^parley: another parley serve has /) });
  });

  test('leaves nothing in the database when it is stopped on the way', async (context) => {
    if (missing !== null) return context.skip(missing);
    const stopping = new AbortController();
    const { moveStore } = await import('../../../src/store/move/move-store.ts');
    const stopped = moveStore({
      from: folder.data,
      to: database,
      newEpoch: () => 'never',
      newSecret: () => new Uint8Array(32),
      nowMs: () => 0,
      monotonicMs: () => 0,
      signal: stopping.signal,
      onProgress: ({ step, table }) => {
        if (step === 'verify' && table === 'chat') stopping.abort('SIGTERM');
      },
    });
    await expect(stopped).rejects.toThrow();
    expect((await query(database, 'SELECT count(*)::int AS n FROM parley.project')).rows).toEqual([{ n: 0 }]);
  });

  test('arrives whole: same bytes, same digest, same keys and people; old cursors end; new chats go on behind', async (context) => {
    if (missing !== null || before === null) return context.skip(missing ?? 'nothing was prepared');
    const moved = await runCli(['move', '--from', folder.data, '--to', database]);
    // A slow machine is shown how far it is; nothing else is said.
    expect(moved).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^(\w+ \w+: \d+ of \d+ rows\n)*$/) });
    expect(moved.stdout).toMatch(/^project 822 of acme: 419 chats, checksum [0-9a-f]{16}, revisions \d+$/m);
    expect(moved.stdout).toMatch(
      /^moved and verified: 2 projects, 419 chats, \d+ events, 1 keys, 1 people, 1 tombstones, /m,
    );

    await using server = await bootServer({ place: { data: '', database } });
    const after = await look(server, key);
    expect(hashes(after)).toEqual(hashes(before));
    expect(after.digest).toEqual(before.digest);
    await signIn(server, 'anna');
    expect(await server.store.users.findByIdentity(ACCOUNT)).toMatchObject({ login: 'anna' });
    const [view] = await server.store.views.list(scopeOf(822), 'anna');
    expect(view).toMatchObject(VIEW);
    const added = await server.store.views.create({ ...scopeOf(822), ...VIEW, owner: 'ben' }, 1, () => testDeed());
    expect(added).toMatchObject({ viewId: (view?.viewId ?? 0) + 1 });
    const stale = await server.get(`${LOG}/changes?cursor=${encodeURIComponent(before.cursor)}`, { key });
    expect(stale.status).toBe(410);
    const all = await server.get(`${LOG}/changes?limit=10000`, { key });
    expect(JSON.parse(all.text).responseCount).toBe(420);

    const project = await openProject(server.store, scopeOf(822));
    const [events = []] = sampleEvents(1, 9);
    expect(await project.chats.append({ chatId: null, events })).toMatchObject({ chatId: CHATS + 21 });
    const next = await server.get(`${LOG}/changes?cursor=${all.headers['parley-next-cursor']}`, { key });
    expect(JSON.parse(next.text).response.map((chat: { chatId: number }) => chat.chatId)).toEqual([CHATS + 21]);
    // What was erased stays erased: its id is refused by the ledger that came along.
    const [erased] = [...sampleChats({ chats: 5, seed: 7, projectId: project.projectId })].slice(-1);
    expect(await server.importChats(project, [erased])).toMatchObject({ outcomes: ['erased'] });
    const audit = await server.store.audit.list(null, 10);
    expect(audit.map(({ reason }) => reason)).toEqual([null, REASON]);
    const everything = { tenantId: null, projectIds: null, actor: null, action: null, from: null, before: null };
    const page = { after: null, limit: 10 };
    const deeds = await server.store.audit.read({ ...everything, ...page, kind: 'deed', action: 'key.created' });
    expect(deeds.length).toBeGreaterThan(0);
    const reads = await server.store.audit.read({ ...everything, ...page, kind: 'reads' });
    expect(reads.map(({ action }) => action)).toEqual(expect.arrayContaining(['chats.listed', 'digest.read']));
  });

  test('is refused a second time: the database is not empty', async (context) => {
    if (missing !== null) return context.skip(missing);
    const refused = await runCli(['move', '--from', folder.data, '--to', database]);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('move into an empty database') });
  });
});
