/** Who read, removed and administered what, as the API tells administrators. */
import type { AuditLine, AuditReply } from '@parley/contract';
import { stringifySearch } from '../search/search-text.ts';
import { callApi } from './call-api.ts';
import { nextParameter } from './next-link.ts';

export type { AuditLine };

/** By the parameters of the API. */
export type AuditQuery = Readonly<Partial<Record<'actor' | 'action' | 'projectid' | 'from' | 'to', string>>>;

export interface AuditPage {
  /** The newest first. */
  readonly lines: readonly AuditLine[];
  /** Where the next page begins; null at the end. */
  readonly nextCursor: string | null;
}

/** `cursor` null reads the first page. */
export async function readAuditPage(
  query: AuditQuery,
  { cursor, signal }: { readonly cursor: string | null; readonly signal: AbortSignal },
): Promise<AuditPage> {
  const place = cursor === null ? {} : { cursor };
  const { body, headers } = await callApi<AuditReply>(`/v2/audit${stringifySearch({ ...query, ...place })}`, {
    signal,
  });
  return { lines: body.response, nextCursor: nextParameter(headers.get('link'), 'cursor') };
}
