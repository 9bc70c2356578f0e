/** What an API key may do. An entry of its own, so that commands can list the scopes without loading the schemas. */
export const SCOPES = ['chats:read', 'chats:metadata', 'chats:write', 'chats:answer', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** What a key with the scope may do, as the end of a sentence. Help and documentation say it in these words. */
export const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  'chats:read': 'read everything of its projects',
  'chats:metadata':
    'read numbers, times and outcomes, also ids and names of agents and queues, but not who the visitor is or what was written',
  'chats:write': 'erase and redact chats, but read nothing',
  'chats:answer': 'take part in live chats as an agent, and see the chats that they have or are asked about',
  admin: 'do everything',
};

/** What people may do, each by the scopes that an API key would need for it. */
export const SCOPES_OF_ROLE = {
  admin: ['admin'],
  supervisor: ['chats:read', 'chats:answer'],
  agent: ['chats:answer'],
  analyst: ['chats:metadata'],
} as const satisfies Record<string, readonly Scope[]>;

export type Role = keyof typeof SCOPES_OF_ROLE;
export const ROLES = Object.keys(SCOPES_OF_ROLE) as readonly Role[];

/** What somebody of the role may do, in the words of the scope. */
export function meaningOfRole(role: Role): string {
  return SCOPES_OF_ROLE[role].map((scope) => SCOPE_MEANINGS[scope]).join(', ');
}
