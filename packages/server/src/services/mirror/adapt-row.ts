/**
 * Turns a source's row into the one to import: without `ext`, and with the number of the local project. Used before rows
 * are prepared; a row that needs neither change keeps its bytes. Pure.
 */
import { parseExact } from '../../chat-log/input/exact-json.ts';
import { isRecord } from '../../chat-log/input/row-shape.ts';

export interface RowAdaption {
  readonly sourceProjectId: number;
  readonly localProjectId: number;
  /** Whether the rows carry `ext`, as those of a change feed do; it is the source's own and is left out. */
  readonly hasExt: boolean;
}

/** The row's bytes, changed where necessary. Bytes that are not a JSON object are returned unchanged. */
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

/** The object in the bytes; null when they are not a JSON object. */
export function parseRecord(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value = parseExact(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
