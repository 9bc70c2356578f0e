/** `parley user create`: adds a person and prints a link to sign in with. */
import { meaningOfRole, ROLES } from '@parley/contract/scopes';
import type { UserRefusal } from '../services/people/create-user.ts';
import { defineCommand } from './command.ts';
import { EXIT, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { NAME_SHAPE, queuesText, visibleProjects, visibleQueues } from './option-groups.ts';
import { LINK_OPTIONS, printLink, USER_OPTIONS, userKeyOf } from './user-options.ts';

export const userCreateCommand = defineCommand({
  name: 'user create',
  summary: 'Add a person, and print a link that signs them in once.',
  examples: [
    'parley user create --tenant acme --login anna --name "Anna Kis" --role supervisor',
    'parley user create --tenant acme --login cora --name Cora --openid --public-url https://chat.example.com',
    'parley user create --tenant acme --login ben@example.com --name Ben --role analyst --project 822 --public-url https://chat.example.com',
  ],
  options: {
    ...USER_OPTIONS,
    name: {
      kind: 'text',
      shape: NAME_SHAPE,
      isRequired: true,
      sentence: 'Name of the person, as others see it.',
    },
    role: {
      kind: 'choice',
      values: ROLES,
      default: 'supervisor',
      sentence: `What the person may do: ${ROLES.map((role) => `as ${role} ${meaningOfRole(role)}`).join('; ')}.`,
    },
    project: visibleProjects('person'),
    queue: visibleQueues('person'),
    openid: {
      kind: 'flag',
      sentence:
        'Let the person sign in by the OpenID Connect provider only, and print a link that connects their account there.',
    },
    ...LINK_OPTIONS,
  },
  async run({ name, role, project, queue, openid, publicUrl, ...options }, io) {
    const { createUser } = await import('../services/people/create-user.ts');
    await using store = await openTenantStore(options, io);
    const key = userKeyOf(options);
    const projectIds = project.length === 0 ? null : project;
    const queueIds = queue.length === 0 ? null : queue;
    const request = { ...key, name, role, projectIds, queueIds, isOpenidOnly: openid };
    const refused = await createUser(store, request, operatorDeed(io));
    if (refused !== null) return reportFailure(io, refusalSentence(refused, options.tenant, options.login));
    io.stderr.write(
      `${role} ${options.login} of ${options.tenant} added${queuesText(queueIds)}${openid ? '' : '; parley user set-password gives a password'}\n`,
    );
    await printLink(store, key, publicUrl, io, openid ? 'openid' : 'sign-in');
    return EXIT.done;
  },
});

function refusalSentence(refusal: UserRefusal, tenant: string, login: string): string {
  switch (refusal.refused) {
    case 'user-exists':
      return `tenant ${tenant} has somebody with the login ${login} already; give another --login, or a new link with parley user link`;
    // The operator has no limits.
    case 'beyond-own-limits':
    case 'tenant-has-no-project':
      return `tenant ${tenant} has no project; create one with parley project create`;
    case 'project-not-found':
      return `tenant ${tenant} has no project ${refusal.projectId}; see parley project list`;
  }
}
