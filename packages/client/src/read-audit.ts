/** Reads the audit log page by page. Used by the client. */
import type { AuditLine, AuditReply } from './contract-types.ts';
import type { HttpClient } from './http-client.ts';
import { targetOf } from './query.ts';
import { type OptionNames, requireOptions } from './require-options.ts';

export interface AuditOptions {
  /** Only what they did, spelt as in the field `actor`: `user anna`, `key pk0123456789`, `operator`. */
  readonly actor?: string;
  readonly action?: AuditLine['action'];
  readonly projectid?: number;
  /** Only what was done at this instant or later, in ISO 8601 with an offset. */
  readonly from?: string;
  /** Only what was done before this instant. */
  readonly to?: string;
  /** Lines in each page; the iteration goes on to the end all the same. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

const OPTIONS: OptionNames<AuditOptions> = {
  actor: true,
  action: true,
  projectid: true,
  from: true,
  to: true,
  limit: true,
  signal: true,
};

/** The newest first. @throws ParleyError while iterating */
export async function* readAudit(http: HttpClient, options: AuditOptions): AsyncGenerator<AuditLine, void, undefined> {
  requireOptions(options, OPTIONS);
  const { signal, ...values } = options;
  for (let cursor: string | undefined; ; ) {
    const { body, headers } = await http.json<AuditReply>(targetOf('/v2/audit', { ...values, cursor }), { signal });
    yield* body.response;
    cursor = cursorIn(headers.get('link'));
    if (cursor === undefined) return;
  }
}

/** Of `<address>; rel="next"`; undefined at the end. */
function cursorIn(link: string | null): string | undefined {
  if (link === null) return undefined;
  return new URL(link.slice(1, link.indexOf('>'))).searchParams.get('cursor') ?? undefined;
}
