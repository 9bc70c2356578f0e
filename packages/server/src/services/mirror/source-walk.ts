/**
 * Walks all rows of a source's log, or of one day of it, however the source reads `start` and however many rows a page has.
 * A walk ends only with an empty page after the last row; each step is checked against known rows, so that a wrong guess or
 * a removed row is noticed.
 */
import type { SeenRow } from './apply-rows.ts';
import { MirrorError } from './mirror-error.ts';
import { type PageReader, startAtId } from './page-reader.ts';
import type { SourcePage } from './page-sink.ts';
import {
  chooseProbe,
  type KnownRun,
  keepPossible,
  preferReading,
  START_READINGS,
  type StartReading,
} from './start-semantics.ts';
import { advance, START_OF_LOG, type WalkPosition } from './walk-position.ts';

/** How a source reads `start`; not certain while its ids have no gaps and two readings mean the same. */
export interface KnownReading {
  readonly reading: StartReading | null;
  readonly isCertain: boolean;
}

export interface WalkStep extends KnownReading {
  readonly position: WalkPosition;
  /** The rows of the page, including known ones. */
  readonly rows: readonly SeenRow[];
  readonly headers: Headers;
}

export interface SourceWalkOptions {
  readonly pages: PageReader;
  readonly known: KnownReading;
  /** Where to continue. */
  readonly position: WalkPosition;
  /** Called when a page is stored. */
  readonly onStep: (step: WalkStep) => void;
}

const RESTARTS = 3;
const MOST_PROBES = 8;
const MOST_OVERLAP_ROWS = 50;
const PAGES_WITHOUT_NEWS = 20;

export class SourceWalk {
  readonly #pages: PageReader;
  readonly #onStep: (step: WalkStep) => void;
  #reading: StartReading | null;
  #isCertain: boolean;
  #position: WalkPosition;
  /** The largest page of the source so far; null before the first. */
  #pageLength: number | null = null;
  #restarts = 0;
  #pagesWithoutNews = 0;

  constructor({ pages, known, position, onStep }: SourceWalkOptions) {
    this.#pages = pages;
    this.#onStep = onStep;
    this.#reading = known.reading;
    this.#isCertain = known.isCertain;
    this.#position = position;
  }

