import { describe, expect, test } from 'vitest';
import type { TenantId } from '../../model/ids.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

const ANNA = { tenantId: 'acme' as TenantId, login: 'anna' };
const BEN = { tenantId: 'acme' as TenantId, login: 'ben' };
const HOUR_MS = 3_600_000;

/** The wait after each of so many failures, in ms. */
function waitsOf(failures: number, fail: (throttle: SignInThrottle, at: number) => number): readonly number[] {
  const throttle = new SignInThrottle();
  return Array.from({ length: failures }, (_, at) => fail(throttle, at));
}

describe('guesses', () => {
  test('of one login from one address wait from the fifth on, up to a quarter of an hour', () => {
    const waits = waitsOf(30, (throttle) => {
      throttle.noteFailure(ANNA, 'a', 0);
      return throttle.waitMs(ANNA, 'a', 0);
    });
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(900_000);
  });

  test('of many logins from one address wait from the twentieth on', () => {
    const waits = waitsOf(22, (throttle, at) => {
      throttle.noteFailure({ ...ANNA, login: `${at}` }, 'a', 0);
      return throttle.waitMs(BEN, 'a', 0);
    });
    expect([waits[18], waits[19], waits[20]]).toEqual([0, 1_000, 2_000]);
  });

  test('of one login from many addresses keep the person out for half a minute at most, from the hundredth on', () => {
    const waits = waitsOf(130, (throttle, at) => {
      throttle.noteFailure(ANNA, `${at}`, 0);
      return throttle.waitMs(ANNA, 'home', 0);
    });
    expect([waits[98], waits[99], waits.at(-1)]).toEqual([0, 1_000, 30_000]);
  });

  test('by links count for the address', () => {
    const waits = waitsOf(21, (throttle) => {
      throttle.noteFailure(null, 'a', 0);
      return throttle.waitMs(null, 'a', 0);
    });
    expect([waits[18], waits[19]]).toEqual([0, 1_000]);
  });
});

test('failures are forgotten after an hour without another, and those of a login when its person signs in', () => {
  const throttle = new SignInThrottle();
  for (let done = 0; done < 6; done += 1) throttle.noteFailure(ANNA, 'a', 0);
  expect([throttle.waitMs(ANNA, 'a', 0), throttle.waitMs(ANNA, 'b', 0), throttle.waitMs(BEN, 'a', 0)]).toEqual([
    2_000, 0, 0,
  ]);
  throttle.noteFailure(ANNA, 'a', HOUR_MS);
  expect(throttle.waitMs(ANNA, 'a', HOUR_MS)).toBe(0);
  for (let done = 0; done < 6; done += 1) throttle.noteFailure(ANNA, 'a', HOUR_MS);
  throttle.noteSuccess(ANNA, 'a');
  expect(throttle.waitMs(ANNA, 'a', HOUR_MS)).toBe(0);
});
