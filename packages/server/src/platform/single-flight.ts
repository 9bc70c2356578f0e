/**
 * Lets callers who ask the same at the same time share one answer. An answer is only shared by those who asked before its
 * statement was begun, so that everybody sees at least what was committed when they asked.
 */
interface Question {
  readonly running: Promise<unknown>;
  next: Promise<unknown> | null;
}

export class SingleFlight {
  readonly #questions = new Map<string, Question>();

  /** `name` stands for what `ask` asks: the same name, the same answer. */
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
