/** What robots have done so far, and how fast the server acknowledged it. */

const MOST_TIMES = 20_000;

export class RobotCounts {
  begun = 0;
  closed = 0;
  messages = 0;
  resends = 0;
  /** Refusals by their code. */
  readonly refusals = new Map<string, number>();
  readonly #timesMs: number[] = [];
  #next = 0;

  get open(): number {
    return this.begun - this.closed;
  }

  acknowledged(milliseconds: number): void {
    this.#timesMs[this.#next % MOST_TIMES] = milliseconds;
    this.#next += 1;
  }

  refused(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  /** Of the last acknowledgements, in whole milliseconds; null before the first. */
  percentileMs(share: number): number | null {
    const sorted = [...this.#timesMs].sort((one, other) => one - other);
    const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return found === undefined ? null : Math.round(found);
  }

  /** One line. */
  describe(): string {
    const [half, most] = [this.percentileMs(0.5), this.percentileMs(0.99)];
    const times = half === null || most === null ? '' : `, acknowledged p50 ${half} ms, p99 ${most} ms`;
    return `${this.begun} chats begun, ${this.open} open, ${this.closed} closed; ${this.messages} messages${times}; ${this.resends} resends`;
  }
}
