/** Branded identifiers: a bare number or string is never an id. Created at the edges, after checking their range. */
declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** The tenant, a customer of the server, as in the host name and the Basic auth user: `[a-z0-9][a-z0-9-]{0,62}`. */
export type TenantId = Branded<string, 'TenantId'>;
export type ProjectId = Branded<number, 'ProjectId'>;
/** Unique in its project, 0 to 2^53-1, never used again. */
export type ChatId = Branded<number, 'ChatId'>;
export type AgentId = Branded<number, 'AgentId'>;
export type QueueId = Branded<number, 'QueueId'>;

const TENANT_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The tenant of that name, or null when the text is not a tenant name. */
export function tenantId(text: string): TenantId | null {
  return TENANT_PATTERN.test(text) ? (text as TenantId) : null;
}

function isId(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @throws RangeError when `value` is no whole number from 0 to 2^53-1; callers check outside input before. */
export function projectId(value: number): ProjectId {
  if (!isId(value)) throw new RangeError(`not a project id: ${value}`);
  return value as ProjectId;
}

/** @throws RangeError when `value` is no whole number from 0 to 2^53-1; callers check outside input before. */
export function chatId(value: number): ChatId {
  if (!isId(value)) throw new RangeError(`not a chat id: ${value}`);
  return value as ChatId;
}

/** @throws RangeError when `value` is no whole number from 0 to 2^53-1; callers check outside input before. */
export function queueId(value: number): QueueId {
  if (!isId(value)) throw new RangeError(`not a queue id: ${value}`);
  return value as QueueId;
}

/** Whose chats: no call on chats goes without it. */
export interface ProjectScope {
  readonly tenantId: TenantId;
  readonly projectId: ProjectId;
}
