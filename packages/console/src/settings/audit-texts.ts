/** What was done, in words: an action that is added to the contract does not compile without its own. */
import type { AdminAction, AuditAction, ReadAction, RemovalAction } from '@parley/contract/audit-actions';
import type { PlainTextId } from '../language/catalogue.ts';

const READS = {
  'chats.listed': 'audit.chatsListed',
  'chats.searched': 'audit.chatsSearched',
  'chats.exported': 'audit.chatsExported',
  'chat.read': 'audit.chatRead',
  'chat.explained': 'audit.chatExplained',
  'attachment.read': 'audit.attachmentRead',
  'statistics.read': 'audit.statisticsRead',
  'changes.read': 'audit.changesRead',
  'digest.read': 'audit.digestRead',
} as const satisfies Record<ReadAction, PlainTextId>;

const REMOVALS = {
  'chat.erased': 'audit.chatErased',
  'chat.redacted': 'audit.chatRedacted',
  'message.redacted': 'audit.messageRedacted',
  'contact.redacted': 'audit.contactRedacted',
} as const satisfies Record<RemovalAction, PlainTextId>;

const ADMINISTRATION = {
  'project.created': 'audit.projectCreated',
  'project.zone-changed': 'audit.projectZoneChanged',
  'key.created': 'audit.keyCreated',
  'key.revoked': 'audit.keyRevoked',
  'person.added': 'audit.personAdded',
  'person.changed': 'audit.personChanged',
  'person.link-made': 'audit.personLinkMade',
  'person.signed-out': 'audit.personSignedOut',
  'view.created': 'audit.viewCreated',
  'view.changed': 'audit.viewChanged',
  'view.deleted': 'audit.viewDeleted',
} as const satisfies Record<AdminAction, PlainTextId>;

export const ACTION_TEXTS: Readonly<Record<AuditAction, PlainTextId>> = { ...READS, ...REMOVALS, ...ADMINISTRATION };

/** As they are offered. */
export const ACTION_GROUPS: readonly { readonly label: PlainTextId; readonly texts: Record<string, PlainTextId> }[] = [
  { label: 'audit.reads', texts: READS },
  { label: 'audit.removals', texts: REMOVALS },
  { label: 'audit.administration', texts: ADMINISTRATION },
];
