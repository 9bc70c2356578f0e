/** The generator's numbers: repeatable, spread evenly, and different for every key. */
import { describe, expect, test } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('SeededRandom', () => {
  test('gives the same numbers for the same keys and others for others', () => {
    const first = (...keys: number[]) => new SeededRandom(...keys).uint32();
    expect(first(7, 1)).toBe(first(7, 1));
    const starts = new Set<number>();
    for (let seed = 0; seed < 50; seed++) for (let index = 0; index < 50; index++) starts.add(first(seed, index));
    expect(starts.size).toBe(2500);
    expect(first(7, 2 ** 40)).not.toBe(first(7, 0));
  });

  test('spreads whole numbers evenly over an inclusive range', () => {
    const random = new SeededRandom(1);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 60_000; draw++) {
      const value = random.integer(3, 8);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6, 7, 8]);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  test('picks by weight and never from nothing', () => {
    const random = new SeededRandom(2);
    const items = [
      { name: 'often', weight: 3 },
      { name: 'seldom', weight: 1 },
    ];
    let often = 0;
    for (let draw = 0; draw < 10_000; draw++) if (random.pickWeighted(items).name === 'often') often++;
    expect(Math.abs(often - 7500)).toBeLessThan(200);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  test('writes UUIDs of version 4 and numbers of any length', () => {
    const random = new SeededRandom(3);
    const uuids = Array.from({ length: 1000 }, () => random.uuid());
    expect(uuids.filter((uuid) => !UUID.test(uuid))).toEqual([]);
    expect(new Set(uuids).size).toBe(1000);
    for (const count of [1, 4, 9, 16]) expect(random.digits(count)).toMatch(new RegExp(`^[1-9][0-9]{${count - 1}}$`));
  });
});
