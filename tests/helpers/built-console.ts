/** Builds the console before the tests that start servers, so that none of them does while others run. */
import { buildConsole } from '@parley/console/build';

export async function setup(): Promise<void> {
  await buildConsole(() => undefined);
}
