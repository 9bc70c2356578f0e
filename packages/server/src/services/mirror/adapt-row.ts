/**
 * Turns a source's row into the one to import: without `ext`, and with the number of the local project. Used while rows
 * are prepared; a row that needs neither change stays as it is. Pure.
 */
import { parseExact } from '../../chat-log/input/exact-json.ts';
import { isRecord } from '../../chat-log/input/row-shape.ts';

export interface RowAdaption {
  readonly sourceProjectId: number;
  readonly localProjectId: number;
  /** Whether the rows carry `ext`, as those of a change feed do; it is the source's own and is left out. */
  readonly hasExt: boolean;
}

/** The row, changed where necessary: the same value when nothing is to be changed, or it is no object. */
export function adaptRow(row: unknown, { sourceProjectId, localProjectId, hasExt }: RowAdaption): unknown {
  if ((sourceProjectId === localProjectId && !hasExt) || !isRecord(row)) return row;
  const changed: Record<string, unknown> = { ...row };
  if (row.projectId === sourceProjectId) changed.projectId = localProjectId;
  if (hasExt) {
    delete changed.ext;
    if (Array.isArray(row.transcript)) changed.transcript = row.transcript.map(withoutExt);
  }
  return changed;
}

function withoutExt(message: unknown): unknown {
  if (!isRecord(message)) return message;
  const { ext: _, ...rest } = message;
  return rest;
}

/** The object in the bytes; null when they are not a JSON object. */
export function parseRecord(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value = parseExact(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
