import { describe, expect, test } from 'vitest';
import { FakeVendor, type Fault, vendorRow } from '../helpers/fake-vendor.ts';
import { MirrorBench, sourceOf } from '../helpers/mirror-bench.ts';

const ROWS = Array.from({ length: 60 }, (_, index) => vendorRow(3 + 7 * index));

/** A mirror of a source whose every third request fails in this way. */
async function runWith(fault: Fault) {
  const vendor = await FakeVendor.listen({}, ROWS);
  vendor.onRequest = (number) => (number % 3 === 2 ? fault : null);
  await using _ = vendor;
  using bench = await MirrorBench.make();
  const run = await bench.run(sourceOf(vendor));
  return { run, rows: await bench.rows() };
}

describe('what passes is tried again', () => {
  test.each<Fault>([
    { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'status', status: 500, body: '<html>' },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 503 },
    { kind: 'cut' },
    { kind: 'silent-cut' },
    { kind: 'stall' },
    { kind: 'reset' },
    { kind: 'drip' },
    { kind: 'body', body: '' },
  ])('%j', async (fault) => {
    const { run, rows } = await runWith(fault);
    expect(run.failure).toBeNull();
    expect(rows).toEqual(ROWS);
    expect(run.totals).toMatchObject({ created: 60, rejected: 0 });
    expect(run.retries > 0).toBe(fault.kind !== 'drip');
    expect(run.waits).toHaveLength(run.retries);
    for (const wait of run.waits)
      expect(wait).toBeGreaterThanOrEqual(fault.kind === 'status' && fault.status === 429 ? 7_000 : 500);
  });

  test('waits grow, and after eight attempts it is given up', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    vendor.onRequest = () => ({ kind: 'status', status: 503 });
    using bench = await MirrorBench.make();
    const { failure, waits, requests } = await bench.run(sourceOf(vendor));
    expect(String(failure)).toContain('the source answers 503; given up after 8 attempts, run it again later');
    expect(waits).toEqual([750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000]);
    expect(requests).toBe(8);
  });

  test('a Retry-After in hours ends the run and says so; a date is understood', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    vendor.onRequest = () => ({ kind: 'status', status: 429, headers: { 'retry-after': '7200' } });
    expect(String((await bench.run(sourceOf(vendor))).failure)).toContain('it asks to come back in 120 minutes');
    vendor.onRequest = (number) =>
      number === 2
        ? { kind: 'status', status: 429, headers: { 'retry-after': 'Sat, 10 Jan 2026 12:01:00 GMT' } }
        : null;
    const { failure, waits } = await bench.run(sourceOf(vendor));
    expect([failure, waits]).toEqual([null, [60_750]]);
  });

  test('requests keep their distance', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    const { waits, requests } = await bench.run(sourceOf(vendor), { requestsPerSecond: 4 });
    expect(waits).toEqual(Array.from({ length: requests - 1 }, (_, index) => 250 * (index + 1)));
  });

  test('a signal ends it while it waits, and the next run goes on', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    const stop = new AbortController();
    vendor.onRequest = (number) => (number === 6 ? { kind: 'status', status: 503 } : null);
    const { failure } = await bench.run(sourceOf(vendor), {
      signal: stop.signal,
      sleep: async (milliseconds, signal) => {
        if (milliseconds < 1) return;
        stop.abort('SIGTERM');
        signal.throwIfAborted();
      },
    });
    expect(failure).toBe('SIGTERM');
    expect((await bench.run(sourceOf(vendor))).failure).toBeNull();
    expect(await bench.rows()).toEqual(ROWS);
  });

  test('a server that is not there', async () => {
    const vendor = await FakeVendor.listen({}, ROWS);
    const source = sourceOf(vendor);
    await vendor[Symbol.asyncDispose]();
    using bench = await MirrorBench.make();
    expect(String((await bench.run(source)).failure)).toMatch(/the source cannot be reached: .*ECONNREFUSED/);
  });
});

