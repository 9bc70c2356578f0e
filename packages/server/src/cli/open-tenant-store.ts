/** Opens the store for a command about a tenant, and says what is not there: the tenant, or its project. */
import type { ProjectScope, TenantId } from '../model/ids.ts';
import { nearestName } from '../platform/nearest-name.ts';
import type { ChatStore } from '../store/chat-store.ts';
import type { StorePlace } from '../store/open-store.ts';
import { StoreError } from '../store/store-error.ts';
import { type CommandIo, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';

/**
 * The store, which already holds something of the tenant; null stands for all tenants. Close it with `await using`.
 * @throws StoreError, whose message can be shown to the user
 */
export async function openTenantStore(
  options: StorePlace & { readonly tenant: TenantId | null },
  io: Pick<CommandIo, 'clock' | 'randomness' | 'stderr'>,
  { keepsServersOut = false } = {},
): Promise<ChatStore> {
  const store = await openCommandStore(options, io, { isMade: false, keepsServersOut });
  try {
    if (options.tenant !== null) await requireTenant(store, options.tenant);
    return store;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** A tenant begins with its first project. */
async function requireTenant(store: ChatStore, tenant: TenantId): Promise<void> {
  const projects = await store.listProjects(null);
  const known = new Set<string>(projects.map(({ tenantId }) => tenantId));
  if (known.has(tenant)) return;
  const nearest = nearestName(tenant, [...known]);
  const next =
    known.size === 0
      ? 'the store has none yet, create one with parley project create'
      : `${nearest === null ? '' : `did you mean ${nearest}? `}see parley project list, or create it with parley project create`;
  throw new StoreError('missing', `there is no tenant ${tenant}; ${next}`);
}

export function reportNoProject(io: Pick<CommandIo, 'stderr'>, { tenantId, projectId }: ProjectScope): number {
  const next = 'see parley project list, or create it with parley project create';
  return reportFailure(io, `there is no project ${projectId} of ${tenantId}; ${next}`);
}
