/** What a large database and several servers on one make of a removal. */

import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { finishRemoval } from '../../../src/cli/erase.ts';
import { chatId, projectId, type TenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import type { ProjectScope } from '../../../src/store/chat-store.ts';
import { BlockCache } from '../../../src/store/postgres/block-cache.ts';
import { openPostgresJournal, type PostgresJournalOptions } from '../../../src/store/postgres/open-postgres-store.ts';
import { importChat, sampleEvents } from '../../helpers/sample-import.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { createDatabase, dropDatabase, query } from '../../helpers/start-postgres.ts';

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const SCOPE: ProjectScope = { tenantId: 'acme' as TenantId, projectId: projectId(822) };
const CHATS = 40;
const PATIENCE_MS = 10_000;
const COMMAND = 'VACUUM (FULL) parley.chat_block, parley.chat_event, parley.chat';
const HOUR_MS = 3_600_000;

function open(url: string, options: Partial<PostgresJournalOptions> = {}) {
  return openPostgresJournal({
    connectionString: url,
    poolSize: 4,
    newEpoch: () => crypto.randomUUID(),
    newSecret: () => crypto.getRandomValues(new Uint8Array(32)),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    logger: null,
    onFatal: (error) => {
      throw error;
    },
    ...options,
  });
}
type OpenJournal = Awaited<ReturnType<typeof open>>;

async function fill(journal: OpenJournal): Promise<void> {
  await journal.createProject({ ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
  const chats = sampleEvents(CHATS, 3).map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
  await journal.importChats(SCOPE, chats, AT);
  while (await journal.joinBlocks(1_000));
}

async function erase(journal: OpenJournal, id: number): Promise<void> {
  expect(await journal.eraseChat(SCOPE, chatId(id), AT, 'operator')).not.toBeNull();
}

/** Asks until `isWanted`: a worker of the server's own may hold it up. */
async function until(isWanted: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!(await isWanted())) if (performance.now() > untilMs) throw new RangeError('held up for too long');
}

async function readBlocks(journal: OpenJournal): Promise<void> {
  using reader = await journal.openSnapshot();
  const window = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000 } as const;
  for await (const _ of reader.readChunks(SCOPE, window, true));
}

describe.each([15, 18] as const)('a removal on PostgreSQL %i', (version) => {
  const server = sharedPostgres(version);

  test('stays due in a large database until the operator has written every table anew', async (context) => {
    if ('missing' in server) return context.skip(server.missing);
    const url = await createDatabase(server.url);
    const lines: string[] = [];
    let nowMs = 0;
    {
      await using journal = await open(url, {
        largestRewriteBytes: 0,
        monotonicMs: () => nowMs,
        logger: createLogger('warn', { write: (line) => lines.push(line) }),
      });
      await fill(journal);
      await erase(journal, 7);
      expect(await journal.findScrubCommand()).toBeNull();
      await until(async () => {
        expect(await journal.scrub()).toBe(false);
        return (await journal.findScrubCommand()) !== null;
      });
      expect(await journal.findScrubCommand()).toBe(COMMAND);
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', msg: expect.stringContaining(COMMAND) });

      // A plain VACUUM, and one table of three, change nothing.
      await query(url, 'VACUUM parley.chat');
      await query(url, 'VACUUM (FULL) parley.chat');
      expect([await journal.scrub(), await journal.findScrubCommand()]).toEqual([false, COMMAND]);
      expect(await journal.findScrubDue()).not.toBeNull();
      expect(lines).toHaveLength(1);
      nowMs += HOUR_MS;
      expect(await journal.scrub()).toBe(false);
      expect(lines).toHaveLength(2);

      await query(url, COMMAND);
      expect(await journal.findScrubCommand()).toBeNull();
      await until(() => journal.scrub());
      expect(await journal.findScrubDue()).toBeNull();

      // Files that were new for one removal are old for the next.
      await erase(journal, 8);
      await until(async () => !(await journal.scrub()) && (await journal.findScrubCommand()) === COMMAND);
    }
    await dropDatabase(url);
  });

  test('is told to the person at the terminal when the operator must act', async (context) => {
    if ('missing' in server) return context.skip(server.missing);
    const url = await createDatabase(server.url);
    {
      await using journal = await open(url, { largestRewriteBytes: 0 });
      await fill(journal);
      await erase(journal, 7);
      await until(async () => !(await journal.scrub()) && (await journal.findScrubCommand()) !== null);
      const stderr = new PassThrough({ encoding: 'utf8' });
      const io = { stderr, clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() } };
      expect(await finishRemoval(journal, io)).toBe(1);
      expect(String(stderr.read())).toMatch(
        /^parley: it is removed from the log, but its bytes are still in the files/,
      );
      await query(url, COMMAND);
      expect(await finishRemoval(journal, io)).toBe(0);
      expect(stderr.read()).toBeNull();
    }
    await dropDatabase(url);
  });

  test('empties the memory of blocks of every server', async (context) => {
    if ('missing' in server) return context.skip(server.missing);
    const url = await createDatabase(server.url);
    {
      const blocks = new BlockCache();
      await using serving = await open(url, { blocks });
      await using other = await open(url);
      await fill(serving);
      await serving.findScrubDue();
      await readBlocks(serving);
      expect(blocks.bytes).toBeGreaterThan(0);
      await serving.findScrubDue();
      expect(blocks.bytes).toBeGreaterThan(0);

      await erase(other, 7);
      await serving.findScrubDue();
      expect(blocks.bytes).toBe(0);

      // Whoever read before the removal may bring it back until the scrub is through.
      blocks.add(1, new Uint8Array(9));
      await until(() => other.scrub());
      await serving.findScrubDue();
      expect(blocks.bytes).toBe(0);

      // Also when all of it happens between two looks.
      blocks.add(2, new Uint8Array(9));
      await erase(other, 8);
      await until(() => other.scrub());
      expect(await serving.findScrubDue()).toBeNull();
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
      await using journal = await open(url);
      await fill(journal);
      await erase(journal, 7);
      await query(url, "UPDATE parley.chat SET xid = '8000000000'; UPDATE parley.tombstone SET xid = '8000000001'");
      await query(url, "UPDATE parley.project SET horizon_xid = '7000000000', horizon_seq = 5");
      expect((await query(url, look ?? '')).rows).toEqual([{ is_fine: false }]);
      expect(await journal.readChangePage(SCOPE, changes)).toMatchObject({ keys: [] });
      await query(url, place ?? '');
      expect((await query(url, look ?? '')).rows).toEqual([{ is_fine: true }]);
    }
    {
      await using journal = await open(url);
      const page = await journal.readChangePage(SCOPE, changes);
      if (page === 'expired') throw new TypeError('expired');
      expect(page.keys).toHaveLength(CHATS);
      expect(await journal.readChangePage(SCOPE, { ...changes, after: page.next })).toMatchObject({ keys: [] });
      await erase(journal, 8);
      const next = await journal.readChangePage(SCOPE, { ...changes, after: page.next });
      expect(next).toMatchObject({ keys: [{ chatId: 8, kind: 'erased' }] });
      await until(() => journal.scrub());
    }
    await dropDatabase(url);
  });
});
