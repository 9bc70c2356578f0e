/** The columns of a chat's row, and how their values follow from the chat. */
import { sealDigest } from '../../chat-log/codec/seal-chat.ts';
import { sealMark } from '../../chat-log/codec/sealed-mark.ts';
import type { ChatWrite } from '../../chat-log/fold/chat-write.ts';
import { shareOf, transfersJson } from '../../chat-log/fold/fold-stored.ts';
import { FOLD_VERSION } from '../../chat-log/fold/fold-version.ts';
import type { FoldedFacts } from '../../chat-log/fold/folded-chat.ts';
import { FILTER_COLUMNS } from '../../chat-log/query/filter-columns.ts';
import type { Dialect, Statements } from './database.ts';
import { factValues } from './fact-table.ts';
import type { ProjectRow } from './project-table.ts';
import type { SqlValue } from './sql.ts';

/** The columns by which a chat is found and summed up. */
const FOUND: readonly { readonly name: string; readonly of: (folded: FoldedFacts) => number | string | null }[] = [
  ...FILTER_COLUMNS,
  { name: 'next_due_at', of: ({ index }) => index.nextDueAt },
  { name: 'sum_response_time', of: ({ chat }) => chat.sumResponseTime ?? 0 },
  { name: 'transfer_count', of: ({ chat }) => chat.transfers?.length ?? 0 },
];
export const FOUND_COLUMNS = FOUND.map(({ name }) => name);

export function foundValues(dialect: Dialect, folded: FoldedFacts): (number | string | null)[] {
  return FOUND.map(({ of }) => {
    const value = of(folded);
    return typeof value === 'string' ? dialect.comparable(value) : value;
  });
}

/** What else is stored in a chat's row. */
const STORED = {
  revision: ({ revision }) => revision,
  updated_at: ({ at }) => at,
  last_seq: ({ lastSeq }) => lastSeq,
  is_imported: ({ isImported }) => Number(isImported),
  fold_version: () => FOLD_VERSION,
  zone_revision: (_, { zoneRevision }) => zoneRevision,
  transfers: ({ folded }) => transfersJson(folded),
  document_bytes: ({ sealed }) => sealed.documentBytes,
  content_hash: ({ contentHash }) => contentHash,
  digest: ({ sealed, chatId: id, folded }) => sealDigest(sealed.digest, id, folded.index.startedAt),
  segment_meta: sealedMarkOf,
  segment: ({ sealed }) => sealed.segment,
} as const satisfies Record<string, (write: ChatWrite, project: ProjectRow) => SqlValue>;

function sealedMarkOf({ chatId: id, folded, sealed, revision, lastSeq, at, isImported }: ChatWrite): Uint8Array {
  return sealMark(sealed.mark, sealed.segment, {
    firstChatId: id,
    lastChatId: id,
    chatCount: 1,
    ...shareOf(folded),
    beside: sealed.ext,
    revision,
    lastSeq,
    updatedAt: at,
    isImported,
  });
}

const STORED_VALUES: readonly ((write: ChatWrite, project: ProjectRow) => SqlValue)[] = Object.values(STORED);

/** The columns of a chat's row, without its key and its place in the feed. */
export const CONTENT_COLUMNS = [...FOUND_COLUMNS, ...Object.keys(STORED)];

/** The values of `CONTENT_COLUMNS`, given those of `FOUND_COLUMNS`. */
export function contentOf(found: readonly SqlValue[], project: ProjectRow, write: ChatWrite): SqlValue[] {
  return [...found, ...STORED_VALUES.map((read) => read(write, project))];
}

/** What a chat's rows hold in columns with indexes. */
export interface IndexedValues {
  /** In the order of `FOUND_COLUMNS`. */
  readonly found: readonly SqlValue[];
  readonly facts: readonly SqlValue[];
}

export function indexedValuesOf({ dialect }: Statements, write: Pick<ChatWrite, 'folded'>): IndexedValues {
  return { found: foundValues(dialect, write.folded), facts: factValues(dialect, write) };
}
