/**
 * Decides which neighbouring closed chats are joined into a block and compressed together: a page of whole chats then costs
 * half the bytes and a tenth of the rows. Blocks are redundant copies: a change of a chat removes its block in the same
 * commit, and the chats are read one by one until they are joined again.
 */
/** Sixteen chats per block bring most of the gain of larger blocks, and little is lost when one of them changes. */
export const BLOCK_CHATS = 16;
/** The shortest run that is joined between two blocks, as left by an erasure. */
const SHORTEST_RUN = 8;
/** Longer documents are not joined, so that blocks stay small. */
const LONGEST_DOCUMENT_BYTES = 32_000;

/** What a block holds of a chat. */
export interface BlockChat {
  readonly chatId: number;
  readonly documentBytes: number;
  readonly sumResponseTime: number;
  readonly transfers: string | null;
  readonly transferCount: number;
  readonly segment: Uint8Array;
}

/** A stored chat to join. */
export interface RunChat extends BlockChat {
  /** Higher after every change of the chat. */
  readonly revision: number;
  /** Closed, and as it was stored. */
  readonly isJoinable: boolean;
}

/** The next step in a project. */
export type BlockStep =
  | { readonly kind: 'join'; readonly run: readonly RunChat[] }
  /** Nothing can be joined up to this id. */
  | { readonly kind: 'skip'; readonly to: number }
  /** The end of the log: there are too few newer chats. */
  | { readonly kind: 'done' };

/**
 * The step for the first `BLOCK_CHATS` unchecked chats before the next block, whose last id is `nextBlockEnd`, null when no
 * block follows.
 */
export function chooseBlockStep(chats: readonly RunChat[], nextBlockEnd: number | null): BlockStep {
  const barrier = chats.find((chat) => !chat.isJoinable || isTooLong(chat));
  const run = barrier === undefined ? chats : chats.slice(0, chats.indexOf(barrier));
  const isBounded = barrier !== undefined || nextBlockEnd !== null;
  if (run.length === BLOCK_CHATS || (isBounded && run.length >= SHORTEST_RUN)) return { kind: 'join', run };
  if (barrier !== undefined) return { kind: 'skip', to: barrier.chatId };
  return nextBlockEnd === null ? { kind: 'done' } : { kind: 'skip', to: nextBlockEnd };
}

/**
 * Runs for chats that come together and are neighbours, all of about the same length, so that none is left over; null stands
 * for one that is still open. None where too few chats stand between two that cannot be joined.
 */
export function planRuns<C extends BlockChat>(chats: readonly (C | null)[]): readonly (readonly C[])[] {
  const stretches: C[][] = [[]];
  for (const chat of chats) {
    if (chat === null || isTooLong(chat)) stretches.push([]);
    else stretches.at(-1)?.push(chat);
  }
  return stretches.filter(({ length }) => length >= SHORTEST_RUN).flatMap(splitEvenly);
}

function splitEvenly<C>(chats: readonly C[]): readonly (readonly C[])[] {
  const count = Math.ceil(chats.length / BLOCK_CHATS);
  const boundary = (at: number) => Math.round((at * chats.length) / count);
  return Array.from({ length: count }, (_, at) => chats.slice(boundary(at), boundary(at + 1)));
}

function isTooLong({ documentBytes }: BlockChat): boolean {
  return documentBytes > LONGEST_DOCUMENT_BYTES;
}

/** Sums over the chats of a block. */
export function sumUpRun(run: readonly BlockChat[]) {
  const transfers = run.map((chat) => chat.transfers).filter((text) => text !== null);
  return {
    sumResponseTime: run.reduce((sum, chat) => sum + chat.sumResponseTime, 0),
    transfers: transfers.length === 0 ? null : transfers.join(','),
    transferCount: run.reduce((sum, chat) => sum + chat.transferCount, 0),
  };
}
