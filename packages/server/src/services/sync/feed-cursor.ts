/** Signs and reads the cursors of a project's change feed with the store's secret. Used by the log, the feed, the digest and exports. */
import type { ChatSelection } from '../../chat-log/query/chat-selection.ts';
import type { FeedPosition } from '../../chat-log/query/feed-position.ts';
import {
  type CursorBinding,
  type CursorProblem,
  decodeCursor,
  encodeCursor,
} from '../../chat-log/query/sync-cursor.ts';
import type { ProjectStore, StoreIdentity } from '../../store/chat-store.ts';

/** The project and selection of the feed, and how much the reader may see. */
export interface FeedView {
  readonly project: ProjectStore;
  readonly selection: ChatSelection;
  readonly isMetadataOnly: boolean;
}

/** The cursor of a position for clients, valid for that view only. */
export function makeCursor(identity: StoreIdentity, view: FeedView, position: FeedPosition): string {
  return encodeCursor(identity.cursorKey, bindingOf(identity, view), position);
}

/** The position, or why the text is not a cursor of that view. */
export function readCursor(
  identity: StoreIdentity,
  view: FeedView,
  text: string,
): { readonly position: FeedPosition } | { readonly problem: CursorProblem } {
  const read = decodeCursor(identity.cursorKey, bindingOf(identity, view), text);
  return 'problem' in read ? read : { position: read.position as FeedPosition };
}

function bindingOf({ epoch }: StoreIdentity, { project, selection, isMetadataOnly }: FeedView): CursorBinding {
  const { tenantId, projectId, zoneRevision, queueIds } = project;
  return { epoch, zoneRevision, tenantId, projectId, queueIds, selection, scope: isMetadataOnly ? 'metadata' : 'read' };
}
