/** People, their sessions and the links that sign them in, as the store offers them. */
import type { TenantId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { NewUser, Session, SignInLink, User, UserKey } from '../model/user.ts';

/** What can change of a person. Each change ends all of the person's sessions and links. */
export type UserChange = Partial<
  Pick<User, 'name' | 'role' | 'projectIds' | 'queueIds' | 'passwordHash' | 'disabledAt'>
>;

export interface UserStore {
  /** False when the tenant has somebody of that login. */
  create(user: NewUser): Promise<boolean>;
  find(key: UserKey): Promise<User | null>;
  /** Of the tenant, by login; of every tenant when null, which only the operator's own commands may ask. */
  list(tenantId: TenantId | null): Promise<readonly User[]>;
  /** False when there is nobody of that login. */
  change(key: UserKey, change: UserChange): Promise<boolean>;
  /** Takes the place of the person's earlier links. */
  createLink(link: SignInLink): Promise<void>;
  /** The link, which cannot be taken again; null when there is none. */
  takeLink(sha256: Uint8Array): Promise<SignInLink | null>;
  startSession(session: Session): Promise<void>;
  /** The session with its person as both are now. */
  findSession(sha256: Uint8Array): Promise<{ readonly session: Session; readonly user: User } | null>;
  touchSession(sha256: Uint8Array, at: Instant): Promise<void>;
  endSession(sha256: Uint8Array): Promise<void>;
  /** Forgets sessions and links that ended before. */
  purgeExpired(before: Instant): Promise<void>;
}
