/** `parley erase`: removes one chat or many for good. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RemovalSelection } from '../chat-log/privacy/removal.ts';
import { type ChatId, chatId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { scrubNow } from '../services/privacy/scrub-removed.ts';
import type { StoreMaintenance } from '../store/chat-store.ts';
import { ATTACHMENTS, openShelfOf } from './attachment-options.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { openTenantStore, reportNoProject } from './open-tenant-store.ts';
import { PROJECT_OPTIONS, REASON, STORE_OPTIONS } from './option-groups.ts';
import { removeFiles } from './remove-files.ts';

const PATIENCE_MS = 20_000;
const PAUSE_MS = 200;
const DAY_MS = 86_400_000;

const OPTIONS = {
  ...STORE_OPTIONS,
  ...ATTACHMENTS,
  ...PROJECT_OPTIONS,
  contact: { kind: 'integer', minimum: 1, sentence: 'Instead of one chat: every chat of this contact (contactId).' },
  olderThan: {
    kind: 'integer',
    minimum: 1,
    maximum: 36_500,
    unit: 'days',
    sentence: 'Instead of one chat: every closed chat that started longer ago, for rules of retention.',
  },
  all: { kind: 'flag', sentence: 'Instead of one chat: every chat of the project.' },
  keep: {
    kind: 'choice',
    values: ['tombstone', 'numbers'],
    default: 'tombstone',
    sentence:
      'What stays of many chats: a tombstone, by which readers of the change feed learn of it, or their numbers and times without what people wrote.',
  },
  reason: REASON,
  dryRun: { kind: 'flag', sentence: 'Only print how many chats it would be; remove nothing.' },
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const eraseCommand = defineCommand({
  name: 'erase',
  summary:
    'Erase a chat, or the chats of a contact, an age or a project, for good; the change feed lists them as erased.',
  operand: { name: 'chatid', sentence: 'Number of the chat.', isOptional: true },
  examples: [
    'parley erase --tenant acme --project 822 7',
    'parley erase --tenant acme --project 822 --contact 6 --reason "the visitor asked for it"',
    'parley erase --tenant acme --project 822 --older-than 730 --keep numbers --dry-run',
  ],
  options: OPTIONS,
  run: erase,
});

/** Exit code 1 when there is no such chat or it was already erased; pending bytes are removed either way. */
async function erase(options: Values, io: CommandIo, operand: string): Promise<number> {
  const given = [operand !== '', options.contact !== null, options.olderThan !== null, options.all];
  if (given.filter((isGiven) => isGiven).length !== 1) {
    return reportFailure(io, 'give one of: a chatid, --contact, --older-than, --all', EXIT.usage);
  }
  const selection = readSelection(options, io);
  if (selection !== null) return eraseMany(options, selection, io);
  const id = readChatId(operand);
  if (id === null) {
    return reportFailure(io, `${operand} is not a chat id; give a whole number, for example erase 7`, EXIT.usage);
  }
  if (options.dryRun || options.keep !== 'tombstone') {
    const sentence = '--dry-run and --keep go with --contact, --older-than or --all; for one chat see parley redact';
    return reportFailure(io, sentence, EXIT.usage);
  }
  return eraseOne(options, id, io);
}

async function eraseOne(options: Values, id: ChatId, io: CommandIo): Promise<number> {
  using shelf = await openShelfOf(options, io.environment);
  await using store = await openTenantStore(options, io);
  const scope = { tenantId: options.tenant, projectId: options.project };
  const project = await store.project(scope);
  if (project === null) return reportNoProject(io, scope);
  const erased = await project.privacy.eraseChat(id, instant(io.clock.nowMs()), 'operator', options.reason);
  const ofFiles = await removeFiles(shelf, store, io);
  const exitCode = Math.max(ofFiles, await finishRemoval(store.maintenance, io));
  if (erased === null) {
    const sentence = `there is no chat ${id} in project ${options.project} of ${options.tenant}; it may have been erased before, see parley audit`;
    return reportFailure(io, sentence);
  }
  if (exitCode === EXIT.done) io.stdout.write(`chat ${id} of project ${options.project} erased\n`);
  return exitCode;
}

/** Null for one chat. */
function readSelection({ contact, olderThan, all }: Values, { clock }: CommandIo): RemovalSelection | null {
  if (contact !== null) return { kind: 'contact', contactId: contact };
  if (olderThan !== null) return { kind: 'started-before', before: instant(clock.nowMs() - olderThan * DAY_MS) };
  return all ? { kind: 'all' } : null;
}

/** Exit code 0 also when no chat is of the selection: a rule of retention runs every day. */
async function eraseMany(options: Values, selection: RemovalSelection, io: CommandIo): Promise<number> {
  using shelf = await openShelfOf(options, io.environment);
  await using store = await openTenantStore(options, io);
  const scope = { tenantId: options.tenant, projectId: options.project };
  const project = await store.project(scope);
  if (project === null) return reportNoProject(io, scope);
  const verb = options.keep === 'tombstone' ? 'erased' : 'emptied, their numbers stay';
  if (options.dryRun) {
    const count = await project.privacy.countRemovable(selection);
    io.stdout.write(`${count} ${count === 1 ? 'chat' : 'chats'} would be ${verb}; nothing was removed\n`);
    return EXIT.done;
  }
  const at = instant(io.clock.nowMs());
  const removal = {
    selection,
    keep: options.keep,
    at,
    actor: 'operator',
    reason: options.reason,
    signal: io.signal,
  } as const;
  const { chats, isComplete } = await project.privacy.removeMany(removal);
  const ofFiles = await removeFiles(shelf, store, io);
  const exitCode = Math.max(ofFiles, chats === 0 ? EXIT.done : await finishRemoval(store.maintenance, io));
  io.stdout.write(`${chats} ${chats === 1 ? 'chat' : 'chats'} of project ${options.project} ${verb}\n`);
  if (isComplete) return exitCode;
  return reportFailure(io, `stopped by ${io.signal.reason}; run it again to continue`, exitCodeOf(io.signal));
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
