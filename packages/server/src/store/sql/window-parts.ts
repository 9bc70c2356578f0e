/**
 * The parts of a window, one after another in its direction, each small enough for a statement: stretches of ids, or chats that
 * an index or blocks of facts find. A page of what is frequent costs one short stretch; what is rare is not looked for chat by
 * chat.
 */
import { type ChatWindow, windowAfter } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import { BlockCandidates } from './block-candidates.ts';
import type { ChatReader } from './chat-reader.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isDirect } from './selection-sql.ts';

/** Chats that are read one after another in place of a walk over all that becomes long. */
const MOST_RARE = 5_000;
/** Rows that the first statement may visit where not all of them are wanted: of what is frequent they have a page. */
const FIRST_STRETCH_ROWS = 500;
/** Rows that a later statement may: about 5 ms. */
const STRETCH_ROWS = 5_000;
/** Ids to a statement. */
const LIST_IDS = 1_000;

export interface WindowPart {
  readonly window: ChatWindow;
  /** Whether everything that its `among` has is wanted, without looking. */
  readonly isExact: boolean;
}

export interface WindowPartsOptions {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly chats: ChatReader;
  readonly pause: () => Promise<void>;
}

export class WindowParts {
  readonly #options: WindowPartsOptions;

  constructor(options: WindowPartsOptions) {
    this.#options = options;
  }

  /** `isWhole`: all parts will be asked for. */
  async *of(window: ChatWindow, { isWhole }: { readonly isWhole: boolean }): AsyncGenerator<WindowPart> {
    const { chats, project } = this.#options;
    if (window.among !== undefined) return yield* listsOf(window, window.among, false);
    if (isDirect(project, window.selection)) return yield { window, isExact: false };
    const candidates = new BlockCandidates(this.#options, window.selection);
    let part: ChatWindow | null = window;
    for (let seen = isWhole ? 1 : 0; part !== null; seen += 1) {
      if (seen === 1) {
        const rare = await chats.findFew(part, MOST_RARE);
        if (rare !== null) return yield* listsOf(part, rare, false);
      }
      const found = seen === 0 ? null : await candidates.from(part);
      if (found !== null) {
        yield* listsOf(part, found.ids, candidates.isExact);
        part = restAfter(part, found.end);
        continue;
      }
      const end = await chats.stretchEnd(part, seen === 0 ? FIRST_STRETCH_ROWS : STRETCH_ROWS);
      yield { window: { ...part, to: end ?? part.to }, isExact: false };
      part = end === null ? null : windowAfter(part, end);
    }
  }
}

function* listsOf(window: ChatWindow, ids: readonly ChatId[], isExact: boolean): Generator<WindowPart> {
  for (let at = 0; at < ids.length; at += LIST_IDS) {
    yield { window: { ...window, among: ids.slice(at, at + LIST_IDS) }, isExact };
  }
}

/** null when the window ends there. */
function restAfter(window: ChatWindow, end: ChatId): ChatWindow | null {
  const { to, direction } = window;
  const isOver = to !== null && (direction === 'ASC' ? end >= to : end <= to);
  return isOver ? null : windowAfter(window, end);
}
