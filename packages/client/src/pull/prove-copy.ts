/** Compares a finished copy with the log and reports the result. Used at the end of every pull, and by `verify`. */
import { ParleyError } from '../errors.ts';
import { type Comparison, compareCopy, isEqual, type LogOf, unexplained } from './compare-copy.ts';
import { type CopyIndex, checksumOf } from './copy-index.ts';
import { logOf, type PullContext } from './pull-context.ts';
import { EXIT } from './pull-error.ts';

const LISTED = 1_000;

/** Returns the exit code. Changes since `cursor`, up to which the copy was drained, are not errors; null: every difference is one. */
export async function proveCopy(context: PullContext, copy: CopyIndex, cursor: string | null): Promise<number> {
  const log = logOf(context);
  const { progress } = context;
  const compared = await compareOrNull(log, copy);
  if (compared === null) {
    progress.tell(`${copy.size} chats; not compared with the log, because the key may not read its digest`);
    return context.options.command === 'verify' ? EXIT.failed : EXIT.done;
  }
  const found = await unexplained(log, cursor, compared);
  if (!isEqual(found)) return tellDifferences(found, context);
  progress.say(`your copy equals the log: ${copy.size} chats, checksum ${checksumOf(copy)}`);
  return EXIT.done;
}

/** Null when the key may not read the digest, for example a key with chats:metadata. */
async function compareOrNull(log: LogOf, copy: CopyIndex): Promise<Comparison | null> {
  try {
    return await compareCopy(log, copy);
  } catch (error) {
    if (error instanceof ParleyError && error.status === 403) return null;
    throw error;
  }
}

function tellDifferences(found: Comparison, { progress }: PullContext): number {
  for (const kind of ['missing', 'extra', 'different'] as const) {
    for (const chatId of found[kind].slice(0, LISTED)) progress.tell(`${kind} ${chatId}`);
    const more = found[kind].length - LISTED;
    if (more > 0) progress.tell(`${kind} ${more} more`);
  }
  const { missing, extra, different } = found;
  progress.tell(
    `your copy does not equal the log: ${missing.length} chats missing, ${extra.length} extra, ${different.length} different`,
  );
  return EXIT.differs;
}
