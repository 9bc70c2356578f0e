/** Reports damage that readers of a running server find: to its log, its metrics and its health. */
import type { TenantId } from '../../model/ids.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Damage, StoreMaintenance } from '../../store/chat-store.ts';

export interface DamageWatchParts {
  readonly maintenance: Pick<StoreMaintenance, 'watchDamage'>;
  readonly logger: Logger;
  /** Called for every reading that found damage. */
  readonly onDamage: (kind: Damage['kind'], isLost: boolean) => void;
}

/** Beyond these, damage is counted and no longer named. */
const MOST_NAMED = 1_000;

export class DamageWatch {
  readonly #named = new Map<string, Pick<Damage, 'tenantId' | 'isLost'>>();
  #hasLost = false;

  constructor({ maintenance, logger, onDamage }: DamageWatchParts) {
    maintenance.watchDamage((damage) => {
      onDamage(damage.kind, damage.isLost);
      this.#hasLost ||= damage.isLost;
      const { tenantId, projectId, kind, chatId, isLost } = damage;
      const name = `${tenantId}/${projectId}/${chatId}`;
      const key = `${kind} ${isLost} ${name}`;
      if (this.#named.has(key) || this.#named.size >= MOST_NAMED) return;
      this.#named.set(key, { tenantId, isLost });
      logger.error({ kind, chat: name, isLost }, isLost ? LOST : MENDED);
    });
  }

  /** Whether something was found since the start of which nothing true is left. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  /** Copies of the tenant's chats that were found, at most as many as are named. */
  countOf(tenantId: TenantId): { readonly mended: number; readonly lost: number } {
    const found = [...this.#named.values()].filter((one) => one.tenantId === tenantId);
    const lost = found.filter(({ isLost }) => isLost).length;
    return { mended: found.length - lost, lost };
  }
}

const LOST =
  'a chat in the store is damaged and so are its events; its readers get an error: stop the server and run parley doctor';
const MENDED =
  'a stored copy is damaged; it is dropped, and readers get what the events say: check the disk and run parley doctor';
