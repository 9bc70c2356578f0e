/** Saved views, as the store offers them. */
import type { NotedDeed } from '../model/audit.ts';
import type { ProjectScope } from '../model/ids.ts';
import type { NewView, SavedView, ViewId, ViewSubject } from '../model/saved-view.ts';

/** What was changed since it was read, or by whom it was. */
export type ViewRefusal = { readonly refused: 'changed'; readonly by: string } | { readonly refused: 'not-found' };

/** What a change replaces. */
export type ViewChange = Partial<Pick<SavedView, 'name' | 'query'>> & Pick<SavedView, 'changedBy'>;

export interface ViewStore {
  /** Those of the project and those of the login, by name; null has none of its own. */
  list(scope: ProjectScope, login: string | null): Promise<readonly SavedView[]>;
  /** null when there is none in the project. */
  find(scope: ProjectScope, id: ViewId): Promise<SavedView | null>;
  /** `too-many`: the owner, or the project, has `most` already. `not-found`: the project is gone. */
  create(
    view: NewView,
    most: number,
    deed: ViewDeed,
  ): Promise<SavedView | { readonly refused: 'too-many' | 'not-found' }>;
  /** Only while the view has that version. */
  change(subject: ViewSubject, version: number, change: ViewChange, deed: NotedDeed): Promise<SavedView | ViewRefusal>;
  /** Only while the view has that version; null when it is gone. */
  delete(subject: ViewSubject, version: number, deed: NotedDeed): Promise<ViewRefusal | null>;
}

/** Of a view that has no number yet. */
export type ViewDeed = (id: ViewId) => NotedDeed;
