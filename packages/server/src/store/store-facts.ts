/** What an inspection of a store finds, one fact at a time; services/doctor judges them. */
import type { ChatId, ProjectScope } from '../model/ids.ts';
import type { StoreErrorCode } from './store-error.ts';

export type StoreFact =
  /** `damaged`: there is a store, and it cannot be read any more. */
  | { readonly kind: 'unreadable'; readonly reason: string; readonly isFile: boolean; readonly code: StoreErrorCode }
  | { readonly kind: 'file'; readonly directory: string; readonly isServed: boolean }
  /** Paths that other users of the machine may read or write. */
  | { readonly kind: 'access'; readonly openToOthers: readonly string[] }
  | { readonly kind: 'disk'; readonly freeBytes: number; readonly storeBytes: number }
  | { readonly kind: 'server'; readonly place: string; readonly version: string }
  | { readonly kind: 'setting'; readonly name: string; readonly value: string | undefined }
  /** `known`: the version that this program needs. */
  | { readonly kind: 'version'; readonly version: number; readonly known: number }
  /** `isOfIndexes`: all problems are those of indexes, which can be made again. */
  | { readonly kind: 'integrity'; readonly problems: readonly string[]; readonly isOfIndexes: boolean }
  /** How many changes are at positions of the feed that this store has not reached. */
  | { readonly kind: 'positions'; readonly beyondEnd: number }
  /** Milliseconds since 1970; null when there is no chat. */
  | { readonly kind: 'newest-change'; readonly atMs: number | null }
  | { readonly kind: 'counters'; readonly projects: number; readonly wrong: readonly WrongCounter[] }
  /** `checked` counts chats; of blocks, blocks, each named by its first chat. */
  | ({ readonly kind: 'documents' } & CheckedCopies)
  | ({ readonly kind: 'events' } & CheckedCopies)
  | ({ readonly kind: 'blocks' } & CheckedCopies)
  /** `astray`: chats and words that stand otherwise in the index than in the log. */
  | ({ readonly kind: 'search'; readonly indexed: number; readonly waiting: number; readonly astray: number } & {
      readonly isReadable: boolean;
    })
  /** `astray`: blocks that hold other facts than their chats have. */
  | { readonly kind: 'fact-blocks'; readonly filled: number; readonly astray: number; readonly isReadable: boolean }
  /** `astray`: chats whose facts are others than their documents give. */
  | ({ readonly kind: 'facts'; readonly kept: number; readonly waiting: number; readonly astray: number } & {
      readonly isReadable: boolean;
    })
  /** `astray`: chats whose briefs are not what their documents give, or cannot be opened, or are missing. */
  | ({ readonly kind: 'briefs'; readonly kept: number; readonly astray: number } & { readonly isReadable: boolean })
  /** The same of rows with additional facts. */
  | ({ readonly kind: 'full-rows'; readonly kept: number; readonly astray: number } & { readonly isReadable: boolean })
  /** Files that chats have, each once, some at a time. */
  | { readonly kind: 'attachments'; readonly files: readonly { readonly sha256: string; readonly bytes: number }[] }
  | { readonly kind: 'tombstones'; readonly damaged: readonly ChatPlace[] };

interface CheckedCopies {
  readonly checked: number;
  readonly damaged: readonly ChatPlace[];
  readonly isComplete: boolean;
}

export interface ChatPlace extends ProjectScope {
  readonly chatId: ChatId;
}

export interface WrongCounter extends ProjectScope {
  readonly noted: number;
  readonly counted: number;
}
