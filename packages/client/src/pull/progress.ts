/** Shows the progress of a pull: a bar on a terminal, plain lines elsewhere.  */

export interface ProgressOutput {
  readonly write: (text: string) => unknown;
  readonly isTerminal: boolean;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number;
}

const BAR_CELLS = 30;
const TERMINAL_PAUSE_MS = 100;
const LINE_PAUSE_MS = 5_000;

export class Progress {
  readonly #output: ProgressOutput;
  readonly #isQuiet: boolean;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isLineOpen = false;
  /** What a pipe did not get yet. */
  #waiting = '';

  /** Quiet: only `tell` prints. */
  constructor(output: ProgressOutput, isQuiet: boolean) {
    this.#output = output;
    this.#isQuiet = isQuiet;
  }

  /** `total` null: not known. Most calls print nothing. */
  show(chats: number, total: number | null): void {
    this.#draw(this.#output.isTerminal ? barText(chats, total) : countText(chats, total));
  }

  /** For a body whose rows cannot be counted while it arrives. */
  showBytes(bytes: number): void {
    this.#draw(`${(bytes / 1_000_000).toFixed(1)} MB`);
  }

  #draw(text: string): void {
    if (this.#isQuiet) return;
    const { isTerminal, nowMs, write } = this.#output;
    const now = nowMs();
    const isEarly = now - this.#lastMs < (isTerminal ? TERMINAL_PAUSE_MS : LINE_PAUSE_MS);
    this.#waiting = isEarly && !isTerminal ? text : '';
    if (isEarly) return;
    this.#lastMs = now;
    write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    this.#isLineOpen = isTerminal;
  }

  /** A line of its own, below the bar. */
  say(line: string): void {
    if (!this.#isQuiet) this.tell(line);
  }

  /** As `say`, even when quiet. The progress before it is shown to its end. */
  tell(line: string): void {
    if (this.#waiting !== '') this.#output.write(`${this.#waiting}\n`);
    this.#waiting = '';
    this.#output.write(`${this.#isLineOpen ? '\r\u001b[K' : ''}${line}\n`);
    this.#isLineOpen = false;
  }
}

function barText(chats: number, total: number | null): string {
  if (total === null || total === 0) return countText(chats, total);
  const share = Math.min(1, chats / total);
  const cells = Math.floor(share * BAR_CELLS);
  return `[${'#'.repeat(cells)}${'.'.repeat(BAR_CELLS - cells)}] ${Math.floor(share * 100)} % ${countText(chats, total)}`;
}

function countText(chats: number, total: number | null): string {
  return total === null ? `${chats} chats` : `${chats} of ${total} chats`;
}
