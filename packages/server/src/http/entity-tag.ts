/** Weak entity tags of replies about chats: the same tag means the same rows, printed the same way. */
import { hash } from 'node:crypto';

export interface TaggedReply {
  readonly epoch: string;
  /** Of the project's log, read before the reply's first row. */
  readonly version: string;
  /** Every part of the request that changes the reply: query, format, scope. */
  readonly request: readonly string[];
}

export function entityTag({ epoch, version, request }: TaggedReply): string {
  const ofRequest = hash('sha256', JSON.stringify(request), 'hex').slice(0, 16);
  return `W/"${epoch}-${version}-${ofRequest}"`;
}

/** Whether an If-None-Match header names the tag; weak comparison, as RFC 9110 asks for GET. */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = tag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === opaque);
}

/** The headers of every reply about chats. */
export function cacheHeaders(tag: string): Readonly<Record<string, string>> {
  return {
    etag: tag,
    'cache-control': 'private, no-cache',
    vary: 'Authorization, Accept, Accept-Encoding, Prefer',
  };
}
