/** `parley rebuild`: rebuilds the log from the events, or only reports how much would change. */
import { instant } from '../model/instant.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import type { ProjectStore, Rebuilt } from '../store/chat-store.ts';
import { describePlace } from '../store/open-store.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { PROJECT, STORE_OPTIONS, TENANT } from './option-groups.ts';

const PROGRESS_INTERVAL_MS = 5_000;
const NAMED_CHATS = 10;

const OPTIONS = {
  ...STORE_OPTIONS,
  tenant: TENANT,
  project: PROJECT,
  check: { kind: 'flag', sentence: 'Only report how many chats would change; write nothing.' },
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const rebuildCommand = defineCommand({
  name: 'rebuild',
  summary: 'Rebuild every chat of the log from its events.',
  examples: ['parley rebuild --check', 'parley rebuild --tenant acme --project 822'],
  options: OPTIONS,
  run: rebuild,
});

/** Exit code 1 when chats differ and --check was given, or when chats have no events or damaged ones. */
async function rebuild(options: Values, io: CommandIo): Promise<number> {
  await using store = await openTenantStore(options, io, { keepsServersOut: !options.check });
  const all = await store.listProjects(options.tenant);
  const projects = all.filter((project) => options.project === null || project.projectId === options.project);
  if (projects.length === 0) {
    return reportFailure(io, `there is no such project in ${describePlace(options)}; see parley project list`);
  }
  let hasFailed = false;
  for (const scope of projects) {
    const project = await store.project(scope);
    if (project === null) continue;
    const rebuilt = await rebuildOne(project, options, io);
    if (!rebuilt.isComplete) {
      const done = `finished work is kept: ${rebuilt.chats} of ${project.chatCount} chats of project ${project.projectId}`;
      return reportFailure(io, `stopped by ${io.signal.reason}; ${done}`, exitCodeOf(io.signal));
    }
    io.stdout.write(describe(project, rebuilt, options.check));
    if (rebuilt.withoutEvents.length > 0 || rebuilt.failed.length > 0 || (options.check && rebuilt.different > 0))
      hasFailed = true;
  }
  return hasFailed ? EXIT.failed : EXIT.done;
}

function rebuildOne(project: ProjectStore, options: Values, io: CommandIo): Promise<Rebuilt> {
  let shownAtMs = io.clock.monotonicMs();
  return project.upkeep.rebuild({
    isCheckOnly: options.check,
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

function describe(
  project: Pick<ProjectStore, 'projectId' | 'tenantId'>,
  rebuilt: Rebuilt,
  isCheckOnly: boolean,
): string {
  const { chats, different, withoutEvents, failed, droppedBlocks } = rebuilt;
  const parts = [`${chats} chats`, `${different} ${isCheckOnly ? 'would change' : 'changed'}`];
  if (droppedBlocks > 0) parts.push(`${droppedBlocks} damaged blocks ${isCheckOnly ? 'would be' : 'were'} dropped`);
  if (withoutEvents.length > 0) parts.push(`${withoutEvents.length} have no events and stay as they are`);
  const line = `project ${project.projectId} of ${project.tenantId}: ${parts.join(', ')}\n`;
  if (failed.length === 0) return line;
  const named = failed.slice(0, NAMED_CHATS).join(', ');
  const what = `${failed.length} chats cannot be made again from their events and stay as they are (${named})`;
  return `${line}${what}; restore a backup or import them again\n`;
}