describe('what is wrong is said at once', () => {
  const envelope = (response: string) => `{"response":${response},"errors":[]}`;
  test.each<[Fault, RegExp]>([
    [{ kind: 'status', status: 401 }, /does not accept tenant and key \(401\): check --customer and the key/],
    [
      { kind: 'status', status: 403, body: '{"response":[],"errors":[{"errorcode":403,"errormessage":"error.ip"}]}' },
      /\(403\): check .*; it says: error\.ip$/,
    ],
    [
      { kind: 'status', status: 302, headers: { location: 'https://x.example/login?key=1' } },
      /to https:\/\/x\.example\/login: /,
    ],
    [{ kind: 'status', status: 404 }, /no such chat log \(404\): check --from/],
    [{ kind: 'status', status: 206 }, /answers 206/],
    [{ kind: 'body', body: '<!doctype html><title>Login</title>', type: 'text/html' }, /sends HTML where/],
    [{ kind: 'body', body: '\ufeff  <html>' }, /sends HTML where/],
    [{ kind: 'garbage' }, /something after the end/],
    [{ kind: 'body', body: '[{"chatId":1}]' }, /something else than/],
    [{ kind: 'body', body: 'null' }, /something else than/],
    [{ kind: 'body', body: '{"response":{"rows":[],"totalCount":"0"},"errors":[]}' }, /"response" that is no array/],
    [{ kind: 'body', body: '{"errors":[]}' }, /without "response"/],
    [{ kind: 'body', body: '{"response":[],"response":[],"errors":[]}' }, /"response" twice/],
    [{ kind: 'body', body: envelope('[{"chatId":1},,{"chatId":2}]') }, /something else than/],
    [{ kind: 'body', body: envelope('[{"chatId":1}}]') }, /something else than/],
    [
      { kind: 'body', body: '{"response":[],"errors":[{"errormessage":"error.quota","message":"no\\nmore"}]}' },
      /200 with an error inside: error\.quota, no more$/,
    ],
    [
      { kind: 'body', body: '{"errors":[{"errormessage":"error.quota"}],"response":[],"errors":[]}' },
      /200 with an error inside: error\.quota$/,
    ],
    [{ kind: 'body', body: envelope('[{"id":1}]') }, /rows without a chatId/],
  ])('%j', async (fault, sentence) => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    vendor.onRequest = (number) => (number === 1 ? fault : null);
    const { failure, requests } = await bench.run(sourceOf(vendor));
    expect(failure instanceof Error ? failure.message : failure).toMatch(sentence);
    expect(requests).toBe(1);
    expect(await bench.rows()).toEqual([]);
    // Nothing of it stands in the way of a source that answers right.
    const { failure: later } = await bench.run(sourceOf(vendor));
    expect(later).toBeNull();
    expect(await bench.rows()).toEqual(ROWS);
  });

  test('in the middle, what was read before is kept and the next run goes on behind it', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    vendor.onRequest = (number) => (number === 6 ? { kind: 'status', status: 401 } : null);
    const first = await bench.run(sourceOf(vendor));
    expect(String(first.failure)).toContain('401');
    const kept = (await bench.rows()).length;
    expect(kept).toBeGreaterThan(0);
    const second = await bench.run(sourceOf(vendor));
    expect([second.failure, second.totals.created]).toEqual([null, 60 - kept]);
    expect(await bench.rows()).toEqual(ROWS);
  });

  test('the same page for ever', async () => {
    await using vendor = await FakeVendor.listen({ start: 'ignored' }, ROWS);
    using bench = await MirrorBench.make();
    const { failure, requests } = await bench.run(sourceOf(vendor));
    expect(String(failure)).toContain(
      'answers every start with the same page: no more than its first 20 chats can be read',
    );
    expect(requests).toBeLessThan(10);
  });

  test('the same page for ever, from some page on', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    const same = JSON.stringify({ response: ROWS.slice(20, 40), errors: [] });
    vendor.onRequest = (number) => (number > 5 ? { kind: 'body', body: same } : null);
    const { failure, requests } = await bench.run(sourceOf(vendor));
    expect(String(failure)).toMatch(/same page|again and again|does not answer as it did before|differently each time/);
    expect(requests).toBeLessThan(100);
  });

  test('rows in an order that cannot be paged by id', async () => {
    await using vendor = await FakeVendor.listen({ order: 'descending' }, ROWS);
    using bench = await MirrorBench.make();
    const { failure } = await bench.run(sourceOf(vendor));
    expect(failure).not.toBeNull();
    await using other = await FakeVendor.listen({ order: 'descending', start: 'offset' }, ROWS);
    using second = await MirrorBench.make();
    expect((await second.run(sourceOf(other))).failure).toBeNull();
    expect(await second.rows()).toEqual(ROWS);
  });

  test('a chat and a reply of absurd size', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    const small = { rowBytes: 1_000, replyBytes: 1_000_000 };
    expect(String((await bench.run(sourceOf(vendor), { limits: small })).failure)).toContain(
      'a chat longer than 1000 bytes',
    );
    const short = { rowBytes: 1_000_000, replyBytes: 1_000 };
    expect(String((await bench.run(sourceOf(vendor), { limits: short })).failure)).toContain(
      'a reply longer than 1000 bytes',
    );
  });
});

