/** What an export folder is to be a copy of, and what it is made from. */
import type { ProjectStore, StoreIdentity } from '../../store/chat-store.ts';
import type { LogRequest } from '../read-log/print-log.ts';
import type { PrintThreads } from '../read-log/print-threads.ts';
import type { FeedView } from '../sync/feed-cursor.ts';
import type { ExportFacts } from './export-manifest.ts';

export interface FolderExport {
  readonly folder: string;
  readonly facts: ExportFacts;
  /** The log to write, without limits on its range. */
  readonly request: LogRequest;
  /** Cursor where a new folder begins; null for the whole log. */
  readonly since: string | null;
  /** Stops between files or within one, which is then discarded. */
  readonly signal: AbortSignal;
  /** Whether a folder is taken that has files of somebody else where those of the export go. */
  readonly mayOverwrite?: boolean;
  /** Called with the chats, changes and removals of each file that was written. */
  readonly onRows?: (rows: number) => void;
  /** Maximum chats per file and changes per file; for tests. */
  readonly rowsOfFile?: number;
}

export interface ExportDeps {
  readonly identity: StoreIdentity;
  readonly project: ProjectStore;
  /** Where long tables are printed; null is here. */
  readonly threads: PrintThreads | null;
}

/** The feed that the folder follows. */
export function feedOf({ project }: ExportDeps, { request: { query, view } }: FolderExport): FeedView {
  return { project, selection: query.selection, isMetadataOnly: view.isMetadataOnly };
}
