/** The sites of a project: listed, made and changed. */
import { createPublicKey } from 'node:crypto';
import { type DeskSite, DeskSiteChange, DeskSiteRequest } from '@parley/contract';
import type { ProjectStore } from '../../../store/chat-store.ts';
import type { SiteSettings } from '../../../store/live-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import type { LiveDeps } from '../live/live-deps.ts';

const LONGEST_BODY = 65_536;
const KEY_BYTES = 15;
const EMPTY: Omit<SiteSettings, 'siteId' | 'siteKey' | 'name' | 'queueId'> = {
  allowedOrigins: [],
  addressPrivacy: 'network',
  keptParameters: [],
  isNamedInLog: true,
  isVerifiedOnly: false,
  identity: null,
};

export const listDeskSites: OperationHandler<'listDeskSites'> = async (request) => {
  requireNoParameters(request);
  return jsonReply({ response: (await request.project.desk.listSites()).map(printSite), errors: [] });
};

export function createDeskSite({ randomness }: Pick<LiveDeps, 'randomness'>): OperationHandler<'createDeskSite'> {
  const readBody = bodyReader(DeskSiteRequest, LONGEST_BODY);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const ids = (await request.project.desk.listSites()).map(({ siteId }) => siteId);
    const siteKey = `pk_${Buffer.from(randomness.bytes(KEY_BYTES)).toString('base64url')}`;
    const site = { ...EMPTY, ...body, siteId: Math.max(0, ...ids) + 1, siteKey };
    return jsonReply({ response: await save(request.project, site), errors: [] });
  };
}

export function changeDeskSite(): OperationHandler<'changeDeskSite'> {
  const readBody = bodyReader(DeskSiteChange, LONGEST_BODY);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const known = (await request.project.desk.listSites()).find(({ siteId }) => siteId === request.siteId);
    if (known === undefined) throw ApiError.notFound('siteId');
    return jsonReply({ response: await save(request.project, { ...known, ...body }), errors: [] });
  };
}

/** @throws ApiError `queueNotFound`, `malformedBody` */
async function save({ desk }: ProjectStore, site: SiteSettings): Promise<DeskSite> {
  const queues = await desk.listQueues();
  if (!queues.some(({ settings }) => settings.queueId === site.queueId)) {
    throw ApiError.of('queueNotFound', { property: 'queueId' });
  }
  requireUsable(site);
  await desk.saveSite(site);
  return printSite(site);
}

/** @throws ApiError `malformedBody` for settings with which nobody could write */
function requireUsable({ allowedOrigins, identity, isVerifiedOnly }: SiteSettings): void {
  const odd = allowedOrigins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (odd !== undefined) {
    const right = URL.canParse(odd) ? `; browsers send ${new URL(odd).origin}` : '';
    throw malformedBody('allowedOrigins', `allowedOrigins has ${odd}, which is no origin as browsers send it${right}`);
  }
  if (isVerifiedOnly && identity === null) {
    throw malformedBody('isVerifiedOnly', 'isVerifiedOnly needs an identity, or nobody could ever write');
  }
  if (identity?.algorithm === 'RS256' && !isPublicKey(identity.key)) {
    throw malformedBody('identity.key', 'identity.key must be an RSA public key as PEM (SPKI), of 2048 bits or more');
  }
}

function isPublicKey(pem: string): boolean {
  try {
    const { type, asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem);
    return type === 'public' && asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048;
  } catch {
    return false;
  }
}

/** Without the key of its identities. */
function printSite({ identity, ...site }: SiteSettings): DeskSite {
  return { ...site, identity: identity === null ? null : { algorithm: identity.algorithm } };
}
