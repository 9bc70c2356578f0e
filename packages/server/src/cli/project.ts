/** `parley project create` and `parley project list`. */

import { projectId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { OptionValues } from '../platform/option-table.ts';
import { createProject } from '../services/access/create-project.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { readTenant } from './read-tenant.ts';
import { writeTable } from './write-table.ts';

/** Adds a project and says so. A project that exists is a failure; nothing is changed then. */
export async function createProjectCommand(options: OptionValues<'project create'>, io: CommandIo): Promise<number> {
  const { project, name, timeZone } = options;
  await using store = await openCommandStore(options, io, { isMade: true });
  const scope = { tenantId: readTenant(options.tenant), projectId: projectId(project) };
  const created = await createProject(store, { ...scope, name, zoneName: timeZone }, instant(io.clock.nowMs()));
  if (!('refused' in created)) {
    io.stdout.write(`project ${project} of ${options.tenant} made: ${created.name}, ${created.zone.name}\n`);
    return EXIT.done;
  }
  switch (created.refused) {
    case 'project-exists':
      return reportFailure(io, `project ${project} of ${options.tenant} exists already; see parley project list`);
    case 'unknown-time-zone': {
      const hint =
        created.nearest === null
          ? 'give an IANA name, for example Europe/Budapest'
          : `did you mean ${created.nearest}?`;
      return reportFailure(io, `--time-zone ${timeZone} is no time zone; ${hint}`, EXIT.usage);
    }
  }
}

/** Prints one line a project, by tenant and number. */
export async function listProjectsCommand(options: OptionValues<'project list'>, io: CommandIo): Promise<number> {
  await using store = await openCommandStore(options, io, { isMade: false });
  const projects = await store.listProjects(options.tenant === null ? null : readTenant(options.tenant));
  writeTable(io.stdout, [
    ['TENANT', 'PROJECT', 'CHATS', 'TIME ZONE', 'NAME'],
    ...projects.map((row) => [row.tenantId, String(row.projectId), String(row.chatCount), row.zone.name, row.name]),
  ]);
  return EXIT.done;
}
