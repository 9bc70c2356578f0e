/** Brings an SQLite copy up to date with the log, once or continuously. */
import { identityOf } from './copy-state.ts';
import { FirstLoad } from './first-load.ts';
import { LOG_LINES } from './log-line.ts';
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
  const pages = client.syncRows(project, LOG_LINES, {
    cursor: copy.cursor,
    filters,
    signal,
    onExpired: mayRestart ? 'restart' : 'throw',
    ...(isFollowing && !isOnce ? { wait: 30 } : {}),
  });
  let { cursor } = copy;
  await using load = new FirstLoad(context, copy);
  for await (const page of pages) {
    if (page.kind === 'load') {
      await load.write(page.rows, page.cursor, page.totalCount);
    } else {
      await load.finish();
      if (page.kind === 'restart')
        progress.say("the server no longer knows the copy's place in the change feed: starting over");
      if (page.kind === 'changes' && page.changes.length === 0 && page.cursor === cursor) continue;
      copy.apply(page.changes, page.cursor, page.kind === 'restart');
      progress.show(copy.count(), page.totalCount);
    }
    cursor = page.cursor;
  }
  return proveCopy(context, copy.index(), cursor);
}
