/** `parley rebuild`: makes the log again from the events, or only says how much would change. */

import { instant } from '../model/instant.ts';
import type { OptionValues } from '../platform/option-table.ts';
import type { Project } from '../store/chat-store.ts';
import { type Rebuilt, rebuildProject } from '../store/sqlite/rebuild-project.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { readTenant } from './read-tenant.ts';

const PROGRESS_INTERVAL_MS = 5_000;

/** Exit code 1 when chats differ and --check was given, or when chats have no events; each project is one commit. */
export async function rebuild(options: OptionValues<'rebuild'>, io: CommandIo): Promise<number> {
  if (options.database !== null) {
    return reportFailure(io, 'rebuild works on a store in a folder only; give --data', EXIT.usage);
  }
  const projects = await findProjects(options, io);
  if (projects.length === 0) {
    return reportFailure(io, `there is no such project in ${options.data}; see parley project list`);
  }
  let hasFailed = false;
  for (const project of projects) {
    const rebuilt = await rebuildOne(project, options, io);
    if (!rebuilt.isComplete) {
      return reportFailure(
        io,
        `stopped by ${io.signal.reason}; nothing of this project was written`,
        exitCodeOf(io.signal),
      );
    }
    io.stdout.write(describe(project, rebuilt, options.isCheckOnly));
    if (rebuilt.withoutEvents.length > 0 || (options.isCheckOnly && rebuilt.different > 0)) hasFailed = true;
  }
  return hasFailed ? EXIT.failed : EXIT.done;
}

/** Opening the store also brings its tables up to date. */
async function findProjects(options: OptionValues<'rebuild'>, io: CommandIo): Promise<readonly Project[]> {
  await using store = await openCommandStore(options, io, { isMade: false });
  const projects = await store.listProjects(options.tenant === null ? null : readTenant(options.tenant));
  return projects.filter((project) => options.project === null || project.projectId === options.project);
}

async function rebuildOne(project: Project, options: OptionValues<'rebuild'>, io: CommandIo): Promise<Rebuilt> {
  let shownAtMs = io.clock.monotonicMs();
  return rebuildProject({
    directory: options.data,
    scope: project,
    isCheckOnly: options.isCheckOnly,
    at: instant(io.clock.nowMs()),
    signal: io.signal,
    onProgress: (done) => {
      const nowMs = io.clock.monotonicMs();
      if (nowMs - shownAtMs < PROGRESS_INTERVAL_MS) return;
      shownAtMs = nowMs;
      io.stderr.write(`project ${project.projectId} of ${project.tenantId}: ${done} of ${project.chatCount} chats\n`);
    },
  });
}

function describe(project: Project, { chats, different, withoutEvents }: Rebuilt, isCheckOnly: boolean): string {
  const outcome = isCheckOnly ? 'would change' : 'changed';
  const missing = withoutEvents.length === 0 ? '' : `, ${withoutEvents.length} have no events and stay as they are`;
  return `project ${project.projectId} of ${project.tenantId}: ${chats} chats, ${different} ${outcome}${missing}\n`;
}
