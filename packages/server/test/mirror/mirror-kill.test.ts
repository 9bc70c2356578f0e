import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FakeVendor, openRow, vendorRow } from '../helpers/fake-vendor.ts';
import { MirrorBench, sourceOf } from '../helpers/mirror-bench.ts';

const PROGRAM = fileURLToPath(new URL('../helpers/run-mirror.ts', import.meta.url));
const NODE = join(import.meta.dirname, '../../../../node_modules/.bin/node');
function startMirror(bench: MirrorBench, vendor: FakeVendor): ChildProcess {
  const { baseUrl, customer, key } = sourceOf(vendor);
  return spawn(NODE, [PROGRAM, bench.store.directory, baseUrl, customer, key], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Small numbers that look like chance, the same in every run. */
function* chances(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

/** Runs mirrors until one ends by itself; the first `kills` are killed at some request. Resolves with how many were. */
async function mirrorUntilDone(bench: MirrorBench, vendor: FakeVendor, kills: number): Promise<number> {
  const chance = chances(kills);
  let killed = 0;
  let child: ChildProcess | null = null;
  let killAt = 0;
  vendor.onRequest = (number) => {
    if (number < killAt || killed === kills) return null;
    killAt = Number.POSITIVE_INFINITY;
    killed += 1;
    const victim = child;
    // Sometimes before the answer, sometimes while it is worked on.
    if (killed % 2 === 0) victim?.kill('SIGKILL');
    else setTimeout(() => victim?.kill('SIGKILL'), chance.next().value * 20);
    return null;
  };
  for (;;) {
    killAt = vendor.requests.length + 1 + Math.floor(chance.next().value * 5);
    child = startMirror(bench, vendor);
    const [code] = await once(child, 'exit');
    if (code === 0) return killed;
    expect(code).toBeNull();
  }
}

describe.each(['id', 'offset'] as const)('a mirror of a source that reads start as %s', (start) => {
  test('killed again and again ends like one that was left alone, in the first load and later', async () => {
    const day = (index: number) => `2026-01-${String(1 + Math.floor(index / 20)).padStart(2, '0')}`;
    const rows = Array.from({ length: 180 }, (_, index) => vendorRow(5 + 3 * index, day(index)));
    rows[30] = vendorRow(95, day(30), { duration: 'long' });
    rows[10] = openRow(35, day(10));
    await using vendor = await FakeVendor.listen({ start, cap: 6 }, rows);
    using undisturbed = await MirrorBench.make();
    const whole = await undisturbed.run(sourceOf(vendor));
    expect([whole.failure, whole.rejects.length]).toEqual([null, 1]);

    using bench = await MirrorBench.make();
    expect(await mirrorUntilDone(bench, vendor, 6)).toBe(6);
    expect(await bench.store.read()).toEqual(await undisturbed.store.read());
    const rejects = readFileSync(`${bench.statePath}.rejects.ndjson`, 'utf8').trimEnd().split('\n');
    expect(rejects.map((line) => JSON.parse(line).reason)).toEqual([whole.rejects[0]?.reason]);

    vendor.rows[10] = vendorRow(35, day(10));
    vendor.rows[150] = vendorRow(455, day(150), { visitorName: 'edited' });
    vendor.rows.push(vendorRow(900, day(180)));
    vendor.onRequest = () => null;
    expect((await undisturbed.run(sourceOf(vendor))).totals).toMatchObject({ created: 1, replaced: 2 });
    expect(await mirrorUntilDone(bench, vendor, 4)).toBe(4);
    expect(await bench.store.read()).toEqual(await undisturbed.store.read());
  });
});
