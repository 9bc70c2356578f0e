/** What a large database and several servers on one make of a removal. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { finishRemoval } from '../../../src/cli/erase.ts';
import type { ProjectScope } from '../../../src/model/ids.ts';
import { chatId, projectId, type TenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { ByteCache } from '../../../src/platform/byte-cache.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { importChat, sampleEvents } from '../../helpers/sample-import.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { createDatabase, dropDatabase, query } from '../../helpers/start-postgres.ts';

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const SCOPE: ProjectScope = { tenantId: 'acme' as TenantId, projectId: projectId(822) };
const CHATS = 40;
const PATIENCE_MS = 10_000;
const COMMAND =
  'VACUUM (FULL) parley.chat_block, parley.chat_brief, parley.full_row, parley.chat_event, parley.chat_ext, parley.chat_fact, parley.search_words, parley.chat, parley.live_contact, parley.live_attachment';
const HOUR_MS = 3_600_000;

async function fill(store: ChatStore): Promise<ProjectStore> {
  const project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
  const chats = sampleEvents(CHATS, 3).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
  await project.chats.import(chats, AT);
  while (await store.maintenance.compact(1_000));
  return project;
}

async function erase({ privacy }: ProjectStore, id: number): Promise<void> {
  expect(await privacy.eraseChat(chatId(id), AT, 'operator')).not.toBeNull();
}

/** Asks until `isWanted`: a worker of the server's own may hold it up. */
async function until(isWanted: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!(await isWanted())) if (performance.now() > untilMs) throw new RangeError('held up for too long');
}

async function readBlocks({ chats }: ProjectStore): Promise<void> {
  using reader = await chats.openSnapshot();
  const window = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000 } as const;
  for await (const _ of reader.readChunks(window, true));
}

