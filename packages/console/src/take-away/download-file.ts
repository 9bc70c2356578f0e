/** Fetches a file of the API, tells how far it is, and hands it to the browser when it is whole. */
import { ApiFailure } from '../api/api-failure.ts';
import { openReply } from '../api/call-api.ts';
import { RowCounter, type RowCounting } from './row-counter.ts';

export interface DownloadProgress {
  readonly bytes: number;
  /** null where rows cannot be seen. */
  readonly rows: number | null;
}

interface DownloadOptions {
  readonly path: string;
  readonly rows: RowCounting | null;
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly signal: AbortSignal;
}

/** What is held in memory of the page before the browser takes it. */
const HELD_BYTES = 4_000_000;

/** @throws ApiFailure when it is refused or the connection breaks, or the abort of the signal */
export async function downloadFile({ path, rows, onProgress, signal }: DownloadOptions): Promise<Blob> {
  const reply = await openReply(path, { signal });
  const type = reply.headers.get('content-type') ?? '';
  const counter = rows === null ? null : new RowCounter(rows);
  let file = new Blob([], { type });
  let held: Uint8Array<ArrayBuffer>[] = [];
  let heldBytes = 0;
  let bytes = 0;
  for await (const piece of piecesOf(reply, signal)) {
    held.push(piece);
    heldBytes += piece.length;
    bytes += piece.length;
    counter?.add(piece);
    onProgress({ bytes, rows: counter?.rows ?? null });
    if (heldBytes < HELD_BYTES) continue;
    file = new Blob([file, ...held], { type });
    held = [];
    heldBytes = 0;
  }
  return new Blob([file, ...held], { type });
}

async function* piecesOf({ body }: Response, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw signal.aborted ? cause : new ApiFailure('unreachable', 'The connection broke within the file.', { cause });
    });
    if (done) return;
    yield value;
  }
}

/** As if the person had pressed a link to the file. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  const address = URL.createObjectURL(file);
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by then, and may need it until it asked where to.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
