/** What is known of a store without reading it through; `parley doctor` reads everything. */
import type { ProjectId, TenantId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ChatStore, StoreDescription } from '../../store/chat-store.ts';
import type { DamageWatch } from './watch-damage.ts';

export interface ProjectHealth {
  readonly projectId: ProjectId;
  readonly chatCount: number;
  /** Searches read each of them. */
  readonly unindexedChats: number;
  /** Statistics read each of them. */
  readonly chatsWithoutFacts: number;
}

export interface StoreHealth extends Pick<StoreDescription, 'database' | 'tablesVersion'> {
  /** null when the store holds other tenants too. */
  readonly storeBytes: number | null;
  /** null when no removed bytes wait to leave the files. */
  readonly scrubDueSince: Instant | null;
  readonly projects: readonly ProjectHealth[];
  /** Of the tenant's chats, since the server started. */
  readonly damage: { readonly mended: number; readonly lost: number };
}

export async function readStoreHealth(
  store: Pick<ChatStore, 'listProjects' | 'maintenance' | 'project'>,
  damage: Pick<DamageWatch, 'countOf'>,
  tenantId: TenantId,
): Promise<StoreHealth> {
  const { storeBytes, ...description } = await store.maintenance.describe();
  const all = await store.listProjects(null);
  const projects: ProjectHealth[] = [];
  for (const project of all.filter((one) => one.tenantId === tenantId)) {
    const opened = await store.project(project);
    if (opened === null) continue;
    const [unindexedChats, chatsWithoutFacts] = [
      await opened.chats.countUnindexed(),
      await opened.chats.countWithoutFacts(),
    ];
    projects.push({ projectId: project.projectId, chatCount: project.chatCount, unindexedChats, chatsWithoutFacts });
  }
  const isAlone = all.every((project) => project.tenantId === tenantId);
  return {
    ...description,
    storeBytes: isAlone ? storeBytes : null,
    scrubDueSince: isAlone ? await store.maintenance.findScrubDue() : null,
    projects,
    damage: damage.countOf(tenantId),
  };
}
