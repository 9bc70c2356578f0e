/** Brings an SQLite copy up to date with the log, once or continuously. */
import { identityOf } from './copy-state.ts';
import { proveCopy } from './prove-copy.ts';
import type { PullContext } from './pull-context.ts';
import { SqliteCopy } from './sqlite-copy.ts';

/** Returns the exit code; with `--follow` and without `--once` only the signal or an error ends it. */
export async function syncSqlite(context: PullContext): Promise<number> {
  const { client, options, progress, signal } = context;
  const { file, project, filters, isFollowing, isOnce, mayRestart } = options;
  // The same copy may be followed one day and updated once on another.
  using copy = await SqliteCopy.open(file, identityOf({ ...options, isFollowing: false }), (done) =>
    progress.say(`giving the copy its new tables: ${done} chats`),
  );
  const pages = client.syncPages(project, {
    cursor: copy.cursor,
    filters,
    signal,
    onExpired: mayRestart ? 'restart' : 'throw',
    ...(isFollowing && !isOnce ? { wait: 30 } : {}),
  });
  let { cursor } = copy;
  for await (const page of pages) {
    if (page.kind === 'restart')
      progress.say("the server no longer knows the copy's place in the change feed: starting over");
    if (page.kind !== 'restart' && page.changes.length === 0 && page.cursor === cursor) continue;
    copy.apply(page.changes, page.cursor, page.kind === 'restart');
    cursor = page.cursor;
    progress.show(copy.count(), page.totalCount);
  }
  return proveCopy(context, copy.index(), cursor);
}
