/** `GET /v2/people`: the people who see no more than whoever asks. */
import { isWithin } from '../../../model/access-limits.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { printPerson } from './print-access.ts';

export function listPeople({ users }: Pick<ChatStore, 'users'>): OperationHandler<'listPeople'> {
  return async (request) => {
    requireNoParameters(request);
    const { principal } = request;
    const people = (await users.list(principal.tenantId)).filter((user) => isWithin(principal, user));
    return jsonReply({ response: people.map(printPerson), errors: [] });
  };
}
