/** Collects the rows of one reply and stores them when it is complete, or in parts when it is very long. Used by the walks. */
import type { RowOrigin, RowStore, SeenRow, SourceRow } from './apply-rows.ts';
import type { RowSink } from './attempt-request.ts';

/** How much of a reply is held until it is complete; a longer one is stored in parts. */
const HELD_BYTES = 16 * 1024 * 1024;

/** The content of a reply. */
export interface SourcePage {
  /** Rows with an id, each id once, in the order of the reply. */
  readonly rows: readonly SeenRow[];
  /** All rows, including those without an id. */
  readonly rowCount: number;
  readonly headers: Headers;
}

export class PageSink implements RowSink {
  readonly #store: RowStore;
  readonly #origin: RowOrigin;
  #held: SourceRow[] = [];
  #heldBytes = 0;
  #count = 0;
  #seen = new Map<number, SeenRow>();

  constructor(store: RowStore, origin: RowOrigin) {
    this.#store = store;
    this.#origin = origin;
  }

  restart(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#count = 0;
    this.#seen = new Map();
  }

  async add(rows: readonly Uint8Array[]): Promise<void> {
    for (const bytes of rows) {
      this.#count += 1;
      this.#held.push({ bytes, place: this.#count });
      this.#heldBytes += bytes.length;
    }
    if (this.#heldBytes > HELD_BYTES) await this.#flush();
  }

  /** Call it once, when the reply is complete. @throws StoreError */
  async finish(headers: Headers): Promise<SourcePage> {
    await this.#flush();
    return { rows: [...this.#seen.values()], rowCount: this.#count, headers };
  }

  async #flush(): Promise<void> {
    const rows = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const row of await this.#store.apply(rows, this.#origin)) this.#seen.set(row.chatId, row);
  }
}
