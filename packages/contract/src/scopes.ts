/** What an API key may do. An entry of its own, so that commands can list the scopes without loading the schemas. */
export const SCOPES = ['chats:read', 'chats:metadata', 'chats:write', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];
