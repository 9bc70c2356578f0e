/**
 * What the audit log notes: who read, removed or administered what. An entry of its own, so that commands can list the actions
 * without loading the schemas.
 */

/** Each with its meaning, as the end of a sentence that begins with who did it. */
export const REMOVAL_ACTIONS = {
  'chat.erased': 'erased a chat',
  'chat.redacted': 'emptied a chat',
  'message.redacted': 'emptied a message',
  'contact.redacted': 'emptied the chats of a contact',
} as const satisfies Readonly<Record<`${string}.${string}`, string>>;

/** What is done to projects, keys, people and views. */
export const ADMIN_ACTIONS = {
  'project.created': 'added a project',
  'project.zone-changed': 'changed the time zone of a project',
  'key.created': 'made an API key',
  'key.revoked': 'revoked an API key',
  'person.added': 'added a person',
  'person.changed': 'changed a person',
  'person.link-made': 'made a link that signs a person in',
  'person.signed-out': 'ended sessions of a person',
  'view.created': 'saved a view',
  'view.changed': 'changed a view',
  'view.deleted': 'deleted a view',
} as const satisfies Readonly<Record<`${string}.${string}`, string>>;

export const READ_ACTIONS = {
  'chats.listed': 'read the log as JSON',
  'chats.searched': 'read the log as JSON with q',
  'chats.exported': 'read the log in another format',
  'chat.read': 'read one chat',
  'chat.explained': 'read how the numbers of a chat were computed',
  'attachment.read': 'read a file of a chat',
  'statistics.read': 'read statistics',
  'changes.read': 'read the change feed',
  'digest.read': 'read the digest',
} as const satisfies Readonly<Record<`${string}.${string}`, string>>;

export type RemovalAction = keyof typeof REMOVAL_ACTIONS;
export type ReadAction = keyof typeof READ_ACTIONS;
export type AdminAction = keyof typeof ADMIN_ACTIONS;
export type AuditAction = RemovalAction | ReadAction | AdminAction;

const ACTIONS = { ...REMOVAL_ACTIONS, ...READ_ACTIONS, ...ADMIN_ACTIONS };
export const AUDIT_ACTIONS = Object.keys(ACTIONS) as readonly AuditAction[];

/** All of them in one sentence. */
export const AUDIT_ACTIONS_IN_WORDS = Object.entries(ACTIONS)
  .map(([name, meaning]) => `${name}: ${meaning}`)
  .join('; ');
