/** `POST /v2/live/attachments` and `PUT …/{attachmentId}`: files of visitors. */
import { type LimitReached, MEGABYTE } from '../../../services/visitors/visitor-limits.ts';
import type { StreamClaims } from '../../../services/visitors/visitor-tokens.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { type ApiRequest, jsonReply } from '../../route.ts';
import { requireVisitor } from '../live/find-site.ts';
import type { LiveDeps } from '../live/live-deps.ts';
import { bodyReserver } from './reserve-body.ts';
import { printReserved, uploadBody } from './upload-body.ts';

export function reserveVisitorAttachment(deps: LiveDeps): OperationHandler<'reserveVisitorAttachment'> {
  const reserve = bodyReserver(deps);
  return async (request) => {
    requireNoParameters(request);
    const { project, site, claims } = await requireWriter(deps, request);
    const acting = { visitor: claims.visitorId, address: `${request.ip} ${site.siteKey}` };
    const allow = (bytes: number) => {
      const names = ['uploadsOfAddress', 'uploadsOfVisitor', 'bytesOfAddress', 'bytesOfVisitor'] as const;
      const reached = deps.limits.count(names, acting, deps.clock.nowMs(), bytes);
      if (reached !== null) throw limitError(reached);
    };
    const reserved = await reserve(request, { project, sender: senderOf(claims), allow });
    const response = printReserved(reserved, `/v2/live/attachments/${reserved.attachmentId}`);
    return jsonReply({ response, errors: [] });
  };
}

export function uploadVisitorAttachment(deps: LiveDeps): OperationHandler<'uploadVisitorAttachment'> {
  return async (request) => {
    requireNoParameters(request);
    const { attachmentId } = request;
    const { project, claims } = await requireWriter(deps, request);
    const uploaded = await uploadBody(deps, request, { project, attachmentId, sender: senderOf(claims) });
    const response = printReserved(uploaded, `/v2/live/attachments/${uploaded.attachmentId}`);
    return jsonReply({ response, errors: [] });
  };
}

/** @throws ApiError as `requireVisitor`; `identityNeeded` */
async function requireWriter(deps: LiveDeps, request: ApiRequest) {
  const visitor = await requireVisitor(deps, request);
  if (visitor.site.isVerifiedOnly && !visitor.claims.isVerified) throw ApiError.of('identityNeeded');
  return visitor;
}

/** As commands of the visitor are known. */
function senderOf({ visitorId }: StreamClaims): string {
  return `visitor ${visitorId}`;
}

function limitError({ name, limit, waitMs }: LimitReached): ApiError {
  const slots = {
    limit: name.startsWith('bytes') ? `${limit / MEGABYTE} MB` : `${limit} files`,
    subject: name.endsWith('OfAddress') ? 'address' : 'visitor',
  };
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) };
  return ApiError.of('tooManyUploads', { slots, headers });
}
