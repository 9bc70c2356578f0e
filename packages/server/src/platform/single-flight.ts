/**
 * Lets concurrent callers with the same question share one result. Only callers who asked before its statement began share
 * it, so that everybody sees at least what was committed when they asked.
 */
interface Question {
  readonly running: Promise<unknown>;
  next: Promise<unknown> | null;
}

export class SingleFlight {
  readonly #questions = new Map<string, Question>();

  /** `name` identifies the question: calls with the same name may share a result. */
  async ask<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#questions.get(name);
    if (known === undefined) return this.#begin(name, ask);
    const again = () => this.#begin(name, ask);
    known.next ??= known.running.then(again, again);
    return known.next as Promise<T>;
  }

  async #begin<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const question: Question = { running: ask(), next: null };
    this.#questions.set(name, question);
    try {
      return (await question.running) as T;
    } finally {
      if (question.next === null && this.#questions.get(name) === question) this.#questions.delete(name);
    }
  }
}
