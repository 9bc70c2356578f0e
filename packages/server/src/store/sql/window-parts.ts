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
import type { FewChats } from './few-chats.ts';
import { type Candidates, IndexCandidates } from './index-candidates.ts';
import type { ProjectRow } from './project-table.ts';
import { isDirect } from './selection-sql.ts';

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
  readonly few: FewChats;
  readonly pause: () => Promise<void>;
}

export class WindowParts {
  readonly #options: WindowPartsOptions;

  constructor(options: WindowPartsOptions) {
    this.#options = options;
  }

  /** `isWhole`: all parts will be asked for. */
  async *of(window: ChatWindow, { isWhole }: { readonly isWhole: boolean }): AsyncGenerator<WindowPart> {
    const { statements, chats, few, project } = this.#options;
    if (window.among !== undefined) return yield* listsOf(window, window.among, false);
    if (isDirect(project, window.selection)) return yield { window, isExact: false };
    const indexes = new IndexCandidates(statements, project, window.selection, window.hasFacts === true);
    let part: ChatWindow | null = window;
    if (!isWhole) {
      const end = await chats.stretchEnd(part, FIRST_STRETCH_ROWS);
      yield { window: { ...part, to: end ?? part.to }, isExact: false };
      part = end === null ? null : windowAfter(part, end);
      const found = part === null ? null : await indexes.from(part);
      if (part !== null && found !== null) {
        yield* listsOf(part, found.ids, false);
        part = restAfter(part, found.end);
      }
    }
    if (part === null) return;
    const rare = await few.findRare(part);
    if (rare !== null) yield* listsOf(part, rare, false);
    else yield* this.#long(part, indexes);
  }

  /** Of what is not rare, by whatever looks at the fewest chats. */
  async *#long(window: ChatWindow, indexes: IndexCandidates): AsyncGenerator<WindowPart> {
    const { chats } = this.#options;
    const blocks = new BlockCandidates(this.#options, window.selection);
    for (let part: ChatWindow | null = window; part !== null; ) {
      const inBlocks = await blocks.from(part);
      const found: Candidates | null = inBlocks ?? (await indexes.from(part));
      if (found !== null) {
        yield* listsOf(part, found.ids, inBlocks !== null && blocks.isExact);
        part = restAfter(part, found.end);
        continue;
      }
      const end = await chats.stretchEnd(part, STRETCH_ROWS);
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

/** null when the window ends there, or has no other end. */
function restAfter(window: ChatWindow, end: ChatId | null): ChatWindow | null {
  if (end === null) return null;
  const { to, direction } = window;
  const isOver = to !== null && (direction === 'ASC' ? end >= to : end <= to);
  return isOver ? null : windowAfter(window, end);
}
