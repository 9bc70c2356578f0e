/** Makes what robots need in a project: agents, a queue and a site, each once. */
import type { DeskAgent, DeskQueue, DeskSite } from '@parley/contract';
import type { RobotNetwork } from './robot-network.ts';

/** Login names of robots begin with it, so that nobody takes them for people. */
const LOGIN = 'robot';
/** Of the queue and the site. */
const NAME = 'Robots';
const AGENT_NAMES = ['Robin', 'Alex', 'Kim', 'Sam', 'Charlie', 'Jo', 'Max', 'Toni'];

export interface RobotDesk {
  readonly siteKey: string;
  readonly agents: readonly Pick<DeskAgent, 'agentId' | 'name'>[];
}

export interface RobotDeskParts {
  readonly network: RobotNetwork;
  readonly authorization: string;
  readonly projectId: number;
  readonly agents: number;
  /** The site to write to; null: one of the robots' own. */
  readonly siteKey: string | null;
}

/** The sentence says what to do. */
export class RobotRefused extends Error {
  override readonly name = 'RobotRefused';
}

/** @throws RobotRefused when the server does not let it, or there is no such site */
export async function prepareDesk(parts: RobotDeskParts): Promise<RobotDesk> {
  const { projectId, siteKey } = parts;
  const root = `/v2/projects/${projectId}/desk`;
  const agents = await prepareAgents(parts, root);
  const memberIds = agents.map(({ agentId }) => agentId);
  const sites = await ask<readonly DeskSite[]>(parts, 'GET', `${root}/sites`);
  const site = sites.find((one) => (siteKey === null ? one.name === NAME : one.siteKey === siteKey));
  if (siteKey !== null && site === undefined) throw new RobotRefused(`project ${projectId} has no site ${siteKey}`);
  const queues = await ask<readonly DeskQueue[]>(parts, 'GET', `${root}/queues`);
  const queue = queues.find((one) => (site === undefined ? one.name === NAME : one.queueId === site.queueId));
  if (queue === undefined) {
    const made = await ask<DeskQueue>(parts, 'POST', `${root}/queues`, { name: NAME, memberIds });
    return { siteKey: (site ?? (await makeSite(parts, root, made.queueId))).siteKey, agents };
  }
  const missing = memberIds.filter((id) => !queue.memberIds.includes(id));
  if (missing.length > 0) {
    const change = { memberIds: [...queue.memberIds, ...missing] };
    await ask(parts, 'PATCH', `${root}/queues/${queue.queueId}`, change);
  }
  return { siteKey: (site ?? (await makeSite(parts, root, queue.queueId))).siteKey, agents };
}

function makeSite(parts: RobotDeskParts, root: string, queueId: number): Promise<DeskSite> {
  return ask<DeskSite>(parts, 'POST', `${root}/sites`, { name: NAME, queueId });
}

async function prepareAgents(parts: RobotDeskParts, root: string): Promise<readonly DeskAgent[]> {
  const known = await ask<readonly DeskAgent[]>(parts, 'GET', `${root}/agents`);
  const agents: DeskAgent[] = [];
  for (let at = 0; at < parts.agents; at += 1) {
    const login = `${LOGIN}${at + 1}`;
    const found = known.find((agent) => agent.login === login);
    agents.push(found ?? (await makeAgent(parts, root, login, AGENT_NAMES[at % AGENT_NAMES.length] ?? login)));
  }
  return agents;
}

async function makeAgent(parts: RobotDeskParts, root: string, login: string, name: string): Promise<DeskAgent> {
  const person = { login, name, role: 'agent', projectIds: null, queueIds: null };
  // The person may be an agent of another project already.
  await ask(parts, 'POST', '/v2/people', person, ['error.already_exists']);
  return ask<DeskAgent>(parts, 'POST', `${root}/agents`, { login, name });
}

/** Until it is answered, or everything ends. */
async function ask<T>(
  { network, authorization }: RobotDeskParts,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
  isFine: readonly string[] = [],
): Promise<T> {
  const reply = await network.call(method, path, authorization, body).catch((error: unknown) => {
    throw new RobotRefused('the server does not answer; check the address', { cause: error });
  });
  if (reply.status === 200 || isFine.includes(reply.code)) return reply.value as T;
  throw new RobotRefused(`the server refuses: ${reply.message}`);
}
