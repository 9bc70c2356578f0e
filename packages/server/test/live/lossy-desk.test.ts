/** A million steps of live chats over a network and servers that fail, told against the plain description of what must come out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsOf } from '../helpers/desk-model.ts';
import { LossyDesk, RIGHT, type Rules } from '../helpers/lossy-desk.ts';

const SEEDS = 10_000;
const STEPS = 100;

const seed = fc.noShrink(fc.integer({ min: 0, max: 0x7fff_ffff }));

function live(number: number, rules: Rules): LossyDesk {
  const desk = new LossyDesk(number, rules);
  for (let step = 0; step < STEPS; step++) desk.step();
  desk.end();
  return desk;
}

function faultsIn(desk: LossyDesk): readonly string[] {
  return [...desk.faults, ...faultsOf(desk.log, desk.answered)];
}

test(`${SEEDS} seeds of ${STEPS} steps: nothing is lost, doubled or out of order, whoever crashes`, {
  timeout: 180_000,
}, () => {
  let [messages, closes] = [0, 0];
  fc.assert(
    fc.property(seed, (number) => {
      const desk = live(number, RIGHT);
      const faults = faultsIn(desk);
      if (faults.length > 0) throw new Error(faults.join('\n'));
      const events = desk.log.flatMap((chat) => chat.events.map(({ body }) => body.type));
      messages += events.filter((type) => type === 'message.sent').length;
      closes += events.filter((type) => type === 'chat.closed').length;
    }),
    { numRuns: SEEDS },
  );
  // Chats in which nothing happens would prove nothing.
  expect(messages).toBeGreaterThan(5 * SEEDS);
  expect(closes).toBeGreaterThan(SEEDS / 2);
});

describe('a desk is found that', () => {
  test.each<readonly [string, Partial<Rules>, RegExp]>([
    ['lets every command pass', { turnOf: () => 'next' }, /out of its order/],
    ['forgets what it has done', { isRemembered: false, turnOf: () => 'next' }, /doubled/],
    ['answers before it commits', { isCommittedFirst: false }, /is lost|not where the answer said/],
    ['lets timers fire that are over', { isBound: false }, /reminded twice/],
  ])('%s', (_, wrong, says) => {
    const found: string[] = [];
    for (let number = 0; number < 500 && !found.some((fault) => says.test(fault)); number++) {
      found.push(...faultsIn(live(number, { ...RIGHT, ...wrong })));
    }
    expect(found.join('\n')).toMatch(says);
  });
});
