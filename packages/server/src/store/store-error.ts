/** Failures of the store that callers must treat differently. */
import type { ChatId } from '../model/ids.ts';

export type StoreErrorCode =
  | 'busy'
  | 'outdated'
  | 'unreachable'
  | 'unsuitable'
  | 'full'
  | 'locked'
  | 'missing'
  | 'newer'
  | 'damaged'
  | 'failed';

/**
 * `busy`: others held the store too long, try again. `outdated`: a
 * snapshot was held too long by a slow reader and is gone. `unreachable`: the database server does not answer or takes no
 * writes now, nothing was written. `unsuitable`: the database server cannot hold a store, for example because it is too
 * old. `full`: no space, nothing was written. `locked`: another server has it. `missing`: there is no store. `newer`: a
 * later version wrote it. `damaged`: it contradicts itself. `failed`: what became of the last commit is unknown, because
 * the disk reported an error (then the process must end) or the database server went away during it.
 */
export class StoreError extends Error {
  override name = 'StoreError' as const;
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A chat of which nothing is left that is true: neither its document nor its events are as they were stored. */
export class DamagedChat extends StoreError {
  readonly chatId: ChatId;
  readonly what: string;

  constructor(chatId: ChatId, what: string, options?: ErrorOptions) {
    super('damaged', `chat ${chatId}: ${what}`, options);
    this.chatId = chatId;
    this.what = what;
  }
}
