/** `parley user enable`: lets a person who was disabled sign in again. */
import { changeUser } from '../services/people/change-user.ts';
import { defineCommand } from './command.ts';
import { EXIT } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { reportNobody, USER_OPTIONS, userKeyOf } from './user-options.ts';

export const userEnableCommand = defineCommand({
  name: 'user enable',
  summary: 'Let a person who was disabled sign in again.',
  examples: ['parley user enable --tenant acme --login anna'],
  options: USER_OPTIONS,
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const key = userKeyOf(options);
    const changed = await changeUser(store, key, { disabledAt: null }, operatorDeed(io));
    if ('refused' in changed) return reportNobody(io, key);
    io.stdout.write(`${key.login} may sign in again\n`);
    return EXIT.done;
  },
});
