/** A project as a store keeps it, and how its row is read. Used by every store; does no I/O. */
import { projectId, type TenantId } from '../model/ids.ts';
import { Zone } from '../model/zone.ts';
import type { Project } from './chat-store.ts';

/** A project with the number by which the other tables know it. */
export interface ProjectRow extends Project {
  readonly projectRow: number;
  /** Length of the longest document ever stored: how many may be read at once. */
  readonly maxDocumentBytes: number;
  /** Chats up to this id are joined into blocks as far as that is possible. */
  readonly blocksCheckedTo: number;
}

export class ProjectRowReader {
  /** One `Zone` for each name, because it caches offsets. */
  readonly #zones = new Map<string, Zone>();

  /** `name` is the project's name, which stores encode each in its own way. */
  read(row: Readonly<Record<string, unknown>>, name: string): ProjectRow {
    return {
      projectRow: Number(row.project_row),
      tenantId: String(row.tenant) as TenantId,
      projectId: projectId(Number(row.project_id)),
      name,
      zone: this.#zone(String(row.time_zone)),
      chatCount: Number(row.chat_count),
      highestChatId: Number(row.highest_chat_id),
      maxDocumentBytes: Number(row.max_document_bytes),
      blocksCheckedTo: Number(row.blocks_checked_to),
    };
  }

  #zone(name: string): Zone {
    const known = this.#zones.get(name);
    if (known !== undefined) return known;
    const zone = new Zone(name);
    this.#zones.set(name, zone);
    return zone;
  }
}
