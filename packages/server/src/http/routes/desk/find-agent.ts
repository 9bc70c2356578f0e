/** The agent as whom a request acts. */
import type { ProjectStore } from '../../../store/chat-store.ts';
import type { DeskAgent } from '../../../store/desk-store.ts';
import { ApiError } from '../../api-error.ts';
import type { Principal } from '../../principal.ts';

/** A person is the agent of their login; a key says who. @throws ApiError `agentNeeded`, `agentNotFound` */
export async function requireAgent(
  { desk }: Pick<ProjectStore, 'desk'>,
  { person }: Pick<Principal, 'person'>,
  actAs: number | null,
): Promise<DeskAgent> {
  if (person === null) {
    if (actAs === null) throw ApiError.of('agentNeeded', { property: 'actAs' });
    const named = await desk.findAgent(actAs);
    if (named === null) throw ApiError.of('agentNotFound', { property: 'actAs' });
    return named;
  }
  const own = (await desk.listAgents()).find(({ login }) => login === person.login);
  if (own === undefined || (actAs !== null && actAs !== own.agentId)) {
    throw ApiError.of('agentNeeded', { property: actAs === null ? '' : 'actAs' });
  }
  return own;
}

/** Whether they may take part in chats of others: whoever may read the log and answer, or do everything. */
export function isSupervisor({ scopes }: Pick<Principal, 'scopes'>): boolean {
  return scopes.includes('admin') || (scopes.includes('chats:read') && scopes.includes('chats:answer'));
}
