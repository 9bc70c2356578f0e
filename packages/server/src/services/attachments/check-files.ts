/** Whether the files that chats have are there, for `parley doctor`. */
import type { FileShelf } from '../../platform/file-shelf.ts';
import type { StoreFact } from '../../store/store-facts.ts';
import type { Finding } from '../doctor/judge-fact.ts';

type Files = Extract<StoreFact, { readonly kind: 'attachments' }>['files'];

export class FileCheck {
  readonly #shelf: FileShelf | null;
  #known = 0;
  #wrong = 0;

  constructor(shelf: FileShelf | null) {
    this.#shelf = shelf;
  }

  async look(files: Files): Promise<void> {
    this.#known += files.length;
    for (const { sha256, bytes } of files) {
      if (this.#shelf !== null && (await this.#shelf.sizeOf(sha256)) !== bytes) this.#wrong++;
    }
  }

  /** null when chats have no files. */
  judge(): Finding | null {
    if (this.#known === 0) return null;
    if (this.#shelf === null) {
      const text = `files: ${this.#known} were not looked at; give --attachments with the folder that the server has`;
      return { verdict: 'warn', text };
    }
    const { place } = this.#shelf;
    if (this.#wrong === 0) return { verdict: 'ok', text: `files: ${this.#known} are in ${place}` };
    const text = `files: ${this.#wrong} of ${this.#known} are missing or cut in ${place}; give the right --attachments, or copy them from the last backup`;
    return { verdict: 'fail', text };
  }
}