describe.each([15, 18] as const)('a removal on PostgreSQL %i', (version) => {
  const server = sharedPostgres(version);

  test('stays due in a large database until the operator has rewritten every table', async (context) => {
    if ('missing' in server) return context.skip(server.missing);
    const url = await createDatabase(server.url);
    const lines: string[] = [];
    let nowMs = 0;
    {
      await using store = await openPostgresStore(url, {
        largestRewriteBytes: 0,
        monotonicMs: () => nowMs,
        logger: createLogger('warn', { write: (line) => lines.push(line) }),
      });
      const project = await fill(store);
      await erase(project, 7);
      expect(await store.maintenance.findScrubCommand()).toBeNull();
      await until(async () => {
        expect(await store.maintenance.scrub()).toBe(false);
        return (await store.maintenance.findScrubCommand()) !== null;
      });
      expect(await store.maintenance.findScrubCommand()).toBe(COMMAND);
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', msg: expect.stringContaining(COMMAND) });

      // A plain VACUUM, and one table of three, change nothing.
      await query(url, 'VACUUM parley.chat');
      await query(url, 'VACUUM (FULL) parley.chat');
      expect([await store.maintenance.scrub(), await store.maintenance.findScrubCommand()]).toEqual([false, COMMAND]);
      expect(await store.maintenance.findScrubDue()).not.toBeNull();
      expect(lines).toHaveLength(1);
      nowMs += HOUR_MS;
      expect(await store.maintenance.scrub()).toBe(false);
      expect(lines).toHaveLength(2);

      await query(url, COMMAND);
      expect(await store.maintenance.findScrubCommand()).toBeNull();
      await until(() => store.maintenance.scrub());
      expect(await store.maintenance.findScrubDue()).toBeNull();

      // Files that were new for one removal are old for the next.
      await erase(project, 8);
      await until(
        async () => !(await store.maintenance.scrub()) && (await store.maintenance.findScrubCommand()) === COMMAND,
      );
    }
    await dropDatabase(url);
  });

  test('is told to the person at the terminal when the operator must act', async (context) => {
    if ('missing' in server) return context.skip(server.missing);
    const url = await createDatabase(server.url);
    {
      await using store = await openPostgresStore(url, { largestRewriteBytes: 0 });
      const project = await fill(store);
      await erase(project, 7);
      await until(
        async () => !(await store.maintenance.scrub()) && (await store.maintenance.findScrubCommand()) !== null,
      );
      const stderr = new PassThrough({ encoding: 'utf8' });
      const io = { stderr, clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() } };
      expect(await finishRemoval(store.maintenance, io)).toBe(1);
      expect(String(stderr.read())).toMatch(
        /^parley: it is removed from the log, but its bytes are still in the files/,
      );
      await query(url, COMMAND);
      expect(await finishRemoval(store.maintenance, io)).toBe(0);
      expect(stderr.read()).toBeNull();
    }
    await dropDatabase(url);
  });

  test('empties the memory of blocks of every server', async (context) => {
    if ('missing' in server) return context.skip(server.missing);
    const url = await createDatabase(server.url);
    {
      const blocks = new ByteCache(1_000_000);
      await using serving = await openPostgresStore(url, { blocks });
      await using other = await openPostgresStore(url);
      const project = await fill(serving);
      const elsewhere = await openProject(other, SCOPE);
      await serving.maintenance.findScrubDue();
      await readBlocks(project);
      expect(blocks.bytes).toBe(0);
      await readBlocks(project);
      expect(blocks.bytes).toBeGreaterThan(0);
      await serving.maintenance.findScrubDue();
      expect(blocks.bytes).toBeGreaterThan(0);

      await erase(elsewhere, 7);
      await serving.maintenance.findScrubDue();
      expect(blocks.bytes).toBe(0);

      // Whoever read before the removal may bring it back until the scrub is through.
      blocks.add(1, new Uint8Array(9));
      await until(() => other.maintenance.scrub());
      await serving.maintenance.findScrubDue();
      expect(blocks.bytes).toBe(0);

      // Also when all of it happens between two looks.
      blocks.add(2, new Uint8Array(9));
      await erase(elsewhere, 8);
      await until(() => other.maintenance.scrub());
      expect(await serving.maintenance.findScrubDue()).toBeNull();
      expect(blocks.bytes).toBe(0);
    }
    await dropDatabase(url);
  });

  test('is no matter for a database restored into another cluster, once the manual was followed', async (context) => {
    if ('missing' in server) return context.skip(server.missing);
    const manual = readFileSync(new URL('../../../../../docs/operate/postgresql.md', import.meta.url), 'utf8');
    const [look, place] = [/^SELECT NOT EXISTS[^;]*;/m, /^BEGIN;.*?COMMIT;$/ms].map(
      (one) => manual.match(one)?.[0] ?? '',
    );
    const url = await createDatabase(server.url);
    const changes = { selection: {}, after: null, limit: 1_000 };
    {
      await using store = await openPostgresStore(url);
      const project = await fill(store);
      await erase(project, 7);
      await query(url, "UPDATE parley.chat SET xid = '8000000000'; UPDATE parley.tombstone SET xid = '8000000001'");
      await query(url, "UPDATE parley.project SET horizon_xid = '7000000000', horizon_seq = 5");
      expect((await query(url, look ?? '')).rows).toEqual([{ is_fine: false }]);
      expect(await project.feed.readPage(changes)).toMatchObject({ keys: [] });
      await query(url, place ?? '');
      expect((await query(url, look ?? '')).rows).toEqual([{ is_fine: true }]);
    }
    {
      await using store = await openPostgresStore(url);
      const project = await openProject(store, SCOPE);
      const page = await project.feed.readPage(changes);
      if (page === 'expired') throw new TypeError('expired');
      expect(page.keys).toHaveLength(CHATS);
      expect(await project.feed.readPage({ ...changes, after: page.next })).toMatchObject({ keys: [] });
      await erase(project, 8);
      const next = await project.feed.readPage({ ...changes, after: page.next });
      expect(next).toMatchObject({ keys: [{ chatId: 8, kind: 'erased' }] });
      await until(() => store.maintenance.scrub());
    }
    await dropDatabase(url);
  });
});
