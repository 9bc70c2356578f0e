/** Checks that each block of facts holds what the rows of its chats say. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreError } from '../store-error.ts';
import type { StoreFact } from '../store-facts.ts';
import type { Statements } from './database.ts';
import { packFacts } from './fact-block-columns.ts';
import { type FactBlockPlace, listFactBlocks, readFactBlock } from './fact-block-table.ts';
import type { ProjectRow } from './project-table.ts';

export async function checkFactBlocks(
  statements: Statements,
  projects: readonly ProjectRow[],
  signal: AbortSignal,
): Promise<StoreFact> {
  let [filled, astray] = [0, 0];
  try {
    for (const project of projects) {
      for (const place of await listFactBlocks(statements, project, 'filled')) {
        if (signal.aborted) break;
        filled += 1;
        if (!(await isRight(statements, project, place))) astray += 1;
        await nextTurn();
      }
    }
    return { kind: 'fact-blocks', filled, astray, isReadable: true };
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'damaged')) throw error;
    return { kind: 'fact-blocks', filled: 0, astray: 0, isReadable: false };
  }
}

/** One that was removed while it was looked at is right. */
async function isRight(statements: Statements, project: ProjectRow, place: FactBlockPlace): Promise<boolean> {
  const packed = await readFactBlock(statements, place);
  const facts = await packFacts(statements, project, place);
  if (packed !== null && facts !== null && Buffer.compare(packed, facts) === 0) return true;
  const left = await listFactBlocks(statements, project, 'filled');
  return !left.some(({ blockId }) => blockId === place.blockId);
}
