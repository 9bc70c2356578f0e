/** Creates an API key: random text for the client, its digest for the store. Never keeps or logs the text. */
import { createHash } from 'node:crypto';
import { KEY_PREFIX_LENGTH, type NewApiKey } from '../../model/api-key.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { isAddressOrRange } from '../../platform/ip-list.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { ChatStore } from '../../store/chat-store.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const MARK = 'pk';
/** 62^32 is more than 2^190, so the secret part has well over the required 128 bits. */
const SECRET_LENGTH = 32;

/** What is asked for; the rest of the key is made here. */
export type KeyRequest = Omit<NewApiKey, 'prefix' | 'sha256' | 'createdAt'>;

/** `key` is the full text, which is stored nowhere; `prefix` is its first characters. */
export type CreatedKey =
  | { readonly key: string; readonly prefix: string }
  | { readonly refused: 'tenant-has-no-project' }
  | { readonly refused: 'project-not-found'; readonly projectId: ProjectId }
  | { readonly refused: 'bad-address'; readonly address: string }
  | { readonly refused: 'expired-already' };

/** The new key, or why there is none; commits. `expiresAt` must be after `createdAt`. */
export async function createKey(
  store: Pick<ChatStore, 'listProjects' | 'keys'>,
  request: KeyRequest,
  createdAt: Instant,
  randomness: Randomness,
): Promise<CreatedKey> {
  if (request.expiresAt !== null && request.expiresAt <= createdAt) return { refused: 'expired-already' };
  const badAddress = request.allowedIps.find((address) => !isAddressOrRange(address));
  if (badAddress !== undefined) return { refused: 'bad-address', address: badAddress };
  const projects = await store.listProjects(request.tenantId);
  if (projects.length === 0) return { refused: 'tenant-has-no-project' };
  const missing = request.projectIds?.find((id) => !projects.some((project) => project.projectId === id));
  if (missing !== undefined) return { refused: 'project-not-found', projectId: missing };
  const key = newKeyText(randomness);
  const prefix = key.slice(0, KEY_PREFIX_LENGTH);
  await store.keys.create({ ...request, prefix, sha256: createHash('sha256').update(key).digest(), createdAt });
  return { key, prefix };
}

/** `pk`, ten characters that identify the key, and a secret part; letters and digits only, because it may appear in URLs. */
export function newKeyText(randomness: Randomness): string {
  const length = KEY_PREFIX_LENGTH - MARK.length + SECRET_LENGTH;
  const characters = Array.from({ length }, () => ALPHABET[randomness.integerBelow(ALPHABET.length)] ?? '');
  return MARK + characters.join('');
}
