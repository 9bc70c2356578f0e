/** `GET /openapi.json`: the description of the API, as it is committed in the contract. */
import openapi from '@parley/contract/openapi.json' with { type: 'json' };
import { jsonReply, type Route } from '../../route.ts';

export function getOpenapi(): Route {
  return { operationId: 'getOpenapi', method: 'GET', path: '/openapi.json', handle: async () => jsonReply(openapi) };
}
