/** Saved views: who has them, and who may save, change and delete them. */
import type { Refusal } from '@parley/contract';
import { refuseHiddenInView, refuseViewQuery } from '../../chat-log/query/view-query.ts';
import type { AdminDeed } from '../../model/audit.ts';
import type { SavedView, ViewId } from '../../model/saved-view.ts';
import type { ChatStore, ProjectStore } from '../../store/chat-store.ts';
import type { ViewRefusal } from '../../store/view-store.ts';

/** Most views of a project, and of one person in it. */
export const MOST_SHARED_VIEWS = 200;
export const MOST_OWN_VIEWS = 100;

/** Who asks for views of a project. */
export interface ViewReader {
  /** null for a key, which has none of its own. */
  readonly login: string | null;
  readonly name: string;
  /** Whether only numbers and times may be read: then views of the project are not theirs to save. */
  readonly isMetadataOnly: boolean;
}

type Project = Pick<ProjectStore, 'tenantId' | 'projectId' | 'zone'>;
type Views = Pick<ChatStore, 'views'>;

export type SaveRefusal =
  | { readonly refused: 'too-many'; readonly most: number }
  | { readonly refused: 'not-found' | 'not-theirs' | 'needs-person' }
  | { readonly refused: 'bad-query'; readonly why: Refusal };

export type ChangeViewRefusal = SaveRefusal | ViewRefusal;

/** What the reader has: a filter that they may not use would tell what others look for. */
export async function listViews({ views }: Views, project: Project, reader: ViewReader): Promise<readonly SavedView[]> {
  const found = await views.list(project, reader.login);
  return reader.isMetadataOnly ? found.filter(({ query }) => refuseHiddenInView(query) === null) : found;
}

export function mayChange({ owner }: Pick<SavedView, 'owner'>, reader: ViewReader): boolean {
  return owner === null ? !reader.isMetadataOnly : owner === reader.login;
}

/** The view as saved; commits. */
export async function saveView(
  { views }: Views,
  project: Project,
  reader: ViewReader,
  { isShared, name, query }: { readonly isShared: boolean; readonly name: string; readonly query: string },
  { at, actor }: AdminDeed,
): Promise<SavedView | SaveRefusal> {
  if (!isShared && reader.login === null) return { refused: 'needs-person' };
  const owner = isShared ? null : reader.login;
  if (!mayChange({ owner }, reader)) return { refused: 'not-theirs' };
  const why = refuseQuery(query, project, reader);
  if (why !== null) return { refused: 'bad-query', why };
  const { tenantId, projectId } = project;
  const most = isShared ? MOST_SHARED_VIEWS : MOST_OWN_VIEWS;
  const view = { tenantId, projectId, owner, name, query, changedBy: reader.name };
  const saved = await views.create(view, most, (id) => ({
    at,
    actor,
    action: 'view.created',
    target: targetOf(project, id),
  }));
  if (!('refused' in saved)) return saved;
  return saved.refused === 'too-many' ? { refused: 'too-many', most } : { refused: 'not-found' };
}

/** The view as it is then, while nobody has changed `version`; commits. */
export async function changeView(
  store: Views,
  project: Project,
  reader: ViewReader,
  { viewId, version }: { readonly viewId: ViewId; readonly version: number },
  change: Partial<Pick<SavedView, 'name' | 'query'>>,
  { at, actor }: AdminDeed,
): Promise<SavedView | ChangeViewRefusal> {
  const refused = await refuseChange(store, project, reader, viewId);
  if (refused !== null) return refused;
  const why = change.query === undefined ? null : refuseQuery(change.query, project, reader);
  if (why !== null) return { refused: 'bad-query', why };
  const { tenantId, projectId } = project;
  const deed = { at, actor, action: 'view.changed', target: targetOf(project, viewId) } as const;
  const subject = { tenantId, projectId, viewId };
  return store.views.change(subject, version, { ...change, changedBy: reader.name }, deed);
}

/** null when the view is gone, while nobody has changed `version`; commits. */
export async function deleteView(
  store: Views,
  project: Project,
  reader: ViewReader,
  { viewId, version }: { readonly viewId: ViewId; readonly version: number },
  { at, actor }: AdminDeed,
): Promise<ChangeViewRefusal | null> {
  const refused = await refuseChange(store, project, reader, viewId);
  if (refused !== null) return refused;
  const { tenantId, projectId } = project;
  const deed = { at, actor, action: 'view.deleted', target: targetOf(project, viewId) } as const;
  return store.views.delete({ tenantId, projectId, viewId }, version, deed);
}

/** Views that the reader has not are not there for them. */
async function refuseChange(
  store: Views,
  project: Project,
  reader: ViewReader,
  viewId: ViewId,
): Promise<{ readonly refused: 'not-found' | 'not-theirs' } | null> {
  const view = (await listViews(store, project, reader)).find((one) => one.viewId === viewId);
  if (view === undefined) return { refused: 'not-found' };
  return mayChange(view, reader) ? null : { refused: 'not-theirs' };
}

function refuseQuery(query: string, project: Project, { isMetadataOnly }: ViewReader): Refusal | null {
  return (isMetadataOnly ? refuseHiddenInView(query) : null) ?? refuseViewQuery(query, project);
}

function targetOf({ projectId }: Project, id: ViewId): string {
  return `view ${id} of project ${projectId}`;
}
