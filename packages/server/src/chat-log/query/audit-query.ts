/** Turns the parameters of a request for the audit log into a query, or refuses them. Used by its route. */
import { AUDIT_ACTIONS, type Refusal, USUAL_AUDIT_PAGE } from '@parley/contract';
import { type AuditQuery, readPlace } from '../../model/audit.ts';
import { projectId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { type ParameterInput, parseParameters } from './parse-parameters.ts';
import { type QueryPair, shorten } from './query-string.ts';
import { conflict } from './selection-query.ts';

export interface AuditRequest {
  readonly query: Omit<AuditQuery, 'tenantId'>;
  /** What a link to the next page repeats besides its own `cursor`. */
  readonly linkParameters: readonly QueryPair[];
}

/** Reads the parameters of the audit log; the first wrong one is refused. */
export function readAuditQuery(
  input: Omit<ParameterInput, 'projectId'>,
): { readonly query: AuditRequest; readonly warnings: readonly string[] } | { readonly refused: Refusal } {
  const given = parseParameters('getAudit', { ...input, projectId: null });
  if ('refused' in given) return given;
  const { values, warnings, kept } = given;
  const [from = null, to = null] = ['from', 'to'].map((name) => instantOf(values.get(name)));
  if (from !== null && to !== null && from >= to)
    return { refused: conflict('from', 'to', 'leave no time between them') };
  const cursor = values.get('cursor');
  const after = cursor === undefined ? null : readPlace(cursor);
  if (cursor !== undefined && after === null) {
    const slots = { name: 'cursor', expected: 'as it came in a Link', found: JSON.stringify(shorten(cursor)) };
    return { refused: { error: 'malformedValue', property: 'cursor', slots } };
  }
  const project = values.get('projectid');
  const query = {
    kind: null,
    projectIds: project === undefined ? null : [projectId(Number(project))],
    actor: values.get('actor') ?? null,
    action: AUDIT_ACTIONS.find((name) => name === values.get('action')) ?? null,
    from,
    before: to,
    after,
    limit: Number(values.get('limit') ?? USUAL_AUDIT_PAGE),
  };
  return { query: { query, linkParameters: kept.filter(([name]) => name !== 'cursor') }, warnings };
}

function instantOf(text: string | undefined) {
  return text === undefined ? null : instant(Date.parse(text));
}
