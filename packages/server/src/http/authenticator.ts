/** Authentication: turns the credentials of a request into a principal, or refuses it. */
import { hash, timingSafeEqual } from 'node:crypto';
import { SCOPES_OF_ROLE } from '@parley/contract/scopes';
import { isKeyInForce, KEY_PREFIX_LENGTH, type StoredApiKey } from '../model/api-key.ts';
import { type TenantId, tenantId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { Clock } from '../platform/clock.ts';
import { IpList } from '../platform/ip-list.ts';
import type { Logger } from '../platform/logger.ts';
import { findSession, type SignedIn } from '../services/people/sessions.ts';
import type { KeyStore } from '../store/key-store.ts';
import type { UserStore } from '../store/user-store.ts';
import { ApiError } from './api-error.ts';
import { type Principal, unauthorized } from './principal.ts';
import type { ApiRequest } from './route.ts';
import { requireOwnPage } from './same-origin.ts';
import { readSessionToken } from './session-cookie.ts';

interface Credentials {
  /** null when the request names none, as with a Bearer token, which implies its own tenant. */
  readonly tenant: TenantId | null;
  readonly key: string;
}

export interface AuthenticatorOptions {
  readonly keys: Pick<KeyStore, 'findByPrefix' | 'touch'>;
  readonly users: Pick<UserStore, 'findSession' | 'touchSession'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Domains whose first label names the tenant, in lower case. */
  readonly tenantDomains: readonly string[];
}

const TOUCH_EVERY_MS = 60_000;
/** Compared with when the key does not exist, so that an unknown prefix takes as long as a wrong key. */
const NO_DIGEST = Buffer.alloc(32);

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #touchedAtMs = new Map<string, number>();

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /**
   * By key where the request names one, else by the session of its cookie. `isChange`: the request asks for more than to
   * read. @throws ApiError `unauthorized`, the same for every reason; `ipNotAllowed`; `foreignOrigin`
   */
  async authenticate(request: ApiRequest, isChange: boolean): Promise<Principal> {
    const token = request.headers.authorization === undefined ? readSessionToken(request) : null;
    const principal = token === null ? await this.#byKey(request) : await this.#bySession(request, token);
    const hostTenants = [request.headers.host, request.host].map((host) => this.#tenantOfHost(host));
    if (hostTenants.some((tenant) => tenant !== null && tenant !== principal.tenantId)) throw unauthorized(request);
    if (principal.person !== null && isChange) requireOwnPage(request);
    return principal;
  }

  async #byKey(request: ApiRequest): Promise<Principal> {
    const { clock, keys } = this.#options;
    const credentials = readCredentials(request.headers.authorization);
    const stored = credentials === null ? null : await keys.findByPrefix(credentials.key.slice(0, KEY_PREFIX_LENGTH));
    const digest = hash('sha256', credentials?.key ?? '', 'buffer');
    const isKey = timingSafeEqual(digest, stored?.sha256 ?? NO_DIGEST);
    if (credentials === null || stored === null || !isKey || !isKeyInForce(stored, instant(clock.nowMs())))
      throw unauthorized(request);
    if (credentials.tenant !== null && credentials.tenant !== stored.tenantId) throw unauthorized(request);
    if (!isIpAllowed(stored.allowedIps, request.ip)) throw ApiError.of('ipNotAllowed');
    this.#touch(stored);
    return this.#principalOfKey(stored);
  }

  #principalOfKey(key: StoredApiKey): Principal {
    const { clock, keys } = this.#options;
    const { tenantId, projectIds, queueIds, scopes, startSemantics, name, prefix, expiresAt } = key;
    const isInForce = async () => {
      const now = await keys.findByPrefix(prefix);
      return now !== null && isKeyInForce(now, instant(clock.nowMs()));
    };
    const identity = { subject: `key ${prefix}`, name, person: null, signedIn: null, actor: { keyPrefix: prefix } };
    return { ...identity, tenantId, projectIds, queueIds, scopes, startSemantics, expiresAt, isInForce };
  }

  async #bySession(request: ApiRequest, token: string): Promise<Principal> {
    const { clock, users } = this.#options;
    const find = () => findSession(users, token, instant(clock.nowMs()));
    const found = await find();
    if (found === null) throw unauthorized(request);
    return principalOfSession(found, async () => (await find()) !== null);
  }

  /** The label before a configured domain, which need not be a tenant; null for any other host. */
  #tenantOfHost(host: string | undefined): string | null {
    const name = (host ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
    const domain = this.#options.tenantDomains.find((known) => name.endsWith(`.${known}`));
    return domain === undefined ? null : name.slice(0, -domain.length - 1);
  }

  #touch({ prefix }: StoredApiKey): void {
    const { keys, clock, logger } = this.#options;
    const nowMs = clock.nowMs();
    if (nowMs - (this.#touchedAtMs.get(prefix) ?? Number.NEGATIVE_INFINITY) < TOUCH_EVERY_MS) return;
    this.#touchedAtMs.set(prefix, nowMs);
    // Not awaited, and a failure must not fail the request.
    keys.touch(prefix, instant(nowMs)).catch((error: unknown) => {
      logger.warn({ err: error, key: prefix }, 'the last use of a key could not be stored');
    });
  }
}

/** A person as the principal of a session; `start` means a chat id to them. */
export function principalOfSession({ session, user }: SignedIn, isInForce: () => Promise<boolean>): Principal {
  const { tenantId, login, name, role, projectIds, queueIds } = user;
  return {
    // Sessions of a person end one by one.
    subject: `session ${Buffer.from(session.sha256).toString('hex')}`,
    name,
    person: { login, role },
    signedIn: { session, user },
    actor: { login },
    tenantId,
    projectIds,
    queueIds,
    scopes: SCOPES_OF_ROLE[role],
    startSemantics: 'id',
    expiresAt: session.expiresAt,
    isInForce,
  };
}

function readCredentials(authorization: string | undefined): Credentials | null {
  const [, scheme = '', value = ''] = /^(\w+) +([^\s]+) *$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return { tenant: null, key: value };
  if (scheme.toLowerCase() !== 'basic') return null;
  const text = Buffer.from(value, 'base64').toString();
  const colon = text.indexOf(':');
  const tenant = tenantId(text.slice(0, Math.max(colon, 0)).toLowerCase());
  return tenant === null ? null : { tenant, key: text.slice(colon + 1) };
}

/** `allowed` holds addresses and CIDR ranges; empty allows any. */
function isIpAllowed(allowed: readonly string[], ip: string): boolean {
  return allowed.length === 0 || new IpList(allowed).has(ip);
}
