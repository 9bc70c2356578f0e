/** `parley project list`: prints one line per project, by tenant and number. */
import { defineCommand } from './command.ts';
import { EXIT, writeTable } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { STORE_OPTIONS, TENANT } from './option-groups.ts';

export const projectListCommand = defineCommand({
  name: 'project list',
  summary: 'Print the projects.',
  examples: ['parley project list', 'parley project list --tenant acme'],
  options: { ...STORE_OPTIONS, tenant: TENANT },
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const projects = await store.listProjects(options.tenant);
    writeTable(io.stdout, [
      ['TENANT', 'PROJECT', 'CHATS', 'TIME ZONE', 'NAME'],
      ...projects.map((row) => [row.tenantId, String(row.projectId), String(row.chatCount), row.zone.name, row.name]),
    ]);
    return EXIT.done;
  },
});
