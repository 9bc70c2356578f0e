/** `parley user enable`: lets a person who was disabled sign in again. */
import { defineCommand } from './command.ts';
import { EXIT } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { reportNobody, USER_OPTIONS, userKeyOf } from './user-options.ts';

export const userEnableCommand = defineCommand({
  name: 'user enable',
  summary: 'Let a person who was disabled sign in again.',
  examples: ['parley user enable --tenant acme --login anna'],
  options: USER_OPTIONS,
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const key = userKeyOf(options);
    if (!(await store.users.change(key, { disabledAt: null }))) return reportNobody(io, key);
    io.stdout.write(`${key.login} may sign in again\n`);
    return EXIT.done;
  },
});
