/** `parley redact`: removes the content of one message or of all chats of a contact. */

import { chatId, projectId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { OptionValues } from '../platform/option-table.ts';
import type { RedactionTarget } from '../store/chat-store.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { finishRemoval } from './finish-removal.ts';
import { openCommandStore } from './open-command-store.ts';
import { readTenant } from './read-tenant.ts';

/** Exit code 1 when there is no such chat, message or contact. */
export async function redactCommand(options: OptionValues<'redact'>, io: CommandIo): Promise<number> {
  const target = readTarget(options);
  if (target === null) {
    return reportFailure(io, 'give either --chat and --message, or --contact', EXIT.usage);
  }
  await using store = await openCommandStore(options, io, { isMade: false });
  const scope = { tenantId: readTenant(options.tenant), projectId: projectId(options.project) };
  const project = await store.project(scope);
  const result = project === null ? null : await project.privacy.redact(target, instant(io.clock.nowMs()), 'operator');
  const exitCode = await finishRemoval(store.maintenance, io);
  if (result === null) {
    const hint = 'the numbers are those of the log with include=ext';
    return reportFailure(io, `project ${options.project} of ${options.tenant} has no ${nameOf(target)}; ${hint}`);
  }
  if (exitCode !== EXIT.done) return exitCode;
  io.stdout.write(
    `${nameOf(target)} redacted: ${countOf(result.messages, 'message')} in ${countOf(result.chats, 'chat')}\n`,
  );
  return exitCode;
}

/** Null when it is not exactly one of the two. */
function readTarget({ chat, message, contact }: OptionValues<'redact'>): RedactionTarget | null {
  if (contact !== null) return chat === null && message === null ? { kind: 'contact', contactId: contact } : null;
  return chat === null || message === null ? null : { kind: 'message', chatId: chatId(chat), seq: message };
}

function nameOf(target: RedactionTarget): string {
  return target.kind === 'contact' ? `contact ${target.contactId}` : `message ${target.seq} in chat ${target.chatId}`;
}

function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
