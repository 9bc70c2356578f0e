/** The agents of a project: listed, made and changed. */
import { type DeskAgent, DeskAgentChange, DeskAgentRequest } from '@parley/contract';
import { instant } from '../../../model/instant.ts';
import type { DeskAgent as StoredAgent } from '../../../store/desk-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';
import type { LiveDeps } from '../live/live-deps.ts';

/** Three web chats. */
const USUAL_CAPACITY = 30;

export const listDeskAgents: OperationHandler<'listDeskAgents'> = async (request) => {
  requireNoParameters(request);
  return jsonReply({ response: (await request.project.desk.listAgents()).map(printAgent), errors: [] });
};

export function createDeskAgent({ store, clock, turns }: LiveDeps): OperationHandler<'createDeskAgent'> {
  const readBody = bodyReader(DeskAgentRequest);
  return async (request) => {
    requireNoParameters(request);
    const { login, ...body } = await readBody(request);
    const { desk, tenantId, projectId } = request.project;
    const person = await store.users.find({ tenantId, login });
    if (person === null) throw ApiError.of('personNotFound', { property: 'login' });
    const agents = await desk.listAgents();
    const agentId = body.agentId ?? Math.max(0, ...agents.map((agent) => agent.agentId)) + 1;
    if (agents.some((agent) => agent.login === login)) {
      throw ApiError.of('alreadyExists', { property: 'login', slots: { what: `an agent with the login ${login}` } });
    }
    if (agents.some((agent) => agent.agentId === agentId)) {
      const slots = { what: `an agent with the number ${agentId}` };
      throw ApiError.of('alreadyExists', { property: 'agentId', slots });
    }
    const { name = person.name, capacity = USUAL_CAPACITY } = body;
    await desk.saveAgent({ agentId, login, name, capacity }, instant(clock.nowMs()));
    turns.tell({ tenantId, projectId, kind: 'agent', agentId });
    return jsonReply({ response: await readAgent(request.project, agentId), errors: [] });
  };
}

export function changeDeskAgent({ clock, turns }: LiveDeps): OperationHandler<'changeDeskAgent'> {
  const readBody = bodyReader(DeskAgentChange);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const { desk, tenantId, projectId } = request.project;
    const { agentId } = request;
    const known = await desk.findAgent(agentId);
    if (known === null) throw ApiError.notFound('agentId');
    const { name = known.name, capacity = known.capacity } = body;
    await desk.saveAgent({ agentId, login: known.login, name, capacity }, instant(clock.nowMs()));
    turns.tell({ tenantId, projectId, kind: 'agent', agentId });
    return jsonReply({ response: await readAgent(request.project, agentId), errors: [] });
  };
}

async function readAgent(
  { desk }: Parameters<typeof listDeskAgents>[0]['project'],
  agentId: number,
): Promise<DeskAgent> {
  const agent = await desk.findAgent(agentId);
  if (agent === null) throw ApiError.notFound('agentId');
  return printAgent(agent);
}

function printAgent({ agentId, login, name, capacity, presence, goneSince, taken }: StoredAgent): DeskAgent {
  return { agentId, login, name, capacity, presence, isConnected: goneSince === null, taken };
}
