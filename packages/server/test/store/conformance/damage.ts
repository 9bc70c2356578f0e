/** What every `ChatStore` must do about stored copies that are not as they were stored. Part of `changes.ts`. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ChatId, chatId } from '../../../src/model/ids.ts';
import type { ChatStore, Damage, ProjectStore } from '../../../src/store/chat-store.ts';
import { type Sql, sql } from '../../../src/store/sql/sql.ts';
import { DamagedChat } from '../../../src/store/store-error.ts';
import { AT, imports, SCOPE, textOfChunks, windowOf, ZONE } from '../../helpers/conformance-fixture.ts';
import { drain, readAll } from '../../helpers/feed-fixture.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

const CHATS = 40;
const EVENTS = sampleEvents(1, 9)[0] ?? [];
/** A closed chat with transfers would not show a wrong sum, so that all are looked for by their facts. */
const CHAT = 7;

export function describeDamage(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: damaged copies`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;
    let found: Damage[];

    const open = async () => {
      store = await installation.open('serve', () => AT);
      store.maintenance.watchDamage((damage) => found.push(damage));
      project = await openProject(store, SCOPE);
    };
    beforeEach(async () => {
      found = [];
      installation = await make();
      const first = await installation.open('serve', () => AT);
      const made = await makeProject(first, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
      await made.chats.import(imports(CHATS, 5), AT);
      await first[Symbol.asyncDispose]();
      await open();
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    const compact = async () => {
      while (await store.maintenance.compact(1_000));
    };
    const readChunks = async (mayJoin: boolean) => {
      using reader = await project.chats.openSnapshot();
      const chunks = await Array.fromAsync(reader.readChunks(windowOf(), mayJoin));
      const sums = chunks.reduce((sum, chunk) => sum + chunk.sumResponseTimeSeconds, 0);
      const transfers = chunks.flatMap((chunk) => chunk.transfersJson || []).join(',');
      return { documents: textOfChunks(chunks), sums, transfers, count: chunks.reduce((n, { count }) => n + count, 0) };
    };
    const readDigests = async () => {
      const { batches } = await project.chats.readDigests({});
      return (await Array.fromAsync(batches)).flat();
    };
    /** Every way in which a chat leaves the store. */
    const readings = {
      'as stored': () => readChunks(false),
      'joined where it may be': () => readChunks(true),
      'one by one': () => readAll(project),
      single: () => project.chats.read(chatId(CHAT)),
      feed: async () => (await drain(project, null)).changes,
      digests: () => readDigests(),
    } as const;
    const readEverything = async () => {
      const results: [string, unknown][] = [];
      for (const [way, read] of Object.entries(readings)) results.push([way, await read()]);
      return Object.fromEntries(results);
    };
    /** Closes the store meanwhile: blocks may be in memory. */
    const damage = async (statement: Sql) => {
      await store[Symbol.asyncDispose]();
      await installation.query(statement);
      await open();
    };
    /** The bytes of the only row that the statement finds, with one bit turned. */
    const flipped = async (select: Sql, at = 0.5) => {
      const [row] = await installation.query(select);
      const bytes = Buffer.from(row?.bytes as Uint8Array);
      const place = Math.min(Math.floor(bytes.length * at), bytes.length - 1);
      bytes[place] = (bytes[place] ?? 0) ^ 4;
      return bytes;
    };
    const ofChat = sql`WHERE chat_id = ${CHAT}`;

    const DAMAGE: Readonly<Record<string, () => Promise<Sql>>> = {
      'its compressed document': async () =>
        sql`UPDATE chat SET segment = ${await flipped(sql`SELECT segment AS bytes FROM chat ${ofChat}`)} ${ofChat}`,
      'its document cut short': async () => sql`UPDATE chat SET segment = ${Buffer.of(0)} ${ofChat}`,
      'the checksum of its document': async () =>
        sql`UPDATE chat SET segment_meta = ${await flipped(sql`SELECT segment_meta AS bytes FROM chat ${ofChat}`, 0)} ${ofChat}`,
      'its seal': async () =>
        sql`UPDATE chat SET segment_meta = ${await flipped(sql`SELECT segment_meta AS bytes FROM chat ${ofChat}`, 1)} ${ofChat}`,
      'its additional facts': async () =>
        sql`UPDATE chat_ext SET ext = ${await flipped(sql`SELECT ext AS bytes FROM chat_ext ${ofChat}`)} ${ofChat}`,
      'its digest': async () =>
        sql`UPDATE chat SET digest = ${await flipped(sql`SELECT digest AS bytes FROM chat ${ofChat}`, 0)} ${ofChat}`,
      'its start': async () => sql`UPDATE chat SET started_at = started_at + 4096 ${ofChat}`,
      'its revision': async () => sql`UPDATE chat SET revision = revision + 64 ${ofChat}`,
      'the time of its change': async () => sql`UPDATE chat SET updated_at = updated_at + 64 ${ofChat}`,
      'where it came from': async () => sql`UPDATE chat SET is_imported = 1 - is_imported ${ofChat}`,
      'its transfers': async () => sql`UPDATE chat SET transfers = '{"transferId":1}' ${ofChat}`,
      'its response time': async () => sql`UPDATE chat SET sum_response_time = sum_response_time + 8 ${ofChat}`,
    };

    test.each(Object.keys(DAMAGE))('a chat is sent as it was stored when %s is damaged', async (what) => {
      const before = await readEverything();
      await damage((await DAMAGE[what]?.()) ?? sql`SELECT 1`);
      expect(await readEverything()).toEqual(before);
      // What no reading sends, or sends without a look at it, is not noticed by that reading.
      expect(found.every(({ isLost, kind, chatId: id }) => !isLost && kind === 'document' && id === CHAT)).toBe(true);
      if (found.length === 0) expect(['its transfers', 'its response time']).toContain(what);
      await store.maintenance.mendFound(AT);
      found.length = 0;
      expect(await readEverything()).toEqual(before);
      expect(found).toEqual([]);
    });

    test.each(['segment', 'segment_meta', 'document_lengths'])(
      'a block whose %s is damaged is dropped',
      async (column) => {
        await compact();
        const before = await readEverything();
        const names: Readonly<Record<string, Sql>> = {
          segment: sql`segment`,
          segment_meta: sql`segment_meta`,
          document_lengths: sql`document_lengths`,
        };
        const name = names[column] ?? sql`segment`;
        const bytes = await flipped(sql`SELECT ${name} AS bytes FROM chat_block WHERE first_chat_id = 1`);
        await damage(sql`UPDATE chat_block SET ${name} = ${bytes} WHERE first_chat_id = 1`);
        expect(await readEverything()).toEqual(before);
        expect(found).toEqual([{ ...SCOPE, kind: 'block', chatId: 1, isLost: false }]);
        await store.maintenance.mendFound(AT);
        expect(await installation.query(sql`SELECT 1 FROM chat_block WHERE first_chat_id = 1`)).toEqual([]);
        await compact();
        expect(await readEverything()).toEqual(before);
        expect(found.length).toBe(1);
      },
    );

    test('damage is never sealed into a block', async () => {
      const before = await readEverything();
      await damage((await DAMAGE['its compressed document']?.()) ?? sql`SELECT 1`);
      await compact();
      expect(await readEverything()).toEqual(before);
      await store.maintenance.mendFound(AT);
      await compact();
      expect(await readEverything()).toEqual(before);
    });

    test('a chat of which nothing true is left is refused in every reading, and all others are sent', async () => {
      await damage((await DAMAGE['its compressed document']?.()) ?? sql`SELECT 1`);
      await installation.query(sql`UPDATE chat_event SET at = at + 1000 ${ofChat} AND seq = 2`);
      for (const way of ['as stored', 'joined where it may be', 'one by one', 'single', 'feed'] as const) {
        await expect(readings[way](), way).rejects.toThrow(DamagedChat);
      }
      expect(found.every(({ isLost, chatId: id }) => isLost && id === CHAT)).toBe(true);
      expect((await project.chats.read(chatId(CHAT + 1)))?.chatId).toBe(CHAT + 1);
      using reader = await project.chats.openSnapshot();
      const others = windowOf({ from: { chatId: chatId(CHAT), isInclusive: false } });
      expect((await Array.fromAsync(reader.readChunks(others, true))).reduce((n, { count }) => n + count, 0)).toBe(
        CHATS - CHAT,
      );
    });

    test.each([
      ['changed', sql`UPDATE chat_event SET at = at + 1000 ${ofChat} AND seq = 2`],
      ['altered in its text', sql`UPDATE chat_event SET body = replace(body, 'e', 'f') ${ofChat} AND seq = 2`],
      ['missing in between', sql`DELETE FROM chat_event ${ofChat} AND seq = 2`],
      ['missing at the end', sql`DELETE FROM chat_event ${ofChat} AND seq > 2`],
    ])('an event that is %s is never explained, appended to or folded', async (_, statement) => {
      const before = await readEverything();
      await damage(statement);
      await expect(project.chats.readEvents(chatId(CHAT))).rejects.toThrow(DamagedChat);
      expect(found).toEqual([{ ...SCOPE, kind: 'events', chatId: CHAT, isLost: true }]);
      const rebuilt = await project.upkeep.rebuild({
        isCheckOnly: false,
        at: AT,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      });
      expect(rebuilt).toMatchObject({ chats: CHATS, different: 0, failed: [CHAT] });
      expect(await readEverything()).toEqual(before);
      // The import of what it was mends it.
      const again = await project.chats.import(imports(CHATS, 5).slice(CHAT - 1, CHAT), AT);
      expect(['unchanged', 'replaced']).toContain(again.outcomes[0]);
    });

    test('nothing is appended to a chat some of whose events are damaged', async () => {
      const { chatId: id } = (await project.chats.append(startRequest(EVENTS, 3))) as { chatId: ChatId };
      await damage(sql`DELETE FROM chat_event WHERE chat_id = ${id} AND seq = 3`);
      await expect(project.chats.append({ chatId: id, events: EVENTS.slice(3, 4) })).rejects.toThrow(DamagedChat);
      expect((await project.chats.read(id))?.revision).toBe(1);
    });

    test('a damaged tombstone is refused by the feed', async () => {
      await project.privacy.eraseChat(chatId(CHAT), AT, 'operator');
      expect((await drain(project, null)).changes.length).toBe(CHATS);
      await damage(sql`UPDATE tombstone SET deleted_at = deleted_at + 64`);
      await expect(drain(project, null)).rejects.toThrow(DamagedChat);
      expect(found).toEqual([{ ...SCOPE, kind: 'tombstone', chatId: CHAT, isLost: true }]);
    });
  });
}
