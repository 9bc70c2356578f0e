/**
 * Keeps the answers to small questions for as long as nothing has changed. Finding out whether something has costs a fraction of
 * asking again, and is done every time: nobody gets an older answer than by asking.
 */
const MOST_ANSWERS = 1_000;

export class KeptAnswers {
  readonly #readVersion: () => number;
  readonly #answers = new Map<string, Promise<unknown>>();
  #version = Number.NaN;

  /** `readVersion` returns another number after every change. */
  constructor(readVersion: () => number) {
    this.#readVersion = readVersion;
  }

  /** `name` identifies the question: calls with the same name may share a result, which nobody may change. */
  async ask<T>(name: string, ask: () => Promise<T>): Promise<T> {
    // Before the question: a change that comes in between makes the answer newer than its version, never older.
    const version = this.#readVersion();
    if (version !== this.#version || this.#answers.size >= MOST_ANSWERS) this.#answers.clear();
    this.#version = version;
    const known = this.#answers.get(name);
    if (known !== undefined) return known as Promise<T>;
    const answer = ask();
    this.#answers.set(name, answer);
    try {
      return await answer;
    } catch (error) {
      if (this.#answers.get(name) === answer) this.#answers.delete(name);
      throw error;
    }
  }
}
