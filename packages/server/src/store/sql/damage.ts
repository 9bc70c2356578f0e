/** Remembers which stored copies were found damaged, tells the server, and keeps them until they are mended. */
import type { Damage } from '../chat-store.ts';
import type { ProjectRow } from './project-table.ts';

/** More are found again by the next reader. */
const MOST_KEPT = 10_000;

/** A copy to be dropped or made again. `chatId` of a block is that of its first chat. */
export interface DamagedCopy extends Pick<Damage, 'kind' | 'chatId'> {
  readonly projectRow: number;
}

export class DamageLog {
  readonly #kept = new Map<string, DamagedCopy>();
  #listener: (damage: Damage) => void = () => undefined;

  /** Replaces the listener of before. */
  watch(listener: (damage: Damage) => void): void {
    this.#listener = listener;
  }

  note({ projectRow, tenantId, projectId }: ProjectRow, found: Omit<Damage, 'tenantId' | 'projectId'>): void {
    this.#listener({ tenantId, projectId, ...found });
    if (!found.isLost) this.noteStale({ projectRow, kind: found.kind, chatId: found.chatId });
  }

  /** A copy that is not damaged but must be made again, as a block of 0.1.0. */
  noteStale(copy: DamagedCopy): void {
    if (this.#kept.size < MOST_KEPT) this.#kept.set(`${copy.projectRow} ${copy.kind} ${copy.chatId}`, copy);
  }

  /** The copies that were found since the last call. */
  take(): readonly DamagedCopy[] {
    const copies = [...this.#kept.values()];
    this.#kept.clear();
    return copies;
  }
}
