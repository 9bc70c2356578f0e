/**
 * Shows how far an import is: a bar that is drawn again and again on a terminal, else a plain line now and then. It never
 * touches standard input or signals, which the import needs for itself.
 */
import type { Writable } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import type { ImportTotals } from '../services/import/import-chats.ts';

const REDRAW_MS = 100;
const LINE_MS = 5_000;
const BAR_CELLS = 30;

export interface ImportProgressOptions {
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly clock: Clock;
  /** Length of the file; null when it is not known, as for standard input. */
  readonly totalBytes: number | null;
}

export class ImportProgress {
  readonly #options: ImportProgressOptions;
  readonly #isTerminal: boolean;
  readonly #startMs: number;
  #shownMs: number;

  constructor(options: ImportProgressOptions) {
    this.#options = options;
    this.#isTerminal = options.stderr.isTTY === true;
    this.#startMs = options.clock.monotonicMs();
    this.#shownMs = this.#startMs;
  }

  /** Shows the totals if it is time to. */
  show(totals: ImportTotals): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#shownMs < (this.#isTerminal ? REDRAW_MS : LINE_MS)) return;
    this.#shownMs = nowMs;
    const rate = Math.round((totals.read * 1_000) / Math.max(nowMs - this.#startMs, 1));
    const text = `${totals.read} chats, ${totals.rejected} rejected, ${rate} chats/s`;
    const part = this.#part(totals);
    if (this.#isTerminal) this.#options.stderr.write(`\r${part === null ? '' : `${drawBar(part)} `}${text}\u001b[K`);
    else this.#options.stderr.write(`parley import: ${part === null ? '' : `${percent(part)}, `}${text}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isTerminal) this.#options.stderr.write('\r\u001b[K');
  }

  /** From 0 to 1; null when the whole is not known. */
  #part({ bytes }: ImportTotals): number | null {
    const { totalBytes } = this.#options;
    return totalBytes === null || totalBytes === 0 ? null : Math.min(bytes / totalBytes, 1);
  }
}

function drawBar(part: number): string {
  const filled = Math.floor(part * BAR_CELLS);
  return `[${'='.repeat(filled)}${' '.repeat(BAR_CELLS - filled)}] ${percent(part).padStart(4)}`;
}

function percent(part: number): string {
  return `${Math.floor(part * 100)}%`;
}
