/** Reads the stored digests of a selection of chats in bounded steps. Used by every store, which brings the statement. */
import type { ChatSelection, ChatWindow } from '../chat-log/query/chat-selection.ts';
import type { ChatDigest } from './chat-store.ts';
import { type Answer, type WalkSource, walk } from './log-walk.ts';

/** Digests to a statement: about 3 ms. */
const STEP_ROWS = 1_000;

/**
 * By chatId; the source is released at the end, or when the reader stops. `read` gives the digests of a window, as many
 * as its limit allows; null is a project that is not there.
 */
export async function* walkDigests<P>(
  source: WalkSource<P>,
  project: P | null,
  selection: ChatSelection,
  read: (project: P, window: ChatWindow) => Answer<readonly ChatDigest[]>,
): AsyncGenerator<readonly ChatDigest[]> {
  const limit = Number.MAX_SAFE_INTEGER;
  const window: ChatWindow = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit };
  try {
    if (project === null) return;
    yield* walk(source, project, window, async (of, part) => {
      const count = Math.min(STEP_ROWS, part.limit);
      const result = await read(of, { ...part, limit: count });
      const lastChatId = result.at(-1)?.chatId ?? null;
      return { result, count: result.length, lastChatId, isLast: result.length < count };
    });
  } finally {
    source.release();
  }
}
