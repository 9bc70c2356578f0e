/** `parley erase`: removes one chat for good. */
import { type ChatId, chatId, projectId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { OptionValues } from '../platform/option-table.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { finishRemoval } from './finish-removal.ts';
import { openCommandStore } from './open-command-store.ts';
import { readTenant } from './read-tenant.ts';

/** Exit code 1 when there is no such chat, also when it was erased before; bytes that still wait are removed all the same. */
export async function eraseCommand(options: OptionValues<'erase'>, io: CommandIo, operand: string): Promise<number> {
  const id = readChatId(operand);
  if (id === null) {
    return reportFailure(io, `${operand} is no chat id; give a whole number, as erase 7`, EXIT.usage);
  }
  await using store = await openCommandStore(options, io, { isMade: false });
  const scope = { tenantId: readTenant(options.tenant), projectId: projectId(options.project) };
  const project = await store.project(scope);
  const erased = project === null ? null : await project.privacy.eraseChat(id, instant(io.clock.nowMs()), 'operator');
  const exitCode = await finishRemoval(store.maintenance, io);
  if (erased === null) {
    const sentence = `there is no chat ${id} in project ${options.project} of ${options.tenant}; it may have been erased before, see parley audit`;
    return reportFailure(io, sentence);
  }
  if (exitCode === EXIT.done) io.stdout.write(`chat ${id} of project ${options.project} erased\n`);
  return exitCode;
}

function readChatId(text: string): ChatId | null {
  return /^[0-9]{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? chatId(Number(text)) : null;
}
