/**
 * Shows the progress of a command: one line that is redrawn on a terminal, otherwise a plain line every few seconds. Never
 * touches standard input or signals, which the commands need. Used by import and mirror.
 */
import type { CommandIo } from './command-io.ts';

const REDRAW_MS = 100;
const LINE_MS = 5_000;
/** Clears the rest of an earlier, longer line. */
const CLEAR = '\u001b[K';

export class ProgressLine {
  readonly isTerminal: boolean;
  readonly #command: string;
  readonly #io: Pick<CommandIo, 'stderr' | 'clock'>;
  readonly #startMs: number;
  #shownMs: number;
  #hasShown = false;
  /** What a pipe did not get yet. */
  #waiting: ((elapsedMs: number) => string) | null = null;

  constructor(command: string, io: Pick<CommandIo, 'stderr' | 'clock'>) {
    this.#command = command;
    this.#io = io;
    this.isTerminal = io.stderr.isTTY === true;
    this.#startMs = io.clock.monotonicMs();
    this.#shownMs = this.#startMs;
  }

  /** Shows the text unless it was shown a moment ago. `describe` gets the time since the command began. */
  show(describe: (elapsedMs: number) => string): void {
    const nowMs = this.#io.clock.monotonicMs();
    this.#waiting = describe;
    if (nowMs - this.#shownMs < (this.isTerminal ? REDRAW_MS : LINE_MS)) return;
    this.#shownMs = nowMs;
    this.#hasShown = true;
    this.#waiting = null;
    this.#write(describe(nowMs - this.#startMs), CLEAR);
  }

  /** Shows the text immediately; on a terminal it stays. */
  say(text: string): void {
    this.#write(text, `${CLEAR}\n`);
  }

  /** Clears the line; elsewhere, where lines were shown, shows the end as well. */
  end(): void {
    if (this.isTerminal) this.#io.stderr.write(`\r${CLEAR}`);
    else if (this.#hasShown && this.#waiting !== null) {
      this.#write(this.#waiting(this.#io.clock.monotonicMs() - this.#startMs), '');
    }
    this.#waiting = null;
  }

  #write(text: string, terminalEnd: string): void {
    this.#io.stderr.write(this.isTerminal ? `\r${text}${terminalEnd}` : `parley ${this.#command}: ${text}\n`);
  }
}
