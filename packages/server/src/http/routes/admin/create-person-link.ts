/** `POST /v2/people/{login}/links`: a link that signs somebody in once. */
import { type PersonLinkReply, PersonLinkRequest } from '@parley/contract';
import { instant, utcText } from '../../../model/instant.ts';
import { addressOfLink, createSignInLink, LINK_WORKS_MS } from '../../../services/people/sign-in-links.ts';
import { ApiError } from '../../api-error.ts';
import { confirmRights } from '../../confirm-rights.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import type { Principal } from '../../principal.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { type ApiRequest, jsonReply, type Reply } from '../../route.ts';
import { type AdminDeps, deedOf } from './admin-deps.ts';
import { findPerson } from './find-person.ts';

export function createPersonLink(deps: AdminDeps): OperationHandler<'createPersonLink'> {
  const readBody = bodyReader(PersonLinkRequest);
  return async (request) => {
    requireNoParameters(request);
    const { login } = await findPerson(deps.store, request);
    const body = await readBody(request);
    await confirmRights(deps, request, body.ownPassword);
    return linkReply(deps, request, login);
  };
}

/** @throws ApiError `personDisabled` */
export async function linkReply(
  deps: AdminDeps,
  { principal, address }: Pick<ApiRequest, 'address'> & { readonly principal: Principal },
  login: string,
): Promise<Reply<PersonLinkReply>> {
  const deed = deedOf(deps, principal);
  const key = { tenantId: principal.tenantId, login };
  const token = await createSignInLink(deps.store.users, key, deed, deps.randomness);
  if (token === null) throw ApiError.of('personDisabled');
  const link = addressOfLink(address.slice(0, address.indexOf('/v2/people')), token);
  const response = { login, link, expiresAt: utcText(instant(deed.at + LINK_WORKS_MS)) };
  return jsonReply({ response, errors: [] });
}
