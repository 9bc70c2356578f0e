/** An older checkout of this repository, to measure its program beside this one. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { buildStore, openBenchStore, prepareProject } from './bench-store.ts';
import * as stores from './bench-store.ts';
import { PARLEY } from './child-server.ts';

/** A program and how stores are made for it. */
export interface Checkout {
  readonly program: string;
  readonly stores: {
    readonly buildStore: typeof buildStore;
    readonly openBenchStore: typeof openBenchStore;
    readonly prepareProject: typeof prepareProject;
  };
}

export const THIS_CHECKOUT: Checkout = { program: PARLEY, stores };

export async function openCheckout(folder: string): Promise<Checkout> {
  const module: unknown = await import(pathToFileURL(join(folder, 'bench/support/bench-store.ts')).href);
  return {
    program: join(folder, 'packages/server/bin/parley.js'),
    stores: module as Checkout['stores'],
  };
}
