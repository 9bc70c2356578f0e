import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { instant } from '../../model/instant.ts';
import { scrubInTurns, scrubNow } from './scrub-removed.ts';

/** A store whose removed bytes wait since the start of the clock, and which is held up as long as `isHeld`. */
function setUp() {
  const state = { isHeld: true, isDue: true, nowMs: 0, scrubs: 0, command: null as string | null };
  const lines: { level: number; msg: string; waitedSeconds?: number }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const maintenance = {
    findScrubDue: async () => (state.isDue ? instant(0) : null),
    scrub: async () => {
      state.scrubs += 1;
      if (!state.isHeld) state.isDue = false;
      return !state.isHeld;
    },
    findScrubCommand: async () => state.command,
  };
  const clock = { nowMs: () => state.nowMs, monotonicMs: () => state.nowMs };
  return { state, lines, parts: { maintenance, clock, logger } };
}

describe('the turns of the server', () => {
  test('log once a minute that bytes wait longer than a minute, and stop when they are gone', async () => {
    const { state, lines, parts } = setUp();
    const turn = scrubInTurns(parts);
    const seconds: number[] = [];
    for (; state.nowMs <= 200_000; state.nowMs += await turn()) {
      if (lines.length > seconds.length) seconds.push(state.nowMs / 1_000);
      if (state.nowMs === 190_000) state.isHeld = false;
    }
    expect(lines.map(({ level, waitedSeconds }) => [level, waitedSeconds])).toEqual([
      [50, 61],
      [50, 121],
      [50, 181],
    ]);
    expect(lines[0]?.msg).toContain('end the programs that hold it open');
    expect(state.isDue).toBe(false);
    expect(state.scrubs).toBe(191);
  });

  test('leave it to the store to log a command that the operator must run', async () => {
    const { state, lines, parts } = setUp();
    state.command = 'VACUUM';
    const turn = scrubInTurns(parts);
    for (; state.nowMs <= 130_000; state.nowMs += await turn());
    expect([state.scrubs, lines]).toEqual([131, []]);
  });

  test('do nothing while nothing waits', async () => {
    const { state, lines, parts } = setUp();
    state.isDue = false;
    expect(await scrubInTurns(parts)()).toBe(1_000);
    expect([state.scrubs, lines]).toEqual([0, []]);
  });
});

describe('at the end of a command', () => {
  test('it is tried again until it succeeds or patience ends', async () => {
    const { state, parts } = setUp();
    const pause = async () => {
      state.nowMs += 100;
    };
    expect(await scrubNow(parts, 1_000, pause)).toBe(false);
    expect(state.scrubs).toBe(11);
    const released = async () => {
      state.isHeld = false;
    };
    expect(await scrubNow(parts, 1_000, released)).toBe(true);
  });

  test('patience ends at once when the operator must run a command', async () => {
    const { state, parts } = setUp();
    state.command = 'VACUUM';
    expect(await scrubNow(parts, 1_000, () => Promise.reject(new RangeError('paused')))).toBe(false);
    expect(state.scrubs).toBe(1);
  });
});
