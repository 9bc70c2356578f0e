/** The thread that writes a first load into an SQLite copy, while the next pages are fetched. Started by `load-thread.ts` only. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { CopyIdentity } from './copy-state.ts';
import { linesOf } from './log-line.ts';
import { PullError } from './pull-error.ts';
import { SqliteCopy } from './sqlite-copy.ts';

/** Lines of the log with `ext`, and the cursor that is kept with them. */
export interface LoadedPage {
  readonly lines: Uint8Array<ArrayBuffer>;
  readonly cursor: string;
}

/** Of an error in the thread: what a message between threads would leave out. */
export interface LoadFailure {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a `PullError`. */
  readonly exitCode: number | null;
  /** The error's own properties, such as its code. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One for each page: the chats of the copy, and the memory of the page for another one; or why there will be no more replies. */
export type LoadReply = { readonly chats: number; readonly memory: ArrayBuffer } | { readonly failure: LoadFailure };

if (parentPort !== null) await writeFrom(parentPort, workerData);

async function writeFrom(
  port: MessagePort,
  { path, identity }: { readonly path: string; readonly identity: CopyIdentity },
): Promise<void> {
  let hasFailed = false;
  const fail = (error: unknown) => {
    hasFailed = true;
    port.postMessage({ failure: failureOf(error) } satisfies LoadReply);
    port.close();
  };
  try {
    const copy = await SqliteCopy.open(path, identity);
    // Pages that came meanwhile have waited for the listener.
    port.on('message', ({ lines: { buffer, byteOffset, length }, cursor }: LoadedPage) => {
      // Its cursor would claim the page before, which is not in the copy.
      if (hasFailed) return;
      try {
        copy.applyLines(linesOf(Buffer.from(buffer, byteOffset, length)), cursor);
        port.postMessage({ chats: copy.count(), memory: buffer } satisfies LoadReply, [buffer]);
      } catch (error) {
        fail(error);
      }
    });
  } catch (error) {
    fail(error);
  }
}

function failureOf(error: unknown): LoadFailure {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, exitCode: null, facts: {} };
  const exitCode = error instanceof PullError ? error.exitCode : null;
  return { message: error.message, stack: error.stack, exitCode, facts: { ...error } };
}
