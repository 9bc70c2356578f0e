/** The thread's end of `aside.ts`: runs one of a closed table of jobs at a time and gives its result back. */
import type { MessagePort, Transferable } from 'node:worker_threads';

/** Pure: computes its result from the pieces that came before it and its arguments. All three must be cloneable. */
export type Job = (pieces: readonly never[], args: never) => unknown;

export type ToAside =
  | { readonly kind: 'piece'; readonly piece: unknown }
  | { readonly kind: 'run'; readonly job: string; readonly args: unknown }
  | { readonly kind: 'forget' };

export type AsideReply = { readonly result: unknown } | { readonly error: unknown };

export function answerAside(port: MessagePort, jobs: Readonly<Record<string, Job>>): void {
  let pieces: unknown[] = [];
  port.on('message', (message: ToAside) => {
    if (message.kind === 'piece') {
      pieces.push(message.piece);
      return;
    }
    const given = pieces;
    pieces = [];
    if (message.kind === 'run') reply(port, () => runJob(jobs, message.job, given, message.args));
  });
}

function runJob(jobs: Readonly<Record<string, Job>>, name: string, pieces: readonly unknown[], args: unknown): unknown {
  const job = jobs[name];
  if (job === undefined) throw new RangeError(`there is no job ${name}`);
  return job(pieces as never, args as never);
}

function reply(port: MessagePort, run: () => unknown): void {
  try {
    const result = run();
    port.postMessage({ result } satisfies AsideReply, [...ownedBuffers(result)]);
  } catch (error) {
    port.postMessage({ error } satisfies AsideReply);
  }
}

/** The memory in the value that nothing else shares: passed on instead of copied. */
function ownedBuffers(value: unknown, found = new Set<Transferable>()): ReadonlySet<Transferable> {
  if (value instanceof Uint8Array) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) ownedBuffers(inner, found);
  }
  return found;
}
