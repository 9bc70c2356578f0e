/** `GET /openapi.json`: the description of the API, as it is committed in the contract. */
import openapi from '@parley/contract/openapi.json' with { type: 'json' };
import type { OperationHandler } from '../../operation-routes.ts';
import { jsonReply } from '../../route.ts';

export const getOpenapi: OperationHandler<'getOpenapi'> = async () => jsonReply(openapi);
