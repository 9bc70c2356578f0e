/** Shows how far a mirror is: a line that is drawn again on a terminal, else a plain line now and then. */
import type { Writable } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import type { MirrorTotals } from '../services/mirror/mirror-totals.ts';

const REDRAW_MS = 100;
const LINE_MS = 5_000;

export class MirrorProgress {
  readonly #stderr: Writable & { readonly isTTY?: boolean };
  readonly #clock: Clock;
  readonly #isTerminal: boolean;
  #shownMs: number;

  constructor(stderr: Writable & { readonly isTTY?: boolean }, clock: Clock) {
    this.#stderr = stderr;
    this.#clock = clock;
    this.#isTerminal = stderr.isTTY === true;
    this.#shownMs = clock.monotonicMs();
  }

  /** Shows the totals if it is time to. */
  show({ read, created, replaced, rejected }: MirrorTotals): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#shownMs < (this.#isTerminal ? REDRAW_MS : LINE_MS)) return;
    this.#shownMs = nowMs;
    this.#write(`${read} chats read, ${created} created, ${replaced} replaced, ${rejected} rejected`, '\u001b[K');
  }

  /** Says at once why the mirror waits. */
  showRetry(sentence: string, delayMs: number): void {
    this.#write(`${sentence}; again in ${(delayMs / 1_000).toFixed(1)} s`, '\u001b[K\n');
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isTerminal) this.#stderr.write('\r\u001b[K');
  }

  #write(text: string, terminalEnd: string): void {
    this.#stderr.write(this.#isTerminal ? `\r${text}${terminalEnd}` : `parley mirror: ${text}\n`);
  }
}
