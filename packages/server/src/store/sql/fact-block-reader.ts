/** Reads facts from blocks, where these say all that a request asks. */
import { type ChatWindow, conditionsOf, type FilterSelection } from '../../chat-log/query/chat-selection.ts';
import type { FactBatch } from '../../chat-log/statistics/fact-batch.ts';
import { type BlockRequest, canGroup, readBlock } from '../../chat-log/statistics/fact-block.ts';
import { PackedColumns } from '../../chat-log/statistics/packed-columns.ts';
import { idTest, type RowTest, testOf } from '../../chat-log/statistics/row-test.ts';
import type { FactRequest } from '../chat-store.ts';
import type { Dialect, Statements } from './database.ts';
import { type FactBlockPlace, listFactBlocks, readFactBlock } from './fact-block-table.ts';
import type { ProjectRow } from './project-table.ts';

/** How blocks answer the request; null when some of it is not in them, or not every chat may be seen. */
export function planBlocks(
  dialect: Dialect,
  { queueIds }: ProjectRow,
  { selection: { search, ...filters }, group, measures }: FactRequest,
): BlockRequest | null {
  if (queueIds !== null || search !== undefined || !canGroup(group)) return null;
  const { tests, isExact } = testsOf(dialect, filters);
  return isExact ? { tests, group, measures } : null;
}

/** The conditions of which blocks know enough. `isExact`: these are all. */
export function testsOf(
  { comparable }: Dialect,
  filters: FilterSelection,
): { readonly tests: readonly RowTest[]; readonly isExact: boolean } {
  const all = conditionsOf(filters).map((condition) => testOf(condition, comparable));
  const tests = all.filter((test) => test !== null);
  return { tests, isExact: tests.length === all.length };
}

/** Those that reach into the window, by id. */
export async function blocksWithin(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
): Promise<readonly FactBlockPlace[]> {
  const { low, high } = boundsOf(window);
  const all = await listFactBlocks(statements, project, 'filled');
  return all.filter(({ first, last }) => first <= high && last >= low);
}

/** What the request wants of a block, within the window; null when it is not as it was stored. */
export async function readFromBlock(
  statements: Statements,
  place: FactBlockPlace,
  window: ChatWindow,
  request: BlockRequest,
): Promise<FactBatch | null> {
  const packed = await readFactBlock(statements, place);
  if (packed === null) return null;
  const { low, high } = boundsOf(window);
  const isWhole = low <= place.first && place.last <= high;
  const tests = isWhole ? request.tests : [idTest(low, high), ...request.tests];
  return readBlock(new PackedColumns(packed), { ...request, tests });
}

/** Both ends are in it. */
export interface IdRange {
  readonly low: number;
  readonly high: number;
}

/** The ids of a window in either direction. */
export function boundsOf({ from, to, direction }: ChatWindow): IdRange {
  const isUp = direction === 'ASC';
  const first = from === null ? null : from.chatId + (from.isInclusive ? 0 : isUp ? 1 : -1);
  const [low, high] = isUp ? [first, to] : [to, first];
  return { low: low ?? 0, high: high ?? Number.MAX_SAFE_INTEGER };
}
