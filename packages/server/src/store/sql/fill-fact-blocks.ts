/** Keeps blocks of facts, step by step, beside all other work. Each is a commit of its own. */
import type { FactBlockSizes } from '../chat-store.ts';
import type { Database } from './database.ts';
import { packFacts } from './fact-block-columns.ts';
import {
  type FactBlockPlace,
  factBlockFilled,
  type IdBounds,
  listFactBlocks,
  markFactBlocks,
  planFactBlocks,
} from './fact-block-table.ts';
import type { ProjectRow, ProjectTable } from './project-table.ts';

export interface FactBlockParts {
  readonly database: Pick<Database, 'live' | 'write' | 'openSnapshot' | 'pause' | 'hasSettled'>;
  readonly projects: ProjectTable;
}

/** Marks to a commit. */
const MOST_MARKED = 32;

/** Marks ranges of all projects. */
export async function markAllFactBlocks(parts: FactBlockParts, sizes: FactBlockSizes): Promise<void> {
  const { database, projects } = parts;
  for (const project of await projects.list(database.live, null)) {
    let ranges: IdBounds[] = [];
    for await (const range of planFactBlocks(database.live, project, sizes)) {
      if (ranges.push(range) === MOST_MARKED) {
        await markThese(parts, project, ranges);
        ranges = [];
      }
      await database.pause();
    }
    if (ranges.length > 0) await markThese(parts, project, ranges);
  }
}

function markThese({ database }: FactBlockParts, project: ProjectRow, ranges: readonly IdBounds[]): Promise<void> {
  return database.write({ projectRow: project.projectRow, chatId: null }, async (transaction) => {
    await transaction.lockProject(project.projectRow);
    await markFactBlocks(transaction, project, ranges);
  });
}

/** Fills what is marked; true when time ran out, or somebody who may not see the marks still writes. */
export async function fillFactBlocks(parts: FactBlockParts, isLate: () => boolean): Promise<boolean> {
  const { database, projects } = parts;
  for (const project of await projects.list(database.live, null)) {
    const marked = await listFactBlocks(database.live, project, 'marked');
    if (marked.length === 0) continue;
    // Whoever began to write before the marks were there may change a chat and remove nothing.
    if (!(await database.hasSettled())) return true;
    for (const place of marked) {
      await fillFactBlock(parts, project, place);
      await database.pause();
      if (isLate()) return true;
    }
  }
  return false;
}

/** From a moment after everybody saw the mark: whoever changes one of the chats later removes it, and nothing is filled. */
async function fillFactBlock({ database }: FactBlockParts, project: ProjectRow, place: FactBlockPlace): Promise<void> {
  using snapshot = await database.openSnapshot('self');
  const packed = await packFacts(snapshot, project, place);
  if (packed === null) return;
  await database.write(null, (transaction) => transaction.run(factBlockFilled(place, packed)));
}
