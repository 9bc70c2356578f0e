/** What scopes and roles are called. */
import type { ApiKey, Person } from '../api/administration.ts';
import type { PlainTextId } from '../language/catalogue.ts';

export const SCOPE_TEXTS = {
  'chats:read': 'keysPage.scopeRead',
  'chats:metadata': 'keysPage.scopeMetadata',
  'chats:write': 'keysPage.scopeWrite',
  'chats:answer': 'keysPage.scopeAnswer',
  admin: 'keysPage.scopeAdmin',
} as const satisfies Record<ApiKey['scopes'][number], PlainTextId>;

/** With what the role may do. */
export const ROLE_TEXTS = {
  supervisor: 'access.roleSupervisor',
  agent: 'access.roleAgent',
  analyst: 'access.roleAnalyst',
  admin: 'access.roleAdmin',
} as const satisfies Record<Person['role'], PlainTextId>;

export const ROLE_NAMES = {
  supervisor: 'role.supervisor',
  agent: 'role.agent',
  analyst: 'role.analyst',
  admin: 'role.admin',
} as const satisfies Record<Person['role'], PlainTextId>;
