/** The types of tickets of a project: listed, made and changed. */
import { DeskTicketTypeRequest } from '@parley/contract';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';

export const listTicketTypes: OperationHandler<'listTicketTypes'> = async (request) => {
  requireNoParameters(request);
  return jsonReply({ response: [...(await request.project.desk.listChoices('ticketType'))], errors: [] });
};

export function createTicketType(): OperationHandler<'createTicketType'> {
  const readBody = bodyReader(DeskTicketTypeRequest);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const { desk } = request.project;
    const made = await desk.saveChoice('ticketType', null, (ticketTypeId) => ({ ticketTypeId, ...body }));
    return jsonReply({ response: made, errors: [] });
  };
}

export function changeTicketType(): OperationHandler<'changeTicketType'> {
  const readBody = bodyReader(DeskTicketTypeRequest);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const { desk } = request.project;
    const known = await desk.listChoices('ticketType');
    const { ticketTypeId } = request;
    if (!known.some((one) => one.ticketTypeId === ticketTypeId)) throw ApiError.notFound('ticketTypeId');
    const changed = await desk.saveChoice('ticketType', ticketTypeId, () => ({ ticketTypeId, ...body }));
    return jsonReply({ response: changed, errors: [] });
  };
}
