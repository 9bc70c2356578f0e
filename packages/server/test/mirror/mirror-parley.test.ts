import { describe, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import type { ProjectStore } from '../../src/store/chat-store.ts';
import { bootServer } from '../helpers/boot-server.ts';
import { FakeVendor, vendorRow } from '../helpers/fake-vendor.ts';
import { SCOPE } from '../helpers/import-store.ts';
import { MirrorBench, sourceOf } from '../helpers/mirror-bench.ts';
import { openProject } from '../helpers/open-project.ts';

const EVERYTHING = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000_000 } as const;

/** The keys of every chat, without ext, as bytes. */
async function documentsOf({ chats: log }: ProjectStore): Promise<readonly string[]> {
  const documents: string[] = [];
  using reader = log.openLiveReader();
  for await (const chats of reader.readChats(EVERYTHING)) documents.push(...chats.map(({ chatJson }) => chatJson));
  return documents;
}

async function mirrored(bench: MirrorBench): Promise<readonly string[]> {
  return (await bench.store.read()).chats.map(({ chatJson }) => chatJson);
}

describe('a mirror of another Parley', () => {
  test.each(['id', 'offset'] as const)(
    'is equal byte by byte, then follows edits, late closes and erasures (key reads start as %s)',
    async (startSemantics) => {
      await using server = await bootServer();
      const project = await server.makeProject(822);
      await server.importSample(project, 150);
      await server.importChats(project, [
        vendorRow(500),
        vendorRow(501, '2026-01-05', { sessionCloseTime: null, disposition: 'In progress' }),
      ]);
      const { key } = await server.makeKey({ startSemantics });
      const source = { baseUrl: server.url, customer: 'acme', key, projectId: 822 };
      using bench = await MirrorBench.make();
      const first = await bench.run(source);
      expect(first.failure).toBeNull();
      expect(first).toMatchObject({ hasFeed: true, steps: ['first load', 'change feed'] });
      expect(await mirrored(bench)).toEqual(await documentsOf(project));

      await server.importChats(project, [vendorRow(501), vendorRow(502), vendorRow(490)]);
      const at = instant(server.clock.nowMs());
      await project.privacy.eraseChat(chatId(7), at, 'operator');
      await project.privacy.eraseChat(chatId(500), at, 'operator');
      const second = await bench.run(source);
      expect(second.failure).toBeNull();
      expect(second.totals).toMatchObject({ created: 2, replaced: 1, erased: 2, rejected: 0 });
      expect(second.steps).toEqual(['change feed']);
      expect(await mirrored(bench)).toEqual(await documentsOf(project));
      const content = await bench.store.read();
      const third = await bench.run(source);
      expect(third.totals).toMatchObject({ read: 0, created: 0, replaced: 0, erased: 0 });
      expect(await bench.store.read()).toEqual(content);
    },
  );

  test('of an empty project gets its chats by the feed', async () => {
    await using server = await bootServer();
    const project = await server.makeProject(822);
    const { key } = await server.makeKey();
    const source = { baseUrl: server.url, customer: 'acme', key, projectId: 822 };
    using bench = await MirrorBench.make();
    await bench.run(source);
    await server.importSample(project, 30);
    expect((await bench.run(source)).failure).toBeNull();
    expect(await mirrored(bench)).toEqual(await documentsOf(project));
  });

  test('misses nothing that changes while the first load runs', async () => {
    await using server = await bootServer();
    const project = await server.makeProject(822);
    await server.importChats(
      project,
      Array.from({ length: 90 }, (_, index) => vendorRow(index * 2 + 1)),
    );
    const { key } = await server.makeKey();
    using bench = await MirrorBench.make();
    let steps = 0;
    const changes: Promise<unknown>[] = [];
    const { failure } = await bench.run(
      { baseUrl: server.url, customer: 'acme', key, projectId: 822 },
      {
        onProgress: () => {
          steps += 1;
          if (steps !== 4) return;
          changes.push(
            server.importChats(project, [vendorRow(1, '2026-01-05', { visitorName: 'edited' }), vendorRow(2)]),
          );
          changes.push(project.privacy.eraseChat(chatId(3), instant(0), 'operator'));
        },
      },
    );
    await Promise.all(changes);
    expect(failure).toBeNull();
    expect(await mirrored(bench)).toEqual(await documentsOf(project));
  });

  test('begins again when the feed no longer goes back so far, or the history is another', async () => {
    await using server = await bootServer();
    const project = await server.makeProject(822);
    await server.importSample(project, 30);
    const { key } = await server.makeKey();
    using bench = await MirrorBench.make();
    const source = { baseUrl: server.url, customer: 'acme', key, projectId: 822 };
    await bench.run(source);
    await using other = await bootServer();
    const restored = await other.makeProject(822);
    await other.importSample(restored, 40);
    const { key: otherKey } = await other.makeKey();
    // The same address: a store that was restored from an older backup answers there now.
    const { readFileSync, writeFileSync } = await import('node:fs');
    writeFileSync(bench.statePath, readFileSync(bench.statePath, 'utf8').replace(server.url, other.url));
    const again = await bench.run({ ...source, baseUrl: other.url, key: otherKey });
    expect(again.failure).toBeNull();
    expect([...again.notes].join()).toContain("the place in the source's change feed is gone");
    expect(await mirrored(bench)).toEqual(await documentsOf(restored));
  });

  test('looks for changes by days when the key may not read the feed', async () => {
    const rows = [vendorRow(2), vendorRow(5)];
    await using vendor = await FakeVendor.listen({}, rows);
    vendor.onRequest = (_, url) => {
      if (url.pathname.endsWith('/changes')) return { kind: 'status', status: 403 };
      const start = Number(url.searchParams.get('start') ?? 0);
      const body = JSON.stringify({ response: vendor.rows.filter(({ chatId }) => chatId >= start), errors: [] });
      return { kind: 'status', status: 200, headers: { 'parley-sync-cursor': 'p1.x' }, body };
    };
    using bench = await MirrorBench.make();
    const first = await bench.run(sourceOf(vendor));
    expect([first.failure, first.hasFeed]).toEqual([null, false]);
    expect([...first.notes].join()).toContain('but not for this key');
    vendor.rows.push(vendorRow(9));
    const second = await bench.run(sourceOf(vendor));
    expect([second.failure, second.totals.created]).toEqual([null, 1]);
    expect(second.steps[1]).toBe('days 2026-01-06 to 2026-01-11');
  });

  test('a feed that does not go on is noticed', async () => {
    await using vendor = await FakeVendor.listen({}, [vendorRow(2)]);
    const feedHeaders = { 'parley-sync-cursor': 'p1.x', 'parley-next-cursor': 'p1.x', 'parley-end-of-stream': 'false' };
    vendor.onRequest = (_, url) => {
      const isFeed = url.pathname.endsWith('/changes');
      const rows = isFeed || Number(url.searchParams.get('start') ?? 0) > 2 ? [] : vendor.rows;
      return {
        kind: 'status',
        status: 200,
        headers: feedHeaders,
        body: JSON.stringify({ response: rows, errors: [] }),
      };
    };
    using bench = await MirrorBench.make();
    expect(String((await bench.run(sourceOf(vendor))).failure)).toContain('does not say where it goes on');
  });

  test('never erases a chat that Parley captured here itself', async () => {
    await using server = await bootServer();
    const project = await server.makeProject(822);
    await server.importSample(project, 3);
    const { key } = await server.makeKey();
    const source = { baseUrl: server.url, customer: 'acme', key, projectId: 822 };
    using bench = await MirrorBench.make();
    await bench.run(source);
    const own = await (async () => {
      await using store = await bench.store.open();
      const local = await openProject(store, SCOPE);
      const body = { type: 'chat.started', channel: 'webchat', sessionId: 's' } as const;
      const appended = await local.chats.append({
        chatId: null,
        events: [{ at: instant(0), offsetMinutes: 0, body }],
      });
      if ('refused' in appended) throw new TypeError(appended.refused);
      return appended.chatId;
    })();
    await server.importChats(project, [vendorRow(own)]);
    await bench.run(source);
    await project.privacy.eraseChat(own, instant(0), 'operator');
    const { totals, rejects } = await bench.run(source);
    expect(totals).toMatchObject({ erased: 0, rejected: 1 });
    expect(rejects[0]?.reason).toContain('a chat that Parley captured itself');
    expect(await mirrored(bench)).toHaveLength(4);
  });
});
