/** `POST /v2/live/visitors`: gives the page of a visitor what it needs to take part. */
import { LARGEST_COMMAND, VisitorRequest } from '@parley/contract';
import { instant } from '../../../model/instant.ts';
import { startVisitor as start } from '../../../services/visitors/start-visitor.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireVersion } from '../../read-command.ts';
import { readJsonBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { valueChecker } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import { CHALLENGE, findSiteOfPage } from './find-site.ts';
import type { LiveDeps } from './live-deps.ts';

export function startVisitor(deps: LiveDeps): OperationHandler<'startVisitor'> {
  const check = valueChecker(VisitorRequest);
  return async (request) => {
    requireNoParameters(request);
    const { value } = await readJsonBody(request, LARGEST_COMMAND);
    requireVersion(value);
    const body = check(value);
    const { project, site } = await findSiteOfPage(deps, request, body.site);
    const at = instant(deps.clock.nowMs());
    const known = body.visitorToken === undefined ? null : deps.tokens.readVisitor(body.visitorToken, site.siteKey, at);
    if (body.visitorToken !== undefined && known === null) {
      throw ApiError.of('tokenRefused', { property: 'visitorToken', slots: { kind: 'visitor' }, headers: CHALLENGE });
    }
    if (known === null) countNewcomer(deps, `${request.ip} ${site.siteKey}`);
    const newId = () => deps.randomness.uuid();
    const visitor = await start(deps.tokens, { project, site, request: body, known, newId, at });
    if ('refused' in visitor) {
      throw ApiError.of('identityRefused', {
        property: 'identity',
        slots: { reason: visitor.refused },
        headers: CHALLENGE,
      });
    }
    return jsonReply({ response: visitor, errors: [] });
  };
}

function countNewcomer({ limits, clock }: LiveDeps, address: string): void {
  const reached = limits.count(['visitorsOfAddress'], { visitor: '', address }, clock.nowMs());
  if (reached === null) return;
  throw ApiError.of('tooManyVisitors', {
    slots: { limit: String(reached.limit) },
    headers: { 'retry-after': String(Math.ceil(reached.waitMs / 1_000)) },
  });
}
