/** `parley erase`: removes one chat for good. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatId, chatId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { scrubNow } from '../services/privacy/scrub-removed.ts';
import type { StoreMaintenance } from '../store/chat-store.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { PROJECT_OPTIONS, STORE_OPTIONS } from './option-groups.ts';

const PATIENCE_MS = 20_000;
const PAUSE_MS = 200;

const OPTIONS = { ...STORE_OPTIONS, ...PROJECT_OPTIONS } as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const eraseCommand = defineCommand({
  name: 'erase',
  summary: 'Erase a chat for good; the change feed lists it as erased.',
  operand: { name: 'chatid', sentence: 'Number of the chat.' },
  examples: ['parley erase --tenant acme --project 822 7'],
  options: OPTIONS,
  run: erase,
});

/** Exit code 1 when there is no such chat or it was already erased; pending bytes are removed either way. */
async function erase(options: Values, io: CommandIo, operand: string): Promise<number> {
  const id = readChatId(operand);
  if (id === null) {
    return reportFailure(io, `${operand} is not a chat id; give a whole number, for example erase 7`, EXIT.usage);
  }
  await using store = await openCommandStore(options, io, { isMade: false });
  const project = await store.project({ tenantId: options.tenant, projectId: options.project });
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

/**
 * The last step of commands that erase or redact: removes the bytes from the store's files. Exit code 1, with what to do
 * next, when they are still there because others hold the store or the operator must run a command.
 */
export async function finishRemoval(
  maintenance: StoreMaintenance,
  io: Pick<CommandIo, 'clock' | 'stderr'>,
): Promise<number> {
  const isDone = await scrubNow({ maintenance, clock: io.clock }, PATIENCE_MS, () => sleep(PAUSE_MS));
  if (isDone) return EXIT.done;
  const command = await maintenance.findScrubCommand();
  if (command !== null) {
    const waiting =
      'it is removed from the log, but its bytes are still in the files of the database, which is too large';
    return reportFailure(io, `${waiting} to be rewritten while it serves: at a quiet hour run ${command}`);
  }
  const sentence =
    'it is removed from the log, but its bytes are still in the files of the store, because other programs are reading it; a running parley serve keeps trying, otherwise run this command again';
  return reportFailure(io, sentence);
}
