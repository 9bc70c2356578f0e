/** `parley user change`: changes what a person may do and see, and ends their sessions. */
import { ROLES } from '@parley/contract/scopes';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { type ChangeRefusal, changeUser } from '../services/people/change-user.ts';
import type { UserChange } from '../store/user-store.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { NAME_SHAPE, queuesText, visibleProjects, visibleQueues } from './option-groups.ts';
import { reportNobody, USER_OPTIONS, userKeyOf } from './user-options.ts';

const OPTIONS = {
  ...USER_OPTIONS,
  name: { kind: 'text', shape: NAME_SHAPE, sentence: 'New name of the person.' },
  role: { kind: 'choice', values: ROLES, sentence: 'New role of the person; see user create.' },
  project: visibleProjects('person'),
  allProjects: { kind: 'flag', sentence: 'Let the person see every project of the tenant.' },
  queue: visibleQueues('person'),
  openidOnly: {
    kind: 'flag',
    sentence: 'Let the person sign in by the OpenID Connect provider only; their password is removed.',
  },
  passwords: { kind: 'flag', sentence: 'Let the person sign in by password and link too.' },
  allQueues: { kind: 'flag', sentence: 'Let the person see chats of every queue, and of none.' },
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const userChangeCommand = defineCommand({
  name: 'user change',
  summary: 'Change what a person may do and see, which signs them out, or their name.',
  examples: [
    'parley user change --tenant acme --login anna --role analyst',
    'parley user change --tenant acme --login anna --queue 3803 --queue 3804',
    'parley user change --tenant acme --login anna --all-queues',
  ],
  options: OPTIONS,
  run: changePerson,
});

async function changePerson(options: Values, io: CommandIo): Promise<number> {
  const change = readChange(options);
  if ('problem' in change) return reportFailure(io, change.problem, EXIT.usage);
  await using store = await openTenantStore(options, io);
  const key = userKeyOf(options);
  const user = await changeUser(store, key, change, operatorDeed(io));
  if ('refused' in user) return reportRefusal(user, options, io);
  const seen = `sees ${user.projectIds?.join(', ') ?? 'every project'}${queuesText(user.queueIds)}`;
  const isOnlyName = Object.keys(change).every((name) => name === 'name');
  io.stdout.write(`${key.login} is ${user.role}, ${seen}${isOnlyName ? '' : ', and is signed out everywhere'}\n`);
  return EXIT.done;
}

function reportRefusal(refusal: ChangeRefusal, options: Values, io: CommandIo): number {
  if (refusal.refused !== 'project-not-found') return reportNobody(io, userKeyOf(options));
  return reportFailure(io, `tenant ${options.tenant} has no project ${refusal.projectId}; see parley project list`);
}

function readChange(options: Values): UserChange | { readonly problem: string } {
  const { name, role, project, allProjects, queue, allQueues, openidOnly, passwords } = options;
  if (allProjects && project.length > 0) return { problem: '--project and --all-projects contradict each other' };
  if (allQueues && queue.length > 0) return { problem: '--queue and --all-queues contradict each other' };
  if (openidOnly && passwords) return { problem: '--openid-only and --passwords contradict each other' };
  const change = {
    ...(openidOnly ? { isOpenidOnly: true, passwordHash: null } : passwords ? { isOpenidOnly: false } : {}),
    ...(name === null ? {} : { name }),
    ...(role === null ? {} : { role }),
    ...(allProjects ? { projectIds: null } : project.length === 0 ? {} : { projectIds: project }),
    ...(allQueues ? { queueIds: null } : queue.length === 0 ? {} : { queueIds: queue }),
  };
  if (Object.keys(change).length > 0) return change;
  return {
    problem: 'nothing to change was given: --name, --role, --project or --queue, see parley user change --help',
  };
}
