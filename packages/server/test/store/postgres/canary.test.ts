/** Nothing of what was erased or redacted stays in any file of a PostgreSQL server, nor in its log or Parley's. */
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { ChatBrief } from '../../../src/chat-log/codec/chat-brief.ts';
import { SEPARATOR_BLOCK_BYTES } from '../../../src/chat-log/codec/segment.ts';
import type { ChatEvent } from '../../../src/model/event.ts';
import type { ProjectScope } from '../../../src/model/ids.ts';
import { chatId, projectId, type TenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { createLogger, type Logger } from '../../../src/platform/logger.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { ByteScan, type Sightings } from '../../helpers/byte-scan.ts';
import { canaryEvents, canaryOf, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { findPostgres } from '../../helpers/find-postgres.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { importChat } from '../../helpers/sample-import.ts';
import { createDatabase, type PostgresServer, query, startPostgres } from '../../helpers/start-postgres.ts';

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const LATER = instant(Date.UTC(2026, 5, 1));
const SCOPE: ProjectScope = { tenantId: 'acme' as TenantId, projectId: projectId(822) };
const CHATS = 120;
const APPENDED = 24;
const IMPORTED_AT_ONCE = 8;
const FINGERPRINT_BYTES = 20;
/** Compression by PostgreSQL leaves noise as it is, eight bytes between two of its own. */
const PIECE_BYTES = 8;
const IDS = Array.from({ length: CHATS + APPENDED }, (_, index) => index + 1);
const PATIENCE_MS = 10_000;
/** Owns the database, with the rights of the manual; sessions of the superuser are those of somebody else. */
const OWNER = 'log_owner';
const RIGHTS = `GRANT pg_checkpoint TO ${OWNER}; GRANT EXECUTE ON FUNCTION pg_switch_wal() TO ${OWNER}`;

const contactOf = (id: number) => 1_000 + id;
const isErased = (id: number) => id % 3 === 0;
const isRedacted = (id: number) => id % 3 === 1;
const isGone = (id: number) => isErased(id) || isRedacted(id);
const isImportedRow = (id: number) => id % 8 === 0 && id <= CHATS;

const eventsOf = (id: number) => canaryEvents(String(id), contactOf(id), AT);
const rowOf = (id: number) => canaryRow(String(id), id, contactOf(id));

/** A server with a store, whose statements it writes to its log. */
class Scene implements AsyncDisposable {
  readonly server: PostgresServer;
  /** Of a superuser. */
  readonly url: string;
  readonly store: ChatStore;
  readonly project: ProjectStore;

  private constructor(server: PostgresServer, url: string, store: ChatStore, project: ProjectStore) {
    this.server = server;
    this.url = url;
    this.store = store;
    this.project = project;
  }

  static async start(version: 15 | 18, logger: Logger | null = null): Promise<Scene> {
    // An ordinary server ships its log of writes, and a curious operator logs every statement.
    const server = await startPostgres(version, {
      wal_recycle: 'off',
      wal_level: 'replica',
      log_statement: 'all',
      log_parameter_max_length: '0',
      log_error_verbosity: 'terse',
    });
    const url = await createDatabase(server.url());
    await query(url, `CREATE ROLE ${OWNER} LOGIN; ${RIGHTS}`);
    await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${OWNER}`);
    const owned = new URL(url);
    owned.username = OWNER;
    const store = await openPostgresStore(owned.href, { logger });
    const project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
    return new Scene(server, url, store, project);
  }

  get data(): string {
    return join(this.server.directory, 'data');
  }

  /** Event by event, so that older states of the document stand in freed places and in the log of writes. */
  async append(id: number): Promise<void> {
    const [start, ...rest] = eventsOf(id);
    if (start === undefined) throw new TypeError('there is no first event');
    expect(await this.project.chats.append({ chatId: null, events: [start] })).toMatchObject({ chatId: id });
    for (const event of rest) await this.project.chats.append({ chatId: chatId(id), events: [event] });
  }

  async fill(): Promise<void> {
    for (let first = 1; first <= CHATS; first += IMPORTED_AT_ONCE) {
      const ids = IDS.slice(first - 1, first - 1 + IMPORTED_AT_ONCE);
      await this.project.chats.import(ids.map(importOf), AT);
    }
    for (const id of IDS.slice(CHATS)) await this.append(id);
    await this.compact();
    await query(this.url, 'ANALYZE');
  }

  async compact(): Promise<void> {
    while (await this.store.maintenance.compact(1_000));
    while (await this.store.maintenance.indexWords(1_000));
  }

  async erase(id: number): Promise<void> {
    expect(await this.project.privacy.eraseChat(chatId(id), LATER, 'operator')).not.toBeNull();
  }

  async remove(): Promise<void> {
    for (const id of IDS) {
      if (isErased(id)) await this.erase(id);
      if (!isRedacted(id)) continue;
      const target = { kind: 'contact', contactId: contactOf(id) } as const;
      expect(await this.project.privacy.redact(target, LATER, 'operator')).toMatchObject({ chats: 1 });
    }
  }

  /** Asks until it is done: a worker of the server's own may hold it up. */
  async scrub(): Promise<void> {
    const untilMs = performance.now() + PATIENCE_MS;
    while (!(await this.store.maintenance.scrub()))
      if (performance.now() > untilMs) throw new RangeError('held up for too long');
    expect(await this.store.maintenance.findScrubDue()).toBeNull();
  }

  /** What is stored compressed: as bytes by chat, and all of it unpacked. */
  async readPacked() {
    const rows = async (sql: string) => (await query(this.url, sql)).rows as { id: string; packed: Buffer }[];
    const segments = await rows('SELECT chat_id AS id, segment AS packed FROM parley.chat');
    const blocks = await rows('SELECT first_chat_id AS id, segment AS packed FROM parley.chat_block');
    const fullRows = await rows('SELECT chat_id AS id, segment AS packed FROM parley.full_row');
    const exts = await rows('SELECT chat_id AS id, ext AS packed FROM parley.chat_ext');
    const briefs = await rows('SELECT chat_id AS id, brief AS packed FROM parley.chat_brief');
    const unpacked = [...segments, ...blocks, ...fullRows].map(({ packed }) =>
      // A segment is a part of a stream: it has no end of its own.
      inflateRawSync(packed.subarray(SEPARATOR_BLOCK_BYTES), { finishFlush: 2 }).toString(),
    );
    const exted = exts.map(({ packed }) => inflateRawSync(packed).toString());
    const briefed = briefs.map(({ packed }) => JSON.stringify(ChatBrief.unpack(packed)));
    return { byChat: [...segments, ...exts], blocks, unpacked: [...unpacked, ...exted, ...briefed].join('\n') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

async function openSession(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { query: (sql = '') => client.query(sql), [Symbol.asyncDispose]: () => client.end() };
}

function importOf(id: number) {
  if (isImportedRow(id)) return importRow(rowOf(id), SCOPE.projectId, ZONE);
  const events = eventsOf(id).map((event, at) => ({ ...event, seq: at + 1 }));
  return importChat(id, events as ChatEvent[], SCOPE.projectId, ZONE);
}

/**
 * Looks for the canaries of the chats, for every piece of their noise, and for bytes from the middle of what is stored
 * compressed of them, where no other chat has the same.
 */
async function makeScan(scene: Scene): Promise<ByteScan> {
  const scan = new ByteScan();
  for (const id of IDS) {
    scan.add(Buffer.from(canaryOf(String(id))), `canary ${id}`);
    const text = JSON.stringify(isImportedRow(id) ? rowOf(id) : eventsOf(id));
    for (const [, noise = ''] of text.matchAll(/KANARI-\d+-\w+-([\w-]{43})-END/g)) {
      for (let at = 0; at + PIECE_BYTES <= noise.length; at += 1) {
        scan.add(Buffer.from(noise.slice(at, at + PIECE_BYTES)), `piece ${id}`);
      }
    }
  }
  const { byChat } = await scene.readPacked();
  for (const { id, packed } of byChat) {
    const middle = Math.floor(packed.length / 2);
    const fingerprint = packed.subarray(middle, middle + FINGERPRINT_BYTES);
    const isOwn = !byChat.some((other) => other.id !== id && other.packed.includes(fingerprint));
    if (isOwn && fingerprint.length === FINGERPRINT_BYTES) scan.add(fingerprint, `packed ${id}`);
  }
  return scan;
}

/** How many of those chats were found by each kind of byte string. */
function count(sightings: Sightings, isWanted: (id: number) => boolean) {
  const found = { canary: 0, piece: 0, packed: 0 };
  for (const owner of sightings.keys()) {
    const [kind, id] = owner.split(' ');
    if (isWanted(Number(id))) found[kind as keyof typeof found] += 1;
  }
  return found;
}

/** Each file that holds something of those chats. */
function filesOf(sightings: Sightings, isWanted: (id: number) => boolean): readonly string[] {
  const files = new Set<string>();
  for (const [owner, names] of sightings) {
    if (isWanted(Number(owner.split(' ')[1]))) for (const name of names) files.add(`${name}: ${owner.split(' ')[0]}`);
  }
  return [...files].sort();
}

/** Erases the chat after `hold` and finds it in the files after a scrub; nothing of the chats before it is left. */
async function expectHeldUp(scene: Scene, scan: ByteScan, id: number, hold: () => Promise<unknown>): Promise<void> {
  await scene.scrub();
  await hold();
  await scene.erase(id);
  expect(await scene.store.maintenance.scrub()).toBe(false);
  expect(await scene.store.maintenance.findScrubDue()).not.toBeNull();
  await query(scene.url, 'CHECKPOINT');
  const sightings = scan.scan(scene.data);
  expect(filesOf(sightings, (other) => other < id)).toEqual([]);
  expect(count(sightings, (other) => other === id)).toMatchObject({ canary: 1, packed: 1 });
}

for (const version of [18, 15] as const) {
  const found = findPostgres(version);
  if ('missing' in found) {
    test(`the files of PostgreSQL ${version}`, (context) => context.skip(found.missing));
    continue;
  }
  describe(`the files of PostgreSQL ${version}`, () => {
    test('hold nothing of what was erased or redacted after a scrub, and everything else', async () => {
      await using scene = await Scene.start(version);
      await scene.fill();
      const scan = await makeScan(scene);
      await query(scene.url, 'CHECKPOINT');
      const before = scan.scan(scene.data);
      expect(count(before, isGone)).toEqual({ canary: 96, piece: 96, packed: 96 });

      await scene.remove();
      await scene.compact();
      await query(scene.url, 'VACUUM');
      const vacuumed = count(scan.scan(scene.data), isGone);
      for (const chats of Object.values(vacuumed)) expect(chats).toBeGreaterThan(0);

      await scene.scrub();
      const after = scan.scan(scene.data);
      expect(filesOf(after, isGone)).toEqual([]);
      expect(count(after, (id) => !isGone(id))).toEqual({ canary: 48, piece: 48, packed: 48 });
      const { unpacked } = await scene.readPacked();
      for (const id of IDS) expect(unpacked.includes(canaryOf(String(id)))).toBe(!isGone(id));

      // What was in memory must not come back with the next writes, nor when the server stops.
      for (let id = IDS.length + 1; id <= IDS.length + 3; id += 1) await scene.append(id);
      await scene.compact();
      await query(scene.url, 'ANALYZE; CHECKPOINT');
      expect(filesOf(scan.scan(scene.data), isGone)).toEqual([]);
      await scene.store[Symbol.asyncDispose]();
      await scene.server.stop();
      expect(filesOf(scan.scan(scene.data), isGone)).toEqual([]);
    });

    test('hold texts that no log holds, also when the server quotes the row that it refuses', async () => {
      const lines: string[] = [];
      const logger = createLogger('trace', { write: (line) => lines.push(line) });
      await using scene = await Scene.start(version, logger);
      const [start, message, edit] = canaryEvents('1', contactOf(1), AT, false);
      if (start === undefined || message === undefined || edit === undefined) throw new TypeError('too few events');
      await scene.project.chats.append({ chatId: null, events: [start, message] });
      await query(scene.url, 'ALTER TABLE parley.chat_event ADD CONSTRAINT none CHECK (seq < 0) NOT VALID');
      const refused = scene.project.chats.append({ chatId: chatId(1), events: [edit] });
      await refused.catch((error: unknown) => logger.error({ err: error }, 'refused'));
      await scene.project.chats.import([importOf(2)], AT).catch((error: unknown) => logger.error({ err: error }));
      expect(lines.join('').match(/violates check constraint/g)?.length).toBeGreaterThan(1);
      expect(lines.join('')).not.toContain('KANARI');
      expect(scene.server.log).toContain('violates check constraint');
      expect(scene.server.log).toContain('INSERT INTO parley.chat_event');
      expect(scene.server.log).not.toContain('KANARI');
    });

    test('keep it while a transaction may still see it, whoever began it', async () => {
      await using scene = await Scene.start(version);
      for (const id of [1, 2, 3]) await scene.append(id);
      const scan = await makeScan(scene);
      await using holder = await openSession(scene.url);
      const reading = 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM parley.chat';
      await expectHeldUp(scene, scan, 1, () => holder.query(reading));
      await holder.query('ROLLBACK');
      await expectHeldUp(scene, scan, 2, () => holder.query('BEGIN; SELECT pg_current_xact_id()'));
      await holder.query('ROLLBACK');
      await scene.scrub();
      const after = scan.scan(scene.data);
      expect(filesOf(after, (id) => id !== 3)).toEqual([]);
      expect(count(after, (id) => id === 3)).toEqual({ canary: 1, piece: 1, packed: 1 });
    });
  });
}
