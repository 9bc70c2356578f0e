/** Which filters would reveal content, or who somebody is. Used for keys with `chats:metadata`, and by the audit log. */
import { Chat, type ChatKey, filtersNamedBy, type NamedFilter, type SelectionName } from '@parley/contract';
import { fieldRule } from './field-rule.ts';

const CHAT_RULE = fieldRule(Chat);

/** The first of what the parameter restricts by that is not open to everybody; null when all of it is. */
export function hiddenIn(name: SelectionName, value: string): NamedFilter | null {
  return filtersNamedBy(name, value).find(({ field }) => field !== null && !isOpen(field)) ?? null;
}

function isOpen(field: ChatKey): boolean {
  return CHAT_RULE.members?.get(field)?.privacy === 'open';
}
