/** `parley redact`: removes the content of one message, of a chat, or of all chats of a contact. */
import type { RedactionTarget } from '../chat-log/privacy/redaction.ts';
import { chatId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { ATTACHMENTS, openShelfOf } from './attachment-options.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { finishRemoval } from './erase.ts';
import { openTenantStore, reportNoProject } from './open-tenant-store.ts';
import { PROJECT_OPTIONS, REASON, STORE_OPTIONS } from './option-groups.ts';
import { removeFiles } from './remove-files.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  ...ATTACHMENTS,
  ...PROJECT_OPTIONS,
  chat: {
    kind: 'integer',
    minimum: 0,
    as: chatId,
    sentence: 'The chat; goes with --message or --whole.',
  },
  message: {
    kind: 'integer',
    minimum: 1,
    sentence: 'Number of the message: ext.seq, as the log shows it with include=ext; goes with --chat.',
  },
  whole: { kind: 'flag', sentence: 'Everything that people left in the chat; goes with --chat.' },
  contact: {
    kind: 'integer',
    minimum: 1,
    sentence: 'The contact: every chat with this contactId is emptied.',
  },
  reason: REASON,
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const redactCommand = defineCommand({
  name: 'redact',
  summary: 'Remove the content of a message, of a chat, or of all chats of a contact; numbers and times stay.',
  examples: [
    'parley redact --tenant acme --project 822 --chat 7 --message 3',
    'parley redact --tenant acme --project 822 --chat 7 --whole',
    'parley redact --tenant acme --project 822 --contact 6 --reason "the visitor asked for it"',
  ],
  options: OPTIONS,
  run: redact,
});

/** Exit code 1 when there is no such chat, message or contact. */
async function redact(options: Values, io: CommandIo): Promise<number> {
  const target = readTarget(options);
  if (target === null) {
    return reportFailure(io, 'give --chat with --message or --whole, or --contact', EXIT.usage);
  }
  using shelf = await openShelfOf(options, io.environment);
  await using store = await openTenantStore(options, io);
  const scope = { tenantId: options.tenant, projectId: options.project };
  const project = await store.project(scope);
  if (project === null) return reportNoProject(io, scope);
  const result = await project.privacy.redact(target, instant(io.clock.nowMs()), 'operator', options.reason);
  const ofFiles = await removeFiles(shelf, store, io);
  const exitCode = Math.max(ofFiles, await finishRemoval(store.maintenance, io));
  if (result === null) {
    const hint = 'the log shows the numbers with include=ext';
    return reportFailure(io, `project ${options.project} of ${options.tenant} has no ${nameOf(target)}; ${hint}`);
  }
  if (exitCode !== EXIT.done) return exitCode;
  io.stdout.write(
    `${nameOf(target)} redacted: ${countOf(result.messages, 'message')} in ${countOf(result.chats, 'chat')}\n`,
  );
  return exitCode;
}

/** Null unless exactly one thing is named. */
function readTarget({ chat, message, whole, contact }: Values): RedactionTarget | null {
  if ([message !== null, whole, contact !== null].filter((isGiven) => isGiven).length !== 1) return null;
  if (contact !== null) return chat === null ? { kind: 'contact', contactId: contact } : null;
  if (chat === null) return null;
  return message === null ? { kind: 'chat', chatId: chat } : { kind: 'message', chatId: chat, seq: message };
}

function nameOf(target: RedactionTarget): string {
  if (target.kind === 'chat') return `chat ${target.chatId}`;
  return target.kind === 'contact' ? `contact ${target.contactId}` : `message ${target.seq} in chat ${target.chatId}`;
}

function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