  /** Resolves at the end of the log. @throws MirrorError when the end cannot be reached; everything so far is stored */
  async run(): Promise<KnownReading> {
    for (let isAtEnd = false; !isAtEnd; ) {
      if (this.#position.count === 0) isAtEnd = await this.#begin();
      else if (this.#reading === 'offset') isAtEnd = await this.#walkByOffset();
      else isAtEnd = await this.#walkById();
    }
    return { reading: this.#reading, isCertain: this.#isCertain };
  }

  /** The first page, and how the source reads `start` if that is not known. True when there are no rows. */
  async #begin(): Promise<boolean> {
    const page = await this.#pages.read(null);
    if (page.rows.length === 0) {
      this.#tell(page);
      return true;
    }
    const ids = idsOf(page);
    this.#pageLength = ids.length;
    const isNew = this.#reading === null;
    if (isNew && !(await this.#detect({ base: 0, ids }))) {
      this.#countRestart('the source answers the same request differently each time');
      return false;
    }
    if (this.#reading === 'ignored') return this.#takeWhole(page, isNew);
    if (this.#reading !== 'offset') this.#checkAscending(ids);
    this.#record(page, ids, ids.length);
    return false;
  }

  /** A source that reads no `start`: its one reply is the log if it reads no `limit` either, which its first one shows. */
  #takeWhole(page: SourcePage, isNew: boolean): true {
    if (isNew && page.rowCount <= this.#pages.pageRows) {
      const sentence = `the source answers every start with the same page: no more than its first ${page.rowCount} chats can be read`;
      throw new MirrorError('wrong', sentence);
    }
    this.#record(page, idsOf(page), page.rows.length);
    return true;
  }

  /** One page by id; true at the end. */
  async #walkById(): Promise<boolean> {
    const lastId = this.#position.lastId ?? 0;
    const isOverlapping = !this.#isCertain;
    const wanted = isOverlapping ? lastId : lastId + 1;
    const page = await this.#pages.read(this.#startAt(wanted));
    const ids = idsOf(page);
    const [first = null] = ids;
    if (first === null && !isOverlapping) return true;
    if (first === null || first < wanted || (isOverlapping && first > wanted)) return this.#doubt();
    this.#checkAscending(ids);
    const fresh = ids.filter((id) => id > lastId);
    if (fresh.length === 0) return this.#endBehind(lastId);
    this.#record(page, fresh, this.#position.count + fresh.length);
    return false;
  }

  /** After a page that held only the last row: true when nothing follows. */
  async #endBehind(lastId: number): Promise<boolean> {
    const page = await this.#pages.read(this.#startAt(lastId + 1));
    const fresh = idsOf(page).filter((id) => id > lastId);
    if (page.rows.length === 0) return true;
    if (fresh.length < page.rows.length) return this.#doubt();
    this.#checkAscending(fresh);
    // The source sends one row per page, so no page can overlap the one before.
    if (fresh.length === 1) this.#record(page, fresh, this.#position.count + 1);
    return false;
  }

  /** One page by offset; true at the end. */
  async #walkByOffset(): Promise<boolean> {
    const { count, tail } = this.#position;
    const overlap = Math.min(MOST_OVERLAP_ROWS, Math.floor((this.#pageLength ?? 2) / 2), tail.length, count);
    const start = count - overlap;
    const page = await this.#pages.read(start);
    const ids = idsOf(page);
    const [first = null] = ids;
    const known = new Set(tail);
    if (overlap > 0 && (first === null || !known.has(first))) {
      if (!this.#isCertain) return this.#doubt();
      this.#countRestart('rows are removed at the source faster than they can be read');
      return false;
    }
    const fresh = ids.filter((id) => !known.has(id));
    if (fresh.length > 0) {
      this.#pageLength = Math.max(this.#pageLength ?? 0, ids.length);
      this.#record(page, fresh, start + ids.length);
      return false;
    }
    if (overlap === 0 && ids.length === 0) return true;
    // Either the end, or a source that gives fewer rows now than pages overlap.
    this.#pageLength = ids.length;
    return this.#endAtOffset(start + ids.length);
  }

  /** After a page of known rows: true when nothing is at the next offset. */
  async #endAtOffset(count: number): Promise<boolean> {
    const page = await this.#pages.read(count);
    if (page.rows.length === 0) return true;
    const known = new Set(this.#position.tail);
    // New rows are counted only from a page that begins with known ones; known rows mean that more precede than were counted.
    const isNews = idsOf(page).some((id) => !known.has(id));
    this.#position = { ...this.#position, count: isNews ? count : count + page.rows.length };
    return isNews ? false : this.#doubt();
  }

  /** A page contradicts the assumed reading of `start`: detects it again from the last rows. Always false. */
  async #doubt(): Promise<false> {
    this.#pagesWithoutNews += 1;
    if (this.#pagesWithoutNews > PAGES_WITHOUT_NEWS) {
      throw new MirrorError('wrong', 'the source sends the same rows again and again: its end cannot be found');
    }
    const { count, tail } = this.#position;
    const before = this.#reading;
    const isFound = await this.#detect({ base: Math.max(0, count - tail.length), ids: tail });
    const isNoWiser = this.#reading === before && !this.#isCertain;
    if (!isFound || isNoWiser || this.#reading === 'ignored') {
      this.#reading = null;
      this.#countRestart('the source does not answer as it did before: its rows cannot be walked through');
    }
    return false;
  }

  /** False when the replies fit no reading, as may happen while rows are added and removed. */
  async #detect(run: KnownRun): Promise<boolean> {
    let readings = START_READINGS;
    for (let probes = 0; probes < MOST_PROBES && readings.length > 1; probes++) {
      const start = chooseProbe(readings, run);
      if (start === null) break;
      readings = keepPossible(readings, run, start, await this.#pages.firstIdAt(start));
    }
    const [only = null] = readings;
    this.#isCertain = readings.length === 1;
    this.#reading = preferReading(readings);
    // Rows removed meanwhile can make one reading look like another, but not from both ends of the run.
    const check = run.ids[0] ?? 0;
    if (only === null || !this.#isCertain || only === 'ignored') return only !== null;
    return keepPossible([only], run, check, await this.#pages.firstIdAt(check)).length === 1;
  }

  #startAt(id: number): number | null {
    return startAtId(this.#reading ?? 'id', id);
  }

  #checkAscending(ids: readonly number[]): void {
    if (ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0))) return;
    throw new MirrorError('wrong', 'the source does not send chats by ascending chatId: they cannot be paged by id');
  }

  #record(page: SourcePage, freshIds: readonly number[], count: number): void {
    this.#pagesWithoutNews = 0;
    this.#position = advance(this.#position, freshIds, count);
    this.#tell(page);
  }

  #tell({ rows, headers }: SourcePage): void {
    this.#onStep({ position: this.#position, reading: this.#reading, isCertain: this.#isCertain, rows, headers });
  }

  #countRestart(sentence: string): void {
    this.#restarts += 1;
    if (this.#restarts > RESTARTS) throw new MirrorError('wrong', sentence);
    this.#position = START_OF_LOG;
  }
}

function idsOf(page: SourcePage): readonly number[] {
  return page.rows.map(({ chatId }) => chatId);
}
