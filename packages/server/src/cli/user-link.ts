/** `parley user link`: prints a link that signs a person in once, or connects an account of the OpenID Connect provider. */
import { defineCommand } from './command.ts';
import { EXIT, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import {
  LINK_OPTIONS,
  OPENID_FLAG,
  OPENID_ONLY,
  printLink,
  reportNobody,
  USER_OPTIONS,
  userKeyOf,
} from './user-options.ts';

export const userLinkCommand = defineCommand({
  name: 'user link',
  summary: 'Print a link that signs a person in once, within an hour; it ends earlier links.',
  examples: [
    'parley user link --tenant acme --login anna --public-url https://chat.example.com',
    'parley user link --tenant acme --login anna --openid --public-url https://chat.example.com',
  ],
  options: { ...USER_OPTIONS, openid: OPENID_FLAG, ...LINK_OPTIONS },
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const key = userKeyOf(options);
    const purpose = options.openid ? 'openid' : 'sign-in';
    if (await printLink(store, key, options.publicUrl, io, purpose)) return EXIT.done;
    const user = await store.users.find(key);
    if (user === null) return reportNobody(io, key);
    if (user.disabledAt === null)
      return reportFailure(io, `${key.login} ${OPENID_ONLY}; connect an account with --openid`);
    return reportFailure(io, `${key.login} is disabled; allow signing in again with parley user enable`);
  },
});
