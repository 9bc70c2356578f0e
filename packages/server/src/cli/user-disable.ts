/** `parley user disable`: ends all sessions of a person, who cannot sign in any more. */
import { instant } from '../model/instant.ts';
import { changeUser } from '../services/people/change-user.ts';
import { defineCommand } from './command.ts';
import { EXIT } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { reportNobody, USER_OPTIONS, userKeyOf } from './user-options.ts';

export const userDisableCommand = defineCommand({
  name: 'user disable',
  summary: 'Sign a person out everywhere, and refuse to sign them in.',
  examples: ['parley user disable --tenant acme --login anna'],
  options: USER_OPTIONS,
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const key = userKeyOf(options);
    const changed = await changeUser(store, key, { disabledAt: instant(io.clock.nowMs()) }, operatorDeed(io));
    if ('refused' in changed) return reportNobody(io, key);
    io.stdout.write(`${key.login} is signed out everywhere, and cannot sign in until parley user enable\n`);
    return EXIT.done;
  },
});
