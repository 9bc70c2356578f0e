/** How many streams are open, of whom. */
import { ApiError } from './api-error.ts';

export class StreamCounts {
  readonly #open = new Map<string, number>();

  /** One more of each; fewer again when what it returns is disposed of. @throws ApiError `tooManyStreams` */
  open(limits: readonly { readonly subject: string; readonly words: string; readonly most: number }[]): Disposable {
    for (const { subject, words, most } of limits) {
      if ((this.#open.get(subject) ?? 0) < most) continue;
      const headers = { 'retry-after': '5' };
      throw ApiError.of('tooManyStreams', { slots: { limit: String(most), subject: words }, headers });
    }
    for (const { subject } of limits) this.#open.set(subject, (this.#open.get(subject) ?? 0) + 1);
    let isOpen = true;
    return {
      [Symbol.dispose]: () => {
        if (isOpen) for (const { subject } of limits) this.#close(subject);
        isOpen = false;
      },
    };
  }

  #close(subject: string): void {
    const left = (this.#open.get(subject) ?? 0) - 1;
    if (left > 0) this.#open.set(subject, left);
    else this.#open.delete(subject);
  }
}
