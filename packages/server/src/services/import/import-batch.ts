/** Prepares and stores one batch of rows. Runs in a worker; the caller orders the commits. */
import type { ImportOutcome } from '../../chat-log/input/import-chat.ts';
import type { ImportWarning } from '../../chat-log/input/import-warning.ts';
import { type JoinedRun, joinImports } from '../../chat-log/input/join-imports.ts';
import { instant } from '../../model/instant.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import { type PrepareContext, type PreparedChat, prepareChat } from './prepare-chat.ts';
import type { BatchedRow, RowBatch } from './row-batch.ts';

/** A row that was not imported, as the reject file shows it. */
export interface Reject {
  readonly line: number;
  /** Path of the field, "" for the whole row. */
  readonly field: string;
  readonly reason: string;
  /** The row as in the file, cut after 64 KiB. */
  readonly row: string;
}

export interface BatchCounts {
  readonly created: number;
  readonly replaced: number;
  readonly unchanged: number;
  /** Created under an id below the highest that the project had. */
  readonly createdBelowHighest: number;
  /** Stored without content, because the contact was redacted after they started. */
  readonly redactedOnArrival: number;
}

export interface BatchResult extends BatchCounts {
  readonly number: number;
  readonly rows: number;
  /** In the order of the file. */
  readonly rejects: readonly Reject[];
  readonly warnings: ReadonlyMap<ImportWarning, number>;
}

export interface PreparedBatch {
  readonly batch: RowBatch;
  readonly chats: readonly { readonly row: BatchedRow; readonly prepared: PreparedChat }[];
  readonly joined: readonly JoinedRun[];
  readonly rejects: readonly Reject[];
}

const KEPT_BYTES = 64 * 1024;

/** The part of the work that needs no store; several batches may do it in parallel. */
export function prepareBatch(batch: RowBatch, context: PrepareContext): PreparedBatch {
  const chats: { row: BatchedRow; prepared: PreparedChat }[] = [];
  const rejects: Reject[] = [];
  for (const row of batch.rows) {
    if (row.problem !== null) {
      rejects.push(rejectRow(batch, row, '', row.problem));
      continue;
    }
    const prepared = prepareChat(new Uint8Array(batch.block, row.start, row.end - row.start), context);
    if ('problem' in prepared) rejects.push(rejectRow(batch, row, prepared.problem.field, prepared.problem.reason));
    else chats.push({ row, prepared });
  }
  return { batch, chats, joined: joinImports(chats.map(({ prepared }) => prepared.chat)), rejects };
}

/** Stores the batch in one commit. @throws StoreError when nothing of it was stored */
export async function storeBatch(
  { batch, chats, joined, rejects }: PreparedBatch,
  project: Pick<ProjectStore, 'chats'>,
): Promise<BatchResult> {
  const ready = chats.map(({ prepared }) => prepared.chat);
  const at = instant(batch.atMs);
  const { outcomes, createdBelowHighest, redactedOnArrival } =
    ready.length === 0
      ? { outcomes: [], createdBelowHighest: 0, redactedOnArrival: 0 }
      : await project.chats.import(ready, at, joined);
  const counts = { created: 0, replaced: 0, unchanged: 0 };
  const warnings = new Map<ImportWarning, number>();
  const refused: Reject[] = [];
  for (const [index, { row, prepared }] of chats.entries()) {
    const outcome = outcomes[index];
    if (outcome === 'created' || outcome === 'replaced' || outcome === 'unchanged') {
      counts[outcome] += 1;
      for (const kind of prepared.warnings) warnings.set(kind, (warnings.get(kind) ?? 0) + 1);
    } else {
      refused.push(rejectRow(batch, row, 'chatId', explainOutcome(outcome, prepared.chat.chatId)));
    }
  }
  return {
    number: batch.number,
    rows: batch.rows.filter((row) => row.end > row.start).length,
    ...counts,
    createdBelowHighest,
    redactedOnArrival,
    rejects: [...rejects, ...refused].sort((a, b) => a.line - b.line),
    warnings,
  };
}

/**
 * Why the store refused the chat with that id. The store never returns undefined.
 * @throws TypeError for undefined
 */
export function explainOutcome(
  outcome: Exclude<ImportOutcome, 'created' | 'replaced' | 'unchanged'> | undefined,
  id: number,
): string {
  switch (outcome) {
    case 'collision':
      return `${id} belongs to a chat that Parley captured itself`;
    case 'erased':
      return `${id} belonged to a chat that was erased, and cannot be used again`;
    case 'redacted':
      return `${id} was redacted here, and this row would bring back what was removed`;
    case undefined:
      throw new TypeError('the store answered for fewer chats than it was given');
    default:
      return unreachable(outcome);
  }
}

function rejectRow({ block }: RowBatch, { line, start, end }: BatchedRow, field: string, reason: string): Reject {
  const bytes = new Uint8Array(block, start, Math.min(end - start, KEPT_BYTES));
  return { line, field, reason, row: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
}
