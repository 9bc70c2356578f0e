/** `parley user link`: prints a link that signs a person in once. */
import { defineCommand } from './command.ts';
import { EXIT, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { LINK_OPTIONS, printLink, reportNobody, USER_OPTIONS, userKeyOf } from './user-options.ts';

export const userLinkCommand = defineCommand({
  name: 'user link',
  summary: 'Print a link that signs a person in once, within an hour; it ends earlier links.',
  examples: ['parley user link --tenant acme --login anna --public-url https://chat.example.com'],
  options: { ...USER_OPTIONS, ...LINK_OPTIONS },
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const key = userKeyOf(options);
    if (await printLink(store, key, options.publicUrl, io)) return EXIT.done;
    if ((await store.users.find(key)) === null) return reportNobody(io, key);
    return reportFailure(io, `${key.login} is disabled; allow signing in again with parley user enable`);
  },
});
