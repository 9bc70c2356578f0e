/** Looks a store over without changing it, for `parley doctor`; may run beside a server. */
import type { StorePlace } from './open-store.ts';
import type { Finding, InspectionOptions } from './sql/check-content.ts';

/** One finding for each check; ends early where the next would make no sense. Each database's code is loaded only when it is used. */
export async function* inspectStore(
  { data, database }: StorePlace,
  options: InspectionOptions,
): AsyncGenerator<Finding> {
  if (database === null) {
    const { inspectFile } = await import('./sqlite/inspect-file.ts');
    yield* inspectFile(data, options);
  } else {
    const { inspectServer } = await import('./postgres/inspect-server.ts');
    yield* inspectServer(database, options);
  }
}
