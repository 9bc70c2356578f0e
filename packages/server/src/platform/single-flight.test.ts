import { expect, test } from 'vitest';
import { SingleFlight } from './single-flight.ts';

test('who asks while an answer is on its way shares the next one, never that one', async () => {
  const shared = new SingleFlight();
  const asked: PromiseWithResolvers<number>[] = [];
  const ask = () => {
    const answer = Promise.withResolvers<number>();
    asked.push(answer);
    return answer.promise;
  };
  const first = shared.ask('a', ask);
  const second = shared.ask('a', ask);
  const third = shared.ask('a', ask);
  const other = shared.ask('b', ask);
  expect(asked).toHaveLength(2);
  asked[0]?.resolve(1);
  asked[1]?.resolve(10);
  expect(await first).toBe(1);
  expect(await other).toBe(10);
  while (asked.length < 3) await Promise.resolve();
  const fourth = shared.ask('a', ask);
  asked[2]?.reject(new RangeError('no answer'));
  await expect(second).rejects.toThrow(RangeError);
  await expect(third).rejects.toThrow(RangeError);
  while (asked.length < 4) await Promise.resolve();
  asked[3]?.resolve(4);
  expect(await fourth).toBe(4);
  const fifth = shared.ask('a', ask);
  expect(asked).toHaveLength(5);
  asked[4]?.resolve(5);
  expect(await fifth).toBe(5);
});
