/** `parley project set-time-zone`: changes the zone in which a project's times are printed and its days begin. */
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT } from './command-io.ts';
import { openTenantStore, reportNoProject } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { PROJECT_OPTIONS, STORE_OPTIONS } from './option-groups.ts';
import { reportUnknownZone, TIME_ZONE } from './time-zone-option.ts';

const OPTIONS = { ...STORE_OPTIONS, ...PROJECT_OPTIONS, timeZone: TIME_ZONE } as const satisfies OptionSpecs;

export const projectSetTimeZoneCommand = defineCommand({
  name: 'project set-time-zone',
  summary: 'Change the time zone of a project; its chats are rebuilt.',
  examples: ['parley project set-time-zone --tenant acme --project 822 --time-zone Europe/Paris'],
  options: OPTIONS,
  run: setZone,
});

/** Setting the zone that the project already has changes nothing and succeeds. */
async function setZone(options: OptionValues<typeof OPTIONS>, io: CommandIo): Promise<number> {
  const { setTimeZone } = await import('../services/access/set-time-zone.ts');
  const { tenant, project, timeZone } = options;
  await using store = await openTenantStore(options, io);
  const scope = { tenantId: tenant, projectId: project };
  const set = await setTimeZone(store, scope, timeZone, operatorDeed(io));
  const name = `project ${project} of ${tenant}`;
  if ('refused' in set) {
    switch (set.refused) {
      // The operator has no limits.
      case 'beyond-own-limits':
      case 'no-such-project':
        return reportNoProject(io, scope);
      case 'unknown-time-zone':
        return reportUnknownZone(io, timeZone, set.nearest);
    }
  }
  const { before, now } = set;
  if (before.name === now.name) {
    io.stdout.write(`${name} already has the time zone ${now.name}; nothing was changed\n`);
    return EXIT.done;
  }
  const next = 'a running server rebuilds the chats over time, without a server run parley rebuild';
  io.stdout.write(`${name} now has the time zone ${now.name}, before ${before.name}; ${next}; old cursors expire\n`);
  return EXIT.done;
}
