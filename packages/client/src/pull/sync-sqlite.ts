/** Brings an SQLite copy in step with the log, once or for ever. */
import { identityOf } from './copy-state.ts';
import { proveCopy } from './prove-copy.ts';
import type { PullContext } from './pull-context.ts';
import { SqliteCopy } from './sqlite-copy.ts';

/** The exit code; with `--follow` and without `--once` it never returns but by the signal or an error. */
export async function syncSqlite(context: PullContext): Promise<number> {
  const { client, options, progress, signal } = context;
  const { file, project, filters, isFollowing, isOnce, mayRestart } = options;
  // The same copy may be followed one day and brought in step once on another.
  using copy = await SqliteCopy.open(file, identityOf({ ...options, isFollowing: false }));
  const pages = client.syncPages(project, {
    cursor: copy.cursor,
    filters,
    signal,
    onExpired: mayRestart ? 'restart' : 'throw',
    ...(isFollowing && !isOnce ? { wait: 30 } : {}),
  });
  let { cursor } = copy;
  for await (const page of pages) {
    if (page.kind === 'restart') progress.say('the server has forgotten where the copy stood: starting over');
    if (page.kind !== 'restart' && page.changes.length === 0 && page.cursor === cursor) continue;
    copy.apply(page.changes, page.cursor, page.kind === 'restart');
    cursor = page.cursor;
    progress.show(copy.count(), page.totalCount);
  }
  return proveCopy(context, copy.index(), cursor);
}
