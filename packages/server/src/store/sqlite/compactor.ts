/** Joins closed chats into blocks step by step, beside all other work. Each block is a commit of its own. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProjectScope } from '../chat-store.ts';
import { joinRun } from '../compaction-plan.ts';
import { checkTo, findBlockStep, writeBlock } from './block-table.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { ProjectTable } from './project-table.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export interface BlockJoinerParts {
  readonly reader: SqliteConnection;
  readonly writer: SqliteConnection;
  readonly commits: CommitQueue;
  readonly projects: ProjectTable;
}

/** Goes through all projects; true when time ran out before the last was done. */
export async function joinBlocks(parts: BlockJoinerParts, isLate: () => boolean): Promise<boolean> {
  for (const scope of parts.projects.list(parts.reader, null)) {
    if (await joinProject(parts, scope, isLate)) return true;
  }
  return false;
}

/** True when time ran out. What was only looked at is remembered once, at the end, so that every call gets further. */
async function joinProject(
  { reader, writer, commits, projects }: BlockJoinerParts,
  scope: ProjectScope,
  isLate: () => boolean,
): Promise<boolean> {
  let stored = Number.NEGATIVE_INFINITY;
  let lookedTo = Number.NEGATIVE_INFINITY;
  for (;;) {
    const project = projects.find(reader, scope);
    if (project === null) return false;
    // A change behind the mark has moved it back: begin there again.
    if (project.blocksCheckedTo < stored) lookedTo = Number.NEGATIVE_INFINITY;
    stored = project.blocksCheckedTo;
    const step = findBlockStep(reader, { ...project, blocksCheckedTo: Math.max(stored, lookedTo) });
    if (step.kind === 'skip') lookedTo = step.to;
    const isOver = step.kind === 'done' || isLate();
    if (step.kind === 'join') {
      const sealed = await joinRun(step.run);
      await commits.enqueue(() => writeBlock(writer, project, step.run, sealed));
      lookedTo = Number.NEGATIVE_INFINITY;
    } else if (isOver && lookedTo > stored) {
      await commits.enqueue(() => checkTo(writer, project, lookedTo));
    }
    if (isOver) return step.kind !== 'done';
    await nextTurn();
  }
}
