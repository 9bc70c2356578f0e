/** `parley user set-password`: asks for a password at the terminal, or reads a line from standard input. */
import { createInterface } from 'node:readline';
import { changeUser } from '../services/people/change-user.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../services/people/password-length.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { OPENID_ONLY, reportNobody, USER_OPTIONS, userKeyOf } from './user-options.ts';

export const userSetPasswordCommand = defineCommand({
  name: 'user set-password',
  summary: `Give a person a password of ${SHORTEST_PASSWORD} characters or more, asked for or read from standard input; ends their sessions.`,
  examples: ['parley user set-password --tenant acme --login anna'],
  options: USER_OPTIONS,
  async run(options, io) {
    const { hashPassword } = await import('../services/people/passwords.ts');
    const password = await readPassword(io, options.login);
    const length = password === null ? 0 : [...password].length;
    if (password === null || length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
      const sentence = `a password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters, this has ${length}; nothing was changed`;
      return reportFailure(io, sentence, EXIT.usage);
    }
    await using store = await openTenantStore(options, io);
    const key = userKeyOf(options);
    if ((await store.users.find(key))?.isOpenidOnly === true) return reportFailure(io, `${key.login} ${OPENID_ONLY}`);
    const changed = await changeUser(store, key, { passwordHash: await hashPassword(password) }, operatorDeed(io));
    if ('refused' in changed) return reportNobody(io, key);
    io.stdout.write(`${key.login} has a new password, and is signed out everywhere\n`);
    return EXIT.done;
  },
});

/** null when there was nothing to read, or the person gave up. */
async function readPassword({ stdin, stderr, signal }: CommandIo, login: string): Promise<string | null> {
  if ('isTTY' in stdin && stdin.isTTY === true) {
    const { isCancel, password } = await import('@clack/prompts');
    const answer = await password({ message: `New password of ${login}`, input: stdin, output: stderr, signal });
    return isCancel(answer) ? null : answer;
  }
  for await (const line of createInterface({ input: stdin, signal })) return line;
  return null;
}
