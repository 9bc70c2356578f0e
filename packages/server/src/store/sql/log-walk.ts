/**
 * Walks a window of a project's log in statements that each look at a bounded number of rows, and lets other work of the
 * process run between them.
 */
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { ChatSelection, ChatWindow } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChatDigest, LogReader } from '../chat-store.ts';
import type { BlockCache } from './block-cache.ts';
import { readBlocks } from './block-reader.ts';
import {
  countRows,
  findIdAt,
  narrowToDays,
  readChunk,
  readOpened,
  type Step,
  selectRows,
  stretchEnd,
} from './chat-reader.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';

/** Digests to a statement: about 3 ms. */
const DIGEST_ROWS = 1_000;

export interface WalkParts {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly blocks: BlockCache;
  /** Lets other work of the process run, at least one turn of the event loop. */
  readonly pause: () => Promise<void>;
  /** Gives back what the reader holds. */
  readonly release: () => void;
}

export class LogWalk implements LogReader {
  readonly #parts: WalkParts;
  #isReleased = false;

  constructor(parts: WalkParts) {
    this.#parts = parts;
  }

  readChunks(window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk> {
    const { statements, project, blocks } = this.#parts;
    const read = mayJoin && isOfAllChatsUpwards(window) ? readBlocks : readChunk;
    return this.#walk(window, (part) => read(statements, project, part, blocks));
  }

  readChats(window: ChatWindow): AsyncGenerator<readonly StoredChat[]> {
    const { statements, project } = this.#parts;
    return this.#walk(window, (part) => readOpened(statements, project, part));
  }

  /** By chatId. The walk is disposed of at the end, or when the reader stops. */
  async *readDigests(selection: ChatSelection): AsyncGenerator<readonly ChatDigest[]> {
    const window: ChatWindow = { ...allOf(selection), limit: Number.MAX_SAFE_INTEGER };
    try {
      yield* this.#walk(window, (part) => this.#readDigestStep(part));
    } finally {
      this[Symbol.dispose]();
    }
  }

  async findIdAt(window: ChatWindow, skip: number): Promise<ChatId | null> {
    const { statements, project, pause } = this.#parts;
    let part = await narrowToDays(statements, project, { ...window, offset: 0 });
    let rest = skip;
    while (part !== null) {
      const end = await stretchEnd(statements, project, part);
      if (end === null) return findIdAt(statements, project, part, rest);
      const stretch: ChatWindow = { ...part, to: end };
      const rows = await countRows(statements, project, stretch);
      if (rows > rest) return findIdAt(statements, project, stretch, rest);
      rest -= rows;
      part = startAfter(part, end);
      await pause();
    }
    return null;
  }

  async countChats(selection: ChatSelection): Promise<number> {
    const { statements, project, pause } = this.#parts;
    let part = await narrowToDays(statements, project, allOf(selection));
    let total = 0;
    while (part !== null) {
      const end = await stretchEnd(statements, project, part);
      total += await countRows(statements, project, { ...part, to: end ?? part.to });
      part = end === null ? null : startAfter(part, end);
      await pause();
    }
    return total;
  }

  [Symbol.dispose](): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#parts.release();
  }

  async *#walk<T>(window: ChatWindow, read: (part: ChatWindow) => Promise<Step<T>>): AsyncGenerator<T> {
    const { statements, project, pause } = this.#parts;
    let part = await this.#begin(window);
    let rest = window.limit;
    let end: ChatId | null = null;
    let isEndKnown = false;
    while (part !== null && rest > 0) {
      if (!isEndKnown) end = await stretchEnd(statements, project, part);
      isEndKnown = true;
      const step = await read({ ...part, to: end ?? part.to, limit: rest });
      rest -= step.count;
      if (step.count > 0) yield step.result;
      // Unconditional: waiting for a slow reader alone let acknowledgements wait for seconds when the reader was fast.
      await pause();
      if (!step.isLast && step.lastChatId !== null) {
        part = startAfter(part, step.lastChatId);
      } else if (end === null) {
        return;
      } else {
        part = startAfter(part, end);
        isEndKnown = false;
      }
    }
  }

  /** The window from the first chat after its offset on; null when nothing can be in it. */
  async #begin(window: ChatWindow): Promise<ChatWindow | null> {
    const { statements, project } = this.#parts;
    if (window.offset === 0) return narrowToDays(statements, project, window);
    const first = await this.findIdAt(window, window.offset);
    return first === null ? null : { ...window, from: { chatId: first, isInclusive: true }, offset: 0 };
  }

  async #readDigestStep(window: ChatWindow): Promise<Step<readonly ChatDigest[]>> {
    const { statements, project } = this.#parts;
    const limit = Math.min(DIGEST_ROWS, window.limit);
    const columns = { chat_id: 'int', started_at: 'int', digest: 'bytes' } as const;
    const rows = await statements.bulk(
      columns,
      selectRows(statements, project, { ...window, limit }, 'chat.chat_id, chat.started_at, chat.digest'),
    );
    const result = rows.map((row) => ({
      chatId: row.chat_id as ChatId,
      startedAt: instant(row.started_at),
      digest: Buffer.from(row.digest).readBigUInt64BE(),
    }));
    return { result, count: rows.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: rows.length < limit };
  }
}

function allOf(selection: ChatSelection): ChatWindow {
  return { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
}

function startAfter(window: ChatWindow, chatId: ChatId): ChatWindow {
  return { ...window, from: { chatId, isInclusive: false } };
}

/** Blocks hold all chats of a stretch, upwards. */
function isOfAllChatsUpwards({ selection, direction }: ChatWindow): boolean {
  return direction === 'ASC' && Object.values(selection).every((value) => value === undefined);
}
