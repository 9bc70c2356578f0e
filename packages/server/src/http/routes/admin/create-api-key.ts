/** `POST /v2/keys`: makes a key and sends it this once. */
import { ApiKeyRequest } from '@parley/contract';
import { projectId, queueId } from '../../../model/ids.ts';
import { type Instant, parseOffsetTime } from '../../../model/instant.ts';
import { type CreatedKey, createKey } from '../../../services/access/create-key.ts';
import { ApiError } from '../../api-error.ts';
import { confirmRights } from '../../confirm-rights.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from './admin-deps.ts';
import { printKey } from './print-access.ts';
import { beyondOwnLimits, unknownProject } from './refuse-limits.ts';

export function createApiKey(deps: AdminDeps): OperationHandler<'createApiKey'> {
  const { store, randomness } = deps;
  const readBody = bodyReader(ApiKeyRequest);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const expiresAt = readExpiry(body.expiresAt);
    await confirmRights(deps, request, body.ownPassword);
    const { principal } = request;
    const created = await createKey(
      store,
      {
        tenantId: principal.tenantId,
        name: body.name,
        scopes: body.scopes,
        projectIds: body.projectIds?.map(projectId) ?? null,
        queueIds: body.queueIds?.map(queueId) ?? null,
        startSemantics: body.startSemantics ?? 'id',
        allowedIps: body.allowedIps ?? [],
        expiresAt,
      },
      deedOf(deps, principal),
      randomness,
      principal,
    );
    if ('refused' in created) throw refusal(created);
    const key = await store.keys.findByPrefix(created.prefix);
    if (key === null) throw ApiError.of('outcomeUnknown');
    return jsonReply({ response: { key: created.key, ...printKey(key) }, errors: [] });
  };
}

/** @throws ApiError `malformedBody` */
function readExpiry(text: string | null): Instant | null {
  if (text === null) return null;
  const read = parseOffsetTime(text);
  if (read !== null) return read.instant;
  throw malformedBody('expiresAt', 'expiresAt must be a time with Z or an offset, for example 2027-01-31T00:00:00Z');
}

function refusal(created: Extract<CreatedKey, { readonly refused: string }>): ApiError {
  switch (created.refused) {
    case 'beyond-own-limits':
      return beyondOwnLimits('make a key that sees more than you');
    case 'project-not-found':
      return unknownProject(created.projectId);
    case 'bad-address':
      return malformedBody('allowedIps', `${JSON.stringify(created.address)} is not an address or a range`);
    case 'expired-already':
      return malformedBody('expiresAt', 'expiresAt must be in the future');
    case 'tenant-has-no-project':
      return malformedBody('projectIds', 'there is no project yet');
  }
}
