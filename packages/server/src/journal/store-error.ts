/** Failures of the store that a caller can tell apart and must answer differently. */
export type StoreErrorCode = 'busy' | 'full' | 'locked' | 'missing' | 'newer' | 'damaged' | 'failed';

/**
 * `busy`: others held the store too long, try again. `full`: no space, nothing was written. `locked`: another server has
 * it. `missing`: there is no store. `newer`: a later version wrote it. `damaged`: it contradicts itself. `failed`: the
 * disk reported an error and what became of the last commit is unknown; the process must end.
 */
export class StoreError extends Error {
  override name = 'StoreError' as const;
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
