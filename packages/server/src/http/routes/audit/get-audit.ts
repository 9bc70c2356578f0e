/** `GET /v2/audit`: who read, removed and administered what. */
import type { AuditLine as PrintedLine } from '@parley/contract';
import { readAuditQuery } from '../../../chat-log/query/audit-query.ts';
import { type AuditLine, actorText, placeText } from '../../../model/audit.ts';
import { utcText } from '../../../model/instant.ts';
import { readProject } from '../../../services/access/visible-projects.ts';
import { readAudit } from '../../../services/audit/read-audit.ts';
import type { ReadTally } from '../../../services/audit/read-tally.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { nextLink } from '../../next-link.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readingHeaders, readJsonQuery } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

/** What this server has counted comes first, so that nobody misses what they have just done. */
export function getAudit(store: Pick<ChatStore, 'audit' | 'project'>, reads: ReadTally): OperationHandler<'getAudit'> {
  return async (request) => {
    const { principal } = request;
    const { query: asked, warnings } = readJsonQuery(request, readAuditQuery);
    for (const id of asked.query.projectIds ?? []) {
      if ((await readProject(store, principal, id)) === null) throw ApiError.notFound('projectid');
    }
    await reads.flush();
    const { lines, lastOfPage } = await readAudit(store, principal, asked.query);
    const reply = jsonReply({ response: lines.map(printLine), errors: [] as never[] });
    const link =
      lastOfPage === null ? {} : nextLink(request, [...asked.linkParameters, ['cursor', placeText(lastOfPage)]]);
    return { ...reply, headers: { ...reply.headers, ...link, ...readingHeaders(null, warnings) } };
  };
}

function printLine(line: AuditLine): PrintedLine {
  const { action, target } = line;
  const projectid = line.kind === 'deed' ? null : line.projectId;
  const facts = { at: utcText(line.at), projectid, actor: actorText(line.actor), action, target };
  if (line.kind !== 'reads') {
    const reason = line.kind === 'removal' ? line.reason : null;
    return { ...facts, reason, format: null, filters: [], requests: null, rows: null };
  }
  const { format, filters, requests, rows } = line;
  const copied = filters === null ? null : filters.map((one) => ({ ...one }));
  return { ...facts, reason: null, format, filters: copied, requests, rows };
}
