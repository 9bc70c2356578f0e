import { describe, expect, test } from 'vitest';
import { FakeVendor, type Oddities, openRow, vendorRow } from '../helpers/fake-vendor.ts';
import { MirrorBench, sourceOf } from '../helpers/mirror-bench.ts';

const DENSE = Array.from({ length: 105 }, (_, index) => vendorRow(index + 1));
const FROM_ZERO = Array.from({ length: 105 }, (_, index) => vendorRow(index));
const GAPS = Array.from({ length: 105 }, (_, index) => vendorRow(3 + 7 * index));
const LATE = Array.from({ length: 105 }, (_, index) => vendorRow(90_001 + index));
/** Without a gap for longer than a page, then with one. */
const BROKEN = [...DENSE.slice(0, 61), ...LATE];
const ZERO_BROKEN = [...FROM_ZERO.slice(0, 61), ...LATE];

const LOGS = {
  'no rows': [],
  'one row': [vendorRow(5)],
  'the row 0': [vendorRow(0)],
  'two rows': [vendorRow(1), vendorRow(2)],
  'a full page': DENSE.slice(0, 20),
  'no gaps': DENSE,
  'no gaps from 0': FROM_ZERO,
  gaps: GAPS,
  'ids far above the count': LATE,
  'a late gap': BROKEN,
  'a late gap from 0': ZERO_BROKEN,
} as const;

const SOURCES: readonly Partial<Oddities>[] = (['id', 'after', 'offset'] as const).flatMap((start) => [
  { start },
  { start, cap: 7 },
  { start, cap: 13, pastEnd: 404, hasDuplicates: true, isGzip: true },
]);

describe.each(Object.entries(LOGS))('a log with %s', (_, rows) => {
  test.each(SOURCES)('is copied whole from a source of %j, and a second run changes nothing', async (oddities) => {
    await using vendor = await FakeVendor.listen(oddities, rows);
    using bench = await MirrorBench.make();
    const first = await bench.run(sourceOf(vendor));
    expect(first.failure).toBeNull();
    expect(first.totals).toMatchObject({ created: rows.length, replaced: 0, rejected: 0 });
    expect(await bench.rows()).toEqual(rows);
    if (first.known.isCertain) expect(first.known.reading).toBe(oddities.start);
    const content = await bench.store.read();
    const second = await bench.run(sourceOf(vendor));
    expect(second.failure).toBeNull();
    expect(second.totals).toMatchObject({ created: 0, replaced: 0, rejected: 0 });
    const full = await bench.run(sourceOf(vendor), { isFull: true });
    expect(full.failure).toBeNull();
    expect(full.totals).toMatchObject({ created: 0, replaced: 0, unchanged: expect.any(Number) });
    expect(await bench.store.read()).toEqual(content);
  });
});

describe('while the first load runs', () => {
  test.each(['id', 'after', 'offset'] as const)(
    'removed and new rows make no gap when start is read as %s',
    async (start) => {
      for (const log of [GAPS, DENSE, FROM_ZERO]) {
        await using vendor = await FakeVendor.listen({ start, cap: 10 }, log);
        using bench = await MirrorBench.make();
        // After each page a row goes that was read already, and a new one comes at the end.
        let removed = 0;
        vendor.onRequest = (number, url) => {
          const isPage = url.searchParams.get('limit') === '20';
          if (isPage && number > 6 && removed < 5) {
            vendor.rows.splice(1, 1);
            removed += 1;
            vendor.rows.push(vendorRow((vendor.rows.at(-1)?.chatId ?? 0) + 1));
          }
          return null;
        };
        const { failure } = await bench.run(sourceOf(vendor));
        expect(failure).toBeNull();
        const copied = new Set((await bench.rows()).map((row) => (row as { chatId: number }).chatId));
        expect(vendor.rows.filter(({ chatId }) => !copied.has(chatId))).toEqual([]);
        expect(removed).toBe(5);
      }
    },
  );

  test('more rows removed at once than pages overlap make it begin again', async () => {
    await using vendor = await FakeVendor.listen({ start: 'offset', cap: 10 }, GAPS);
    using bench = await MirrorBench.make();
    vendor.onRequest = (number) => {
      if (number === 8) vendor.rows.splice(0, 9);
      return null;
    };
    const { failure } = await bench.run(sourceOf(vendor));
    expect(failure).toBeNull();
    expect(await bench.rows()).toEqual(expect.arrayContaining(vendor.rows));
  });

  test('a source that removes faster than one can read is given up', async () => {
    await using vendor = await FakeVendor.listen({ start: 'offset', cap: 10 }, GAPS);
    using bench = await MirrorBench.make();
    vendor.onRequest = (number, url) => {
      if (number > 5 && url.searchParams.has('start')) vendor.rows.splice(0, 12);
      if (vendor.rows.length < 40) vendor.rows = [...GAPS];
      return null;
    };
    const { failure } = await bench.run(sourceOf(vendor));
    expect(String(failure)).toMatch(/removed at the source faster|does not answer as it did before/);
  });
});

