/** Joins closed chats into blocks step by step, beside all other work. Each block is a commit of its own. */
import type { RunChat } from '../../chat-log/codec/compaction-plan.ts';
import {
  DEFLATE_SEGMENT,
  frameSegment,
  INFLATE_SEGMENTS,
  SEPARATOR_BLOCK_BYTES,
  type Sealed,
} from '../../chat-log/codec/segment.ts';
import { deflate, inflate } from '../../platform/raw-deflate.ts';
import { checkTo, findBlockStep, writeBlock } from './block-table.ts';
import type { Database } from './database.ts';
import type { ProjectTable } from './project-table.ts';

/** All projects in turn; true when time ran out before the last was done. */
export async function compactAll(database: Database, projects: ProjectTable, isLate: () => boolean): Promise<boolean> {
  for (const { projectRow } of await projects.list(database.live, null)) {
    if (await compactProject(database, projects, projectRow, isLate)) return true;
  }
  return false;
}

/** True when time ran out. What was only looked at is remembered once, at the end, so that every call gets further. */
async function compactProject(
  database: Database,
  projects: ProjectTable,
  projectRow: number,
  isLate: () => boolean,
): Promise<boolean> {
  const line = { projectRow, chatId: null };
  let stored = Number.NEGATIVE_INFINITY;
  let lookedTo = Number.NEGATIVE_INFINITY;
  for (;;) {
    const project = await projects.read(database.live, projectRow);
    // A change has moved the mark back: begin there again.
    if (project.compactedTo < stored) lookedTo = Number.NEGATIVE_INFINITY;
    stored = project.compactedTo;
    const step = await findBlockStep(database.live, project, Math.max(stored, lookedTo));
    if (step.kind === 'skip') lookedTo = step.to;
    const isOver = step.kind === 'done' || isLate();
    if (step.kind === 'join') {
      const sealed = await joinRun(step.run);
      await database.write(line, async (transaction) => {
        await transaction.lockProject(projectRow);
        await writeBlock(transaction, project, step.run, sealed);
      });
      lookedTo = Number.NEGATIVE_INFINITY;
    } else if (isOver && lookedTo > stored) {
      await database.write(null, (transaction) => checkTo(transaction, project, lookedTo));
    }
    if (isOver) return step.kind !== 'done';
    await database.pause();
  }
}

/** Compresses the run's documents, joined by commas, as one segment; the work is done off this thread. */
async function joinRun(run: readonly RunChat[]): Promise<Sealed> {
  const segments = Buffer.concat(run.map((chat) => chat.segment));
  const documents = await inflate(segments.subarray(SEPARATOR_BLOCK_BYTES), INFLATE_SEGMENTS);
  return frameSegment(documents, await deflate(documents, DEFLATE_SEGMENT));
}
