/** `parley user list`: prints one line per person. */
import { utcText } from '../model/instant.ts';
import { defineCommand } from './command.ts';
import { EXIT, writeTable } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { required, STORE_OPTIONS, TENANT } from './option-groups.ts';

export const userListCommand = defineCommand({
  name: 'user list',
  summary: 'Print the people of a tenant who may sign in.',
  examples: ['parley user list --tenant acme'],
  options: { ...STORE_OPTIONS, tenant: required(TENANT) },
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const users = await store.users.list(options.tenant);
    writeTable(io.stdout, [
      ['LOGIN', 'ROLE', 'PROJECTS', 'QUEUES', 'PASSWORD', 'DISABLED', 'NAME'],
      ...users.map(({ login, role, projectIds, queueIds, passwordHash, isOpenidOnly, disabledAt, name }) => [
        login,
        role,
        projectIds?.join(',') ?? 'all',
        queueIds?.join(',') ?? 'all',
        isOpenidOnly ? 'openid' : passwordHash === null ? 'none' : 'set',
        disabledAt === null ? '-' : utcText(disabledAt),
        name,
      ]),
    ]);
    return EXIT.done;
  },
});
