/** What the audit log says: who read, removed or administered what, and when; never what stood there. */
import type { AdminAction, AuditAction, LogFormat, ReadAction, RemovalAction } from '@parley/contract';
import type { ProjectId, ProjectScope, TenantId } from './ids.ts';
import type { Instant } from './instant.ts';

/** Who did something that is audited: an API key by its prefix, a person by login, or the operator at the command line. */
export type Actor = { readonly keyPrefix: string } | { readonly login: string } | 'operator';

/** A removal in the audit log. Holds no content. */
export interface AuditEntry extends ProjectScope {
  readonly at: Instant;
  readonly actor: Actor;
  readonly action: RemovalAction;
  /** For example `chat 7`, `chat 7 message 3`, `contact 6`. */
  readonly target: string;
  /** As whoever did it gave it; null when none was given. */
  readonly reason: string | null;
}

/** Who administers, and when. */
export interface AdminDeed {
  readonly at: Instant;
  readonly actor: Actor;
}

/** A deed as the audit log keeps it. Holds no secret. */
export interface DeedEntry extends AdminDeed {
  readonly tenantId: TenantId;
  readonly action: AdminAction;
  /** For example `project 822`, `key pk4Fz81QxLm0`, `person anna: role analyst`. Names nothing that people chose but logins. */
  readonly target: string;
}

/** What was done to what, for the store to keep beside it. */
export type NotedDeed = Omit<DeedEntry, 'tenantId'>;

/** A filter by which chats were chosen. */
export interface AuditedFilter {
  readonly name: string;
  /** null where it could name a person or quote a chat. */
  readonly value: string | null;
}

/** Reads that are counted together: alike, and begun in the same minute. */
export interface ReadKind extends ProjectScope {
  /** The beginning of the minute. */
  readonly at: Instant;
  readonly actor: Actor;
  readonly action: ReadAction;
  /** `chat 7`; null where filters chose the chats. */
  readonly target: string | null;
  /** Of an export; null for anything else. */
  readonly format: LogFormat | null;
  /** By name; null where different ones are counted together. */
  readonly filters: readonly AuditedFilter[] | null;
}

export interface CountedReads extends ReadKind {
  readonly requests: number;
  /** Chats in the replies, or that were counted. */
  readonly rows: number;
}

/** A line of the whole audit log. */
export type AuditLine =
  | (AuditEntry & { readonly kind: 'removal'; readonly place: AuditPlace })
  | (DeedEntry & { readonly kind: 'deed'; readonly place: AuditPlace })
  | (CountedReads & { readonly kind: 'reads'; readonly place: AuditPlace });

/** Where a line stands. Later ones come first, of the same time reads before acts, then higher rows. */
export interface AuditPlace {
  readonly at: Instant;
  /** Acts are removals and deeds. */
  readonly kind: 'acts' | 'reads';
  readonly row: number;
}

/** Which lines, the newest first. null is any. */
export interface AuditQuery {
  readonly tenantId: TenantId | null;
  /** Other than null: no deeds, which are of no project. */
  readonly projectIds: readonly ProjectId[] | null;
  readonly kind: AuditLine['kind'] | null;
  readonly actor: string | null;
  readonly action: AuditAction | null;
  readonly from: Instant | null;
  readonly before: Instant | null;
  /** Only lines that follow this one. */
  readonly after: AuditPlace | null;
  readonly limit: number;
}

const OPERATOR = 'operator';
const USER = 'user ';
const KEY = 'key ';

/** As the audit log spells them, in the store too. */
export function actorText(actor: Actor): string {
  if (actor === OPERATOR) return OPERATOR;
  return 'login' in actor ? `${USER}${actor.login}` : `${KEY}${actor.keyPrefix}`;
}

/** What `actorText` has written. */
export function readActor(text: string): Actor {
  if (text === OPERATOR) return OPERATOR;
  return text.startsWith(USER) ? { login: text.slice(USER.length) } : { keyPrefix: text.slice(KEY.length) };
}

const KINDS = ['acts', 'reads'] as const;

export function placeText({ at, kind, row }: AuditPlace): string {
  return `${at}.${KINDS.indexOf(kind)}.${row}`;
}

/** null when `placeText` has not written it. */
export function readPlace(text: string): AuditPlace | null {
  const [, at, kind, row] = /^(\d{1,15})\.([01])\.(\d{1,15})$/.exec(text) ?? [];
  return at === undefined
    ? null
    : { at: Number(at) as Instant, kind: KINDS[Number(kind)] ?? 'reads', row: Number(row) };
}
