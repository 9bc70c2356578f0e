/** `parley project create`: adds a project. */
import { matching, type OptionSpecs, type OptionValues } from '../platform/option-spec.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { PROJECT_OPTIONS, STORE_OPTIONS } from './option-groups.ts';
import { reportUnknownZone, TIME_ZONE } from './time-zone-option.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  ...PROJECT_OPTIONS,
  name: {
    kind: 'text',
    shape: matching(/^(?=.*\S)\P{Cc}{1,200}$/u, 'a line of 1 to 200 characters'),
    isRequired: true,
    sentence: 'What people call the project.',
  },
  timeZone: TIME_ZONE,
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const projectCreateCommand = defineCommand({
  name: 'project create',
  summary: 'Add a project.',
  examples: ['parley project create --tenant acme --project 822 --name "Support" --time-zone Europe/Budapest'],
  options: OPTIONS,
  run: addProject,
});

/** Fails, and changes nothing, when the project already exists. */
async function addProject(options: Values, io: CommandIo): Promise<number> {
  const { createProject } = await import('../services/access/create-project.ts');
  const { project, name, timeZone } = options;
  await using store = await openCommandStore(options, io, { isMade: true });
  const scope = { tenantId: options.tenant, projectId: project };
  const created = await createProject(store, { ...scope, name, zoneName: timeZone }, operatorDeed(io));
  if (!('refused' in created)) {
    io.stdout.write(`project ${project} of ${options.tenant} created: ${created.name}, ${created.zone.name}\n`);
    return EXIT.done;
  }
  switch (created.refused) {
    // The operator has no limits.
    case 'beyond-own-limits':
    case 'project-exists':
      return reportFailure(io, `project ${project} of ${options.tenant} already exists; see parley project list`);
    case 'unknown-time-zone':
      return reportUnknownZone(io, timeZone, created.nearest);
  }
}
