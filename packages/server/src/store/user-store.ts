/** People, their sessions and the links that sign them in, as the store offers them. */
import type { NotedDeed } from '../model/audit.ts';
import type { TenantId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { LinkPurpose, NewUser, OpenidIdentity, Session, SignInLink, User, UserKey } from '../model/user.ts';

/** What can change of a person. Whatever it is but the name ends all of the person's sessions and links. */
export type UserChange = Partial<
  Pick<User, 'name' | 'role' | 'projectIds' | 'queueIds' | 'passwordHash' | 'isOpenidOnly' | 'disabledAt'>
>;

/** `last-administrator`: nothing was changed, because nobody would be left who may do everything. */
export type UserChanged = 'changed' | 'nobody' | 'last-administrator';

export interface UserStore {
  /** False when the tenant has somebody of that login. */
  create(user: NewUser, deed: NotedDeed): Promise<boolean>;
  find(key: UserKey): Promise<User | null>;
  /** Of the tenant, by login; of every tenant when null, which only the operator's own commands may ask. */
  list(tenantId: TenantId | null): Promise<readonly User[]>;
  /** `keepsAdministrator`: the last who may do everything stays who they are. */
  change(
    key: UserKey,
    change: UserChange,
    deed: NotedDeed,
    rule?: { readonly keepsAdministrator: boolean },
  ): Promise<UserChanged>;
  /** Takes the place of the person's earlier links. */
  createLink(link: SignInLink, deed: NotedDeed): Promise<void>;
  /** The link, which cannot be taken again; null when there is none of that purpose. */
  takeLink(sha256: Uint8Array, purpose: LinkPurpose): Promise<SignInLink | null>;
  /** Whose account it is; null when it is nobody's. */
  findByIdentity(identity: OpenidIdentity): Promise<User | null>;
  /**
   * Makes it the person's, in place of the one that they had of that issuer, and ends their sessions and links. False when it is
   * somebody else's.
   */
  connectIdentity(key: UserKey, identity: OpenidIdentity, deed: NotedDeed): Promise<boolean>;
  startSession(session: Session): Promise<void>;
  /** The session with its person as both are now. */
  findSession(sha256: Uint8Array): Promise<{ readonly session: Session; readonly user: User } | null>;
  touchSession(sha256: Uint8Array, at: Instant): Promise<void>;
  endSession(sha256: Uint8Array): Promise<void>;
  /** Of the person, the last used first; ended ones too, until they are purged. */
  listSessions(key: UserKey): Promise<readonly Session[]>;
  /** Ends one session of the person, or all with their links when null; returns how many sessions ended. */
  endSessions(key: UserKey, sha256: Uint8Array | null, deed: NotedDeed): Promise<number>;
  /** Forgets sessions and links that ended before. */
  purgeExpired(before: Instant): Promise<void>;
}
