/** Authentication: turns the credentials of a request into a principal, or refuses it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Scope } from '@parley/contract/scopes';
import { KEY_PREFIX_LENGTH, type StoredApiKey } from '../model/api-key.ts';
import { type TenantId, tenantId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { Clock } from '../platform/clock.ts';
import { IpList } from '../platform/ip-list.ts';
import type { Logger } from '../platform/logger.ts';
import type { KeyStore } from '../store/chat-store.ts';
import { ApiError } from './api-error.ts';
import { isInForce } from './key-watch.ts';
import type { ApiRequest } from './route.ts';

export interface Principal {
  readonly tenantId: TenantId;
  readonly key: StoredApiKey;
}

interface Credentials {
  /** null when the request names none, as with a Bearer token, which implies its own tenant. */
  readonly tenant: TenantId | null;
  readonly key: string;
}

export interface AuthenticatorOptions {
  readonly keys: Pick<KeyStore, 'findByPrefix' | 'touch'>;
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

  /** @throws ApiError `unauthorized`, the same for every reason; `ipNotAllowed`. */
  async authenticate(request: ApiRequest): Promise<Principal> {
    const credentials = readCredentials(request.headers.authorization);
    const stored = credentials === null ? null : await this.#findKey(credentials.key);
    const digest = createHash('sha256')
      .update(credentials?.key ?? '')
      .digest();
    const isKey = timingSafeEqual(digest, stored?.sha256 ?? NO_DIGEST);
    if (credentials === null || stored === null || !isKey || !isInForce(stored, this.#options.clock.nowMs()))
      throw unauthorized();
    if (credentials.tenant !== null && credentials.tenant !== stored.tenantId) throw unauthorized();
    const hostTenants = [request.headers.host, request.host].map((host) => this.#tenantOfHost(host));
    if (hostTenants.some((tenant) => tenant !== null && tenant !== stored.tenantId)) throw unauthorized();
    if (!isIpAllowed(stored.allowedIps, request.ip)) throw ApiError.of('ipNotAllowed');
    this.#touch(stored);
    return { tenantId: stored.tenantId, key: stored };
  }

  async #findKey(key: string): Promise<StoredApiKey | null> {
    return this.#options.keys.findByPrefix(key.slice(0, KEY_PREFIX_LENGTH));
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

/**
 * The first of the scopes that the principal has, null when any key will do; `admin` includes every scope.
 *
 * @throws ApiError `scopeMissing`
 */
export function requireScope<S extends Scope>({ key }: Principal, scopes: readonly S[]): S | null {
  const [first = null] = scopes;
  if (first === null) return null;
  const found = scopes.find((scope) => key.scopes.includes(scope) || key.scopes.includes('admin'));
  if (found === undefined) throw ApiError.of('scopeMissing', { slots: { scope: first } });
  return found;
}

/** The same for every reason. */
export function unauthorized(): ApiError {
  return ApiError.of('unauthorized', {
    headers: { 'www-authenticate': 'Basic realm="Parley", charset="UTF-8"' },
  });
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
