/** Requests pages of one selection from a source and stores their rows. Used by the walks, which decide what to read next. */
import { parseRecord } from './adapt-row.ts';
import { type RowStore, seenIn } from './apply-rows.ts';
import type { RowSink } from './attempt-request.ts';
import { MirrorError } from './mirror-error.ts';
import { type SourceQuery, sourceUrl } from './mirror-source.ts';
import { PageSink, type SourcePage } from './page-sink.ts';
import type { SourceClient } from './source-client.ts';
import type { StartReading } from './start-semantics.ts';

export interface PageReaderOptions {
  readonly client: SourceClient;
  readonly store: RowStore;
  /** Rows to ask for with each request, at least 2. */
  readonly pageRows: number;
  /** Parameters of every request, besides those for paging. */
  readonly filter: SourceQuery;
  /** Notes for the report. */
  readonly notes: Set<string>;
}

/** Statuses that some servers send past the end instead of an empty page. */
const PAST_THE_END: readonly (number | null)[] = [404, 416, 417];

export class PageReader {
  readonly pageRows: number;
  readonly #options: PageReaderOptions;

  constructor(options: PageReaderOptions) {
    this.pageRows = options.pageRows;
    this.#options = options;
  }

  /** The page at `start`, its rows stored; null sends no `start`. */
  async read(start: number | null): Promise<SourcePage> {
    const { client, store } = this.#options;
    const query = this.#query(start, this.pageRows);
    const { pathname, search } = new URL(sourceUrl(client.source, '', query));
    const sink = new PageSink(store, { request: `${pathname}${search}`, hasExt: false });
    try {
      const page = await sink.finish(await client.read('', query, sink));
      if (page.rowCount > 0 && page.rows.length === 0) {
        throw new MirrorError('wrong', 'the source sends rows without a chatId: this is not the chat log');
      }
      return page;
    } catch (error) {
      if (start === null || !(error instanceof MirrorError) || !PAST_THE_END.includes(error.status)) throw error;
      await this.#firstId(null);
      this.#options.notes.add(`the source answers ${error.status} past its last row; that was taken for the end`);
      return { rows: [], rowCount: 0, headers: new Headers() };
    }
  }

  /** Id of the first row at `start`, null when there is none. Nothing is stored. */
  async firstIdAt(start: number): Promise<number | null> {
    try {
      return await this.#firstId(start);
    } catch (error) {
      if (!(error instanceof MirrorError) || !PAST_THE_END.includes(error.status)) throw error;
      return null;
    }
  }

  async #firstId(start: number | null): Promise<number | null> {
    const sink = new FirstRowSink();
    await this.#options.client.read('', this.#query(start, 1), sink);
    return sink.row === null ? null : (seenIn(parseRecord(sink.row))?.chatId ?? null);
  }

  #query(start: number | null, limit: number): SourceQuery {
    return { ...this.#options.filter, ...(start === null ? {} : { start }), limit, direction: 'ASC' };
  }
}

/** The value of `start` that begins a page with the chat `id`, or with the next one when there is none. */
export function startAtId(reading: StartReading, id: number): number | null {
  if (reading !== 'after') return id;
  return id === 0 ? null : id - 1;
}

class FirstRowSink implements RowSink {
  row: Uint8Array | null = null;

  restart(): void {
    this.row = null;
  }

  async add(rows: readonly Uint8Array[]): Promise<void> {
    this.row ??= rows[0] ?? null;
  }
}
