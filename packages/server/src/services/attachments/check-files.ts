/** Whether the files that chats have are there, for `parley doctor`. */
import type { FileShelf } from '../../platform/file-shelf.ts';
import { ShelfFailure } from '../../platform/shelf-failure.ts';
import type { StoreFact } from '../../store/store-facts.ts';
import type { Finding } from '../doctor/judge-fact.ts';

type Files = Extract<StoreFact, { readonly kind: 'attachments' }>['files'];

/** Questions at the same time: a place far away answers each after a while. */
const AT_ONCE = 16;

export class FileCheck {
  readonly #shelf: FileShelf | null;
  #known = 0;
  #wrong = 0;
  #failure: ShelfFailure | null = null;

  constructor(shelf: FileShelf | null) {
    this.#shelf = shelf;
  }

  async look(files: Files): Promise<void> {
    this.#known += files.length;
    try {
      for (let at = 0; at < files.length && this.#failure === null; at += AT_ONCE) {
        await Promise.all(files.slice(at, at + AT_ONCE).map((file) => this.#lookAt(file)));
      }
    } catch (error) {
      if (!(error instanceof ShelfFailure)) throw error;
      this.#failure = error;
    }
  }

  /** null when chats have no files. */
  judge(): Finding | null {
    if (this.#known === 0) return null;
    if (this.#shelf === null) {
      const text = `files: ${this.#known} were not looked at; give the --attachments that the server has`;
      return { verdict: 'warn', text };
    }
    if (this.#failure !== null) return { verdict: 'fail', text: `files: ${this.#failure.message}` };
    const { place } = this.#shelf;
    if (this.#wrong === 0) return { verdict: 'ok', text: `files: ${this.#known} are in ${place}` };
    const text = `files: ${this.#wrong} of ${this.#known} are missing or cut in ${place}; give the right --attachments, or copy them from the last backup`;
    return { verdict: 'fail', text };
  }

  async #lookAt({ sha256, bytes }: Files[number]): Promise<void> {
    if (this.#shelf !== null && (await this.#shelf.sizeOf(sha256)) !== bytes) this.#wrong++;
  }
}
