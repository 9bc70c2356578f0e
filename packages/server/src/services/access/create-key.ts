/** Makes an API key: random text for the client, its digest for the store. Never keeps or logs the text. */
import { createHash } from 'node:crypto';
import { type AccessLimits, isWithin } from '../../model/access-limits.ts';
import { KEY_PREFIX_LENGTH, type NewApiKey } from '../../model/api-key.ts';
import type { AdminDeed } from '../../model/audit.ts';
import type { ProjectId } from '../../model/ids.ts';
import { isAddressOrRange } from '../../platform/ip-list.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { limitsText } from './limits-text.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const MARK = 'pk';
/** 62^32 is more than 2^190, so the secret part has well over the required 128 bits. */
const SECRET_LENGTH = 32;

/** What is asked for; the rest of the key is made here. */
export type KeyRequest = Omit<NewApiKey, 'prefix' | 'sha256' | 'createdAt'>;

/** `key` is the full text, which is stored nowhere; `prefix` is its first characters. */
export type CreatedKey =
  | { readonly key: string; readonly prefix: string }
  | { readonly refused: 'tenant-has-no-project' | 'beyond-own-limits' | 'expired-already' }
  | { readonly refused: 'project-not-found'; readonly projectId: ProjectId }
  | { readonly refused: 'bad-address'; readonly address: string };

/**
 * The new key, or why there is none; commits. `expiresAt` must be after the deed. `own`: what whoever asks is limited to;
 * the operator is to nothing.
 */
export async function createKey(
  store: Pick<ChatStore, 'listProjects' | 'keys'>,
  request: KeyRequest,
  { at, actor }: AdminDeed,
  randomness: Randomness,
  own: AccessLimits = { projectIds: null, queueIds: null },
): Promise<CreatedKey> {
  if (!isWithin(own, request)) return { refused: 'beyond-own-limits' };
  if (request.expiresAt !== null && request.expiresAt <= at) return { refused: 'expired-already' };
  const badAddress = request.allowedIps.find((address) => !isAddressOrRange(address));
  if (badAddress !== undefined) return { refused: 'bad-address', address: badAddress };
  const projects = await store.listProjects(request.tenantId);
  if (projects.length === 0) return { refused: 'tenant-has-no-project' };
  const missing = request.projectIds?.find((id) => !projects.some((project) => project.projectId === id));
  if (missing !== undefined) return { refused: 'project-not-found', projectId: missing };
  const key = newKeyText(randomness);
  const prefix = key.slice(0, KEY_PREFIX_LENGTH);
  const target = `key ${prefix}: ${request.scopes.join(', ')}, ${limitsText(request)}`;
  await store.keys.create(
    { ...request, prefix, sha256: createHash('sha256').update(key).digest(), createdAt: at },
    { at, actor, action: 'key.created', target },
  );
  return { key, prefix };
}

/** `pk`, ten characters that identify the key, and a secret part; letters and digits only, because it may appear in URLs. */
export function newKeyText(randomness: Randomness): string {
  const length = KEY_PREFIX_LENGTH - MARK.length + SECRET_LENGTH;
  const characters = Array.from({ length }, () => ALPHABET[randomness.integerBelow(ALPHABET.length)] ?? '');
  return MARK + characters.join('');
}
