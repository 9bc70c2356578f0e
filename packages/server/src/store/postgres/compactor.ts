/** Joins a project's closed chats into blocks step by step, beside all other work. Each block is a commit of its own. */
import { joinRun } from '../compaction-plan.ts';
import type { ProjectRow } from '../project-row.ts';
import { checkTo, findBlockStep, writeBlock } from './block-table.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import type { ProjectTable } from './project-table.ts';

/** True when time ran out. What was only looked at is remembered once, at the end, so that every call gets further. */
export async function joinProject(
  database: PostgresDatabase,
  projects: ProjectTable,
  scope: ProjectRow,
  isLate: () => boolean,
): Promise<boolean> {
  let stored = Number.NEGATIVE_INFINITY;
  let lookedTo = Number.NEGATIVE_INFINITY;
  for (;;) {
    const project = await projects.find(database, scope);
    if (project === null) return false;
    // A change behind the mark has moved it back: begin there again.
    if (project.blocksCheckedTo < stored) lookedTo = Number.NEGATIVE_INFINITY;
    stored = project.blocksCheckedTo;
    const step = await findBlockStep(database, { ...project, blocksCheckedTo: Math.max(stored, lookedTo) });
    if (step.kind === 'skip') lookedTo = step.to;
    const isOver = step.kind === 'done' || isLate();
    if (step.kind === 'join') {
      const sealed = await joinRun(step.run);
      await database.transact(async (transaction) => {
        if ((await projects.lock(transaction, scope)) === null) return;
        await writeBlock(transaction, project, step.run, sealed);
      });
      lookedTo = Number.NEGATIVE_INFINITY;
    } else if (isOver && lookedTo > stored) {
      await database.transact((transaction) => checkTo(transaction, project, lookedTo));
    }
    if (isOver) return step.kind !== 'done';
  }
}
