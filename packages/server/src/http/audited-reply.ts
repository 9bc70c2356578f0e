/** Notes a reply that holds chats in the audit log: who asked, for what, and how many were sent. */
import type { ReadAction } from '@parley/contract';
import { auditedFilters } from '../chat-log/privacy/audited-filters.ts';
import type { AuditedFilter } from '../model/audit.ts';
import type { ChatId, ProjectScope } from '../model/ids.ts';
import type { NewRead, ReadTally } from '../services/audit/read-tally.ts';
import type { Principal } from './principal.ts';
import type { ApiRequest, ReadFacts, Reply } from './route.ts';

export interface AuditedRequest {
  readonly action: ReadAction;
  readonly principal: Principal;
  readonly project: ProjectScope;
  /** null where filters choose the chats. */
  readonly chatId: ChatId | null;
  readonly query: ApiRequest['query'];
}

/** The reply to send. One that is sent while it is read adds its chats when it ends, however it ends. */
export function noteRead(tally: ReadTally, request: AuditedRequest, reply: Reply<unknown>): Reply<unknown> {
  const { read = { rows: () => 0 }, body } = reply;
  const addRows = tally.count(kindOf(request, read));
  if (body.kind === 'stream') {
    return { ...reply, body: { kind: 'stream', pieces: noting(body.pieces, () => addRows(read.rows())) } };
  }
  addRows(read.rows());
  return reply;
}

function kindOf(
  { action, principal, project: { tenantId, projectId }, chatId, query }: AuditedRequest,
  read: ReadFacts,
): NewRead {
  const { format = null }: { readonly format?: NewRead['format'] } = read;
  const named = chatId ?? read.chatId ?? null;
  const filters = auditedFilters(query.parameters);
  return {
    tenantId,
    projectId,
    actor: principal.actor,
    action: action === 'chats.listed' ? listAction(filters, format) : action,
    target: named === null ? null : `chat ${named}`,
    format,
    filters,
  };
}

function listAction(filters: readonly AuditedFilter[], format: NewRead['format']): ReadAction {
  if (format !== null) return 'chats.exported';
  return filters.some(({ name }) => name === 'q') ? 'chats.searched' : 'chats.listed';
}

async function* noting(pieces: AsyncIterable<Uint8Array>, onEnd: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } finally {
    onEnd();
  }
}