describe('rows that cannot be taken', () => {
  test('are written down once, with what was asked, and do not hold up the others', async () => {
    const bad = vendorRow(11, '2026-01-05', { duration: 'long' });
    const foreign = vendorRow(12, '2026-01-05', { projectId: 5 });
    const events = { chatId: 13, format: 'parley-events/1', events: [] };
    await using vendor = await FakeVendor.listen({}, [...ROWS, bad, foreign, events]);
    using bench = await MirrorBench.make();
    const { failure, totals, rejects } = await bench.run(sourceOf(vendor));
    expect([failure, totals.created, totals.rejected]).toEqual([null, 60, 3]);
    expect(rejects.map(({ field }) => field)).toEqual(['duration', 'projectId', expect.any(String)]);
    expect(rejects[0]).toMatchObject({ request: '/v2/projects/822/chats?limit=20&direction=ASC', row: 3 });
    expect(await bench.rows()).toEqual(ROWS);
  });

  test.each([822, 5])('have a key twice with different values, from project %i', async (projectId) => {
    const rows = [21, 22, 23].map((id) => JSON.stringify(vendorRow(id, '2026-01-05', { projectId })));
    const sent = [
      rows[0]?.replace('{', '{"visitorName":"somebody else",'),
      rows[1]?.replace('{', `{"projectId":${projectId},`),
      rows[2]?.replace('"message":', '"message":"another","message":'),
    ];
    await using vendor = await FakeVendor.listen();
    vendor.onRequest = (_, url) => {
      const from = Number(url.searchParams.get('start') ?? 0);
      const page = sent.filter((__, at) => at + 21 >= from).join(',');
      return { kind: 'body', body: `{"response":[${page}],"errors":[]}` };
    };
    using bench = await MirrorBench.make();
    const { failure, totals, rejects } = await bench.run({ ...sourceOf(vendor), projectId });
    expect([failure, totals.created, totals.rejected]).toEqual([null, 1, 2]);
    expect(rejects.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
      'visitorName stands twice with different values; keep one',
      'transcript[0].message stands twice with different values; keep one',
    ]);
    expect(totals.warnings.has('key that stands twice with the same value')).toBe(true);
    expect(await bench.rows()).toMatchObject([{ chatId: 22, projectId: 822 }]);
  });

  test('of a source that prints numbers as text are all rows, and it says which', async () => {
    await using vendor = await FakeVendor.listen({ isTextual: true }, ROWS);
    using bench = await MirrorBench.make();
    const { failure, totals, rejects } = await bench.run(sourceOf(vendor));
    expect([failure, totals.created, totals.rejected]).toEqual([null, 0, 60]);
    expect(rejects).toHaveLength(60);
    expect(rejects[0]).toMatchObject({ field: 'chatId', reason: 'must be a whole number from 0 to 2^53-1' });
  });

  test('absurd dates are taken as they are and counted', async () => {
    const absurd = vendorRow(4, '2026-01-05', {
      sessionStartTime: '9999-99-99 99:99:99',
      sessionCloseTime: '0000-00-00 00:00:00',
    });
    const open = vendorRow(5, '2026-01-05', {
      sessionStartTime: '2026-13-45 00:00:00',
      sessionCloseTime: null,
      disposition: 'In progress',
    });
    await using vendor = await FakeVendor.listen({ start: 'offset' }, [absurd, open, vendorRow(6)]);
    using bench = await MirrorBench.make();
    const { failure, totals } = await bench.run(sourceOf(vendor));
    expect([failure, totals.created, totals.warnings.get('time that cannot be read')]).toEqual([null, 3, 2]);
    expect(await bench.rows()).toEqual([absurd, open, vendorRow(6)]);
    expect((await bench.run(sourceOf(vendor))).lostOpen).toEqual([5]);
  });

  test('of two rows of one id in a page the later counts', async () => {
    await using vendor = await FakeVendor.listen({ hasDuplicates: true }, ROWS);
    using bench = await MirrorBench.make();
    const { totals } = await bench.run(sourceOf(vendor));
    expect(totals).toMatchObject({ created: 60, replaced: 0 });
    expect(totals.duplicates).toBeGreaterThanOrEqual(60);
    expect(await bench.rows()).toEqual(ROWS);
  });

  test('another number of the project is written into the rows', async () => {
    const rows = ROWS.map((row) => ({ ...row, projectId: 7 }));
    await using vendor = await FakeVendor.listen({}, ROWS);
    using bench = await MirrorBench.make();
    vendor.onRequest = (_, url) => {
      const start = Number(url.searchParams.get('start') ?? 0);
      const page = rows.filter(({ chatId }) => chatId >= start).slice(0, Number(url.searchParams.get('limit')));
      return { kind: 'body', body: JSON.stringify({ response: page, errors: [] }) };
    };
    const { failure } = await bench.run({ ...sourceOf(vendor), projectId: 7 });
    expect(failure).toBeNull();
    expect(await bench.rows()).toEqual(ROWS);
    expect(vendor.requests[0]).toBe('/v2/projects/7/chats?limit=20&direction=ASC');
  });
});
