/**
 * How many replies that cost much (bulk reads, Parquet, explanations, digests, statistics) may run at the same time: for a key, for a
 * tenant, and in all. The next one waits for a while, then it is told. A reply that only waits holds nobody's place.
 */
import { Semaphore } from '../platform/semaphore.ts';
import { ApiError } from './api-error.ts';
import type { Principal } from './principal.ts';

export interface CostlyOptions {
  readonly costlyPerKey: number;
  readonly costlyAtOnce: number;
  readonly costlyWaitSeconds: number;
}

const RETRY_AFTER = { 'retry-after': '5' };

export class CostlyReplies {
  readonly #options: CostlyOptions;
  readonly #all: Semaphore;
  readonly #keys = new Map<string, Semaphore>();
  readonly #tenants = new Map<string, Semaphore>();

  constructor(options: CostlyOptions) {
    this.#options = options;
    this.#all = new Semaphore(options.costlyAtOnce);
  }

  /**
   * Resolves when the reply may begin; its place is free again when `signal` is aborted, at the end of the reply.
   * @throws ApiError `tooManyAtOnce` for the key's or tenant's own replies, `busy` for those of all
   */
  async begin({ subject, tenantId }: Principal, signal: AbortSignal): Promise<void> {
    const { costlyPerKey, costlyAtOnce } = this.#options;
    // One tenant with many keys leaves a place in four to the others.
    const perTenant = Math.max(1, Math.ceil((costlyAtOnce * 3) / 4));
    await this.#enter(this.#keys, subject, costlyPerKey, signal);
    await this.#enter(this.#tenants, tenantId, perTenant, signal);
    if (!(await this.#take(this.#all, signal))) throw ApiError.of('busy', { headers: RETRY_AFTER });
  }

  async #enter(places: Map<string, Semaphore>, name: string, most: number, signal: AbortSignal): Promise<void> {
    const place = places.get(name) ?? new Semaphore(most);
    places.set(name, place);
    const isIn = await this.#take(place, signal, () => {
      if (place.isUnused) places.delete(name);
    });
    if (!isIn) throw ApiError.of('tooManyAtOnce', { slots: { limit: String(most) }, headers: RETRY_AFTER });
  }

  async #take(place: Semaphore, signal: AbortSignal, onFree: () => void = () => undefined): Promise<boolean> {
    if (!(await place.take(this.#options.costlyWaitSeconds * 1_000, signal))) return false;
    const free = () => {
      place.give();
      onFree();
    };
    if (signal.aborted) free();
    else signal.addEventListener('abort', free, { once: true });
    return true;
  }
}
