/** How much of a long test runs: `npm run test:long` asks for all of it, any other run for what shows a mistake at once. */
import { env } from 'node:process';

export const IS_LONG = env.TEST_LONG !== undefined;

/** How often something is repeated; the fewer repetitions are the first of the many. */
export function times(long: number, usual: number): number {
  return IS_LONG ? long : usual;
}
