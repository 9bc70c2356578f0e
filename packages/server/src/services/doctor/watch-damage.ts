/** Reports damage that readers of a running server find: to its log, its metrics and its health. */
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
  readonly #named = new Set<string>();
  #hasLost = false;

  constructor({ maintenance, logger, onDamage }: DamageWatchParts) {
    maintenance.watchDamage((damage) => {
      onDamage(damage.kind, damage.isLost);
      this.#hasLost ||= damage.isLost;
      const { tenantId, projectId, kind, chatId, isLost } = damage;
      const name = `${tenantId}/${projectId}/${chatId}`;
      const key = `${kind} ${isLost} ${name}`;
      if (this.#named.has(key) || this.#named.size >= MOST_NAMED) return;
      this.#named.add(key);
      logger.error({ kind, chat: name, isLost }, isLost ? LOST : MENDED);
    });
  }

  /** Whether something was found since the start of which nothing true is left. */
  get hasLost(): boolean {
    return this.#hasLost;
  }
}

const LOST =
  'a chat in the store is damaged and so are its events; its readers get an error: stop the server and run parley doctor';
const MENDED =
  'a stored copy is damaged; it is dropped, and readers get what the events say: check the disk and run parley doctor';