describe('between runs', () => {
  const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}`;
  const log = () => Array.from({ length: 45 }, (_, index) => vendorRow(10 + 2 * index, day(1 + Math.floor(index / 5))));

  test.each<Partial<Oddities>>([
    { start: 'id' },
    { start: 'after' },
    { start: 'offset' },
    { start: 'offset', cap: 4 },
    { start: 'id', startDate: 'from' },
    { start: 'offset', startDate: 'from', cap: 4 },
    { start: 'id', startDate: 'ignored' },
    { start: 'offset', startDate: 'ignored' },
  ])('new chats, edits within the overlap and late closes come from a source of %j', async (oddities) => {
    await using vendor = await FakeVendor.listen(oddities, log());
    using bench = await MirrorBench.make();
    vendor.rows[2] = openRow(14, day(1));
    await bench.run(sourceOf(vendor));
    vendor.rows[2] = vendorRow(14, day(1), { visitorName: 'closed late' });
    vendor.rows[40] = vendorRow(90, day(9), { visitorName: 'edited' });
    vendor.rows.push(vendorRow(100, day(10)), openRow(101, day(10)), vendorRow(107, day(11)));
    const second = await bench.run(sourceOf(vendor), { nowMs: Date.UTC(2026, 0, 11, 12) });
    expect(second.failure).toBeNull();
    expect(second.totals).toMatchObject({ created: 3, replaced: 2, rejected: 0 });
    expect(await bench.rows()).toEqual(vendor.rows);
    const content = await bench.store.read();
    const third = await bench.run(sourceOf(vendor), { nowMs: Date.UTC(2026, 0, 11, 13) });
    expect(third.totals).toMatchObject({ created: 0, replaced: 0 });
    expect(await bench.store.read()).toEqual(content);
  });

  test.each(['id', 'after', 'offset'] as const)(
    'a source that gives one row at once is read to its end by %s',
    async (start) => {
      for (const rows of [FROM_ZERO.slice(0, 9), GAPS.slice(0, 9), DENSE.slice(0, 9), ZERO_BROKEN.slice(57, 66)]) {
        await using vendor = await FakeVendor.listen({ start, cap: 1 }, rows);
        using bench = await MirrorBench.make();
        expect((await bench.run(sourceOf(vendor))).failure).toBeNull();
        expect(await bench.rows()).toEqual(rows);
      }
    },
  );

  test('what lies before the overlap is found by a full run only, and the report may say so', async () => {
    await using vendor = await FakeVendor.listen({}, log());
    using bench = await MirrorBench.make();
    await bench.run(sourceOf(vendor));
    vendor.rows[0] = vendorRow(10, day(1), { visitorName: 'edited' });
    expect((await bench.run(sourceOf(vendor))).totals.replaced).toBe(0);
    const full = await bench.run(sourceOf(vendor), { isFull: true });
    expect(full.totals.replaced).toBe(1);
    expect(await bench.rows()).toEqual(vendor.rows);
  });

  test('an open chat that the source has no more is named and kept', async () => {
    await using vendor = await FakeVendor.listen({}, [openRow(3, day(1)), ...log()]);
    using bench = await MirrorBench.make();
    await bench.run(sourceOf(vendor));
    vendor.rows.shift();
    const { failure, lostOpen } = await bench.run(sourceOf(vendor));
    expect([failure, lostOpen]).toEqual([null, [3]]);
    expect(await bench.rows()).toHaveLength(46);
  });

  test('a store of another history is filled from the beginning', async () => {
    await using vendor = await FakeVendor.listen({}, GAPS);
    using bench = await MirrorBench.make();
    await bench.run(sourceOf(vendor));
    using other = await MirrorBench.make();
    const { totals } = await other.run(sourceOf(vendor), { epoch: 'another', statePath: bench.statePath });
    expect(totals.created).toBe(GAPS.length);
  });

  test('a state of another source, and a damaged one, are refused', async () => {
    await using vendor = await FakeVendor.listen({}, GAPS);
    using bench = await MirrorBench.make();
    await bench.run(sourceOf(vendor));
    const other = { ...sourceOf(vendor), customer: 'other' };
    await expect(bench.run(other)).rejects.toThrow(
      /belongs to a mirror of .* acme 822 into acme 822; give another --state/,
    );
    const { writeFileSync } = await import('node:fs');
    writeFileSync(bench.statePath, '{"version":1}');
    await expect(bench.run(sourceOf(vendor))).rejects.toThrow(/or it is damaged; give another --state, or remove it/);
  });
});
