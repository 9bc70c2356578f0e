/**
 * Makes of a source's row the one that is imported: its keys but `ext`, under the number of the local project. Used before rows are
 * prepared; a row that needs neither keeps its bytes. Pure.
 */
import { isRecord } from '../../chat-log/input/row-shape.ts';

export interface RowAdaption {
  readonly sourceProjectId: number;
  readonly localProjectId: number;
  /** Whether the rows carry `ext`, as those of a change feed do; it is the source's own and is left out. */
  readonly hasExt: boolean;
}

/** The row's bytes, or others when something had to be changed. Bytes that are no JSON object are given back. */
export function adaptRow(bytes: Uint8Array, adaption: RowAdaption): Uint8Array {
  const { sourceProjectId, localProjectId, hasExt } = adaption;
  if (sourceProjectId === localProjectId && !hasExt) return bytes;
  const row = parseRecord(bytes);
  if (row === null) return bytes;
  const changed: Record<string, unknown> = { ...row };
  if (row.projectId === sourceProjectId) changed.projectId = localProjectId;
  if (hasExt) {
    delete changed.ext;
    if (Array.isArray(row.transcript)) changed.transcript = row.transcript.map(withoutExt);
  }
  return Buffer.from(JSON.stringify(changed));
}

function withoutExt(message: unknown): unknown {
  if (!isRecord(message)) return message;
  const { ext: _, ...rest } = message;
  return rest;
}

/** The object that the bytes stand for; null when they stand for none. */
export function parseRecord(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
