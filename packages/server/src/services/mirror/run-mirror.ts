/**
 * One run of a mirror: completes the first load, then reads what changed, from the change feed if the source is another
 * Parley, otherwise by days. May be interrupted at any moment and run again. Used by the command; prints nothing.
 */
import { CompiledCalendars } from '../../model/calendar.ts';
import { instant } from '../../model/instant.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { RowRules } from '../import/row-rules.ts';
import { RowStore, type SeenRow } from './apply-rows.ts';
import { type FeedEnd, followFeed } from './follow-feed.ts';
import { MirrorError } from './mirror-error.ts';
import { MirrorRejects } from './mirror-rejects.ts';
import { type MirrorState, readState, writeState } from './mirror-state.ts';
import { type MirrorTotals, makeTotals } from './mirror-totals.ts';
import { PageReader, type PageReaderOptions } from './page-reader.ts';
import { listDays, readDays, shiftDay } from './read-days.ts';
import { daysOf, findOpenChats, rereadById } from './reread-open.ts';
import { SourceClient, type SourceClientOptions } from './source-client.ts';
import { type KnownReading, SourceWalk } from './source-walk.ts';
import { START_OF_LOG } from './walk-position.ts';

export interface MirrorOptions extends Omit<SourceClientOptions, 'onRetry'> {
  /** Of the local store. */
  readonly epoch: string;
  /** The local project. */
  readonly project: ProjectStore;
  /** Rows to ask for with each request, at least 2. */
  readonly pageRows: number;
  /** Days before the last complete pass that are read again. */
  readonly overlapDays: number;
  /** Whether to read everything again, including what was read before. */
  readonly isFull: boolean;
  readonly rules: RowRules;
  readonly statePath: string;
  readonly rejectsPath: string;
  /** Whether a file at `rejectsPath` that holds something else is replaced. */
  readonly mayOverwrite?: boolean;
  readonly onRetry: (sentence: string, delayMs: number) => void;
  /** Called from time to time. */
  readonly onProgress: (totals: MirrorTotals) => void;
}

export interface MirrorResult {
  readonly totals: MirrorTotals;
  readonly requests: number;
  readonly retries: number;
  readonly known: KnownReading;
  /** The completed steps in words, in order. */
  readonly steps: readonly string[];
  readonly notes: ReadonlySet<string>;
  /** Whether the source has a change feed; without one some changes cannot be seen. */
  readonly hasFeed: boolean;
  /** Chats in progress here that the source no longer sends. */
  readonly lostOpen: readonly number[];
  /** Why it ended early; null when it did not. */
  readonly failure: unknown;
}

const OPEN_PAGE_ROWS = 50;

/**
 * The result holds the reason for an early end, with what was done until then.
 * @throws MirrorError `local` when the state file is not usable; nothing was done then
 */
export async function runMirror(options: MirrorOptions): Promise<MirrorResult> {
  using run = new MirrorRun(options);
  // Awaited because its files close when this function returns.
  return await run.run();
}

class MirrorRun implements Disposable {
  readonly #options: MirrorOptions;
  readonly #client: SourceClient;
  readonly #store: RowStore;
  readonly #rejects: MirrorRejects;
  readonly #totals = makeTotals();
  readonly #notes = new Set<string>();
  readonly #steps: string[] = [];
  readonly #seen = new Set<number>();
  #state: MirrorState;
  #lostOpen: readonly number[] = [];

  constructor(options: MirrorOptions) {
    const { epoch, project, source, clock, rules, rejectsPath, mayOverwrite, statePath } = options;
    this.#options = options;
    this.#state = readState(statePath, {
      source: `${source.baseUrl} ${source.customer} ${source.projectId}`,
      target: `${project.tenantId} ${project.projectId}`,
      epoch,
    });
    this.#client = new SourceClient(options);
    this.#rejects = new MirrorRejects(rejectsPath, mayOverwrite);
    this.#store = new RowStore({
      project,
      calendars: new CompiledCalendars(),
      clock,
      sourceProjectId: source.projectId,
      rejects: this.#rejects,
      rules,
      totals: this.#totals,
    });
  }

  async run(): Promise<MirrorResult> {
    let failure: unknown = null;
    try {
      this.#beginPass();
      await this.#readAll();
      this.#endPass();
    } catch (error) {
      failure = error;
    }
    return {
      totals: this.#totals,
      ...this.#client.counts,
      known: { reading: this.#state.reading, isCertain: this.#state.isCertain },
      steps: this.#steps,
      notes: this.#notes,
      hasFeed: this.#state.cursor !== null,
      lostOpen: this.#lostOpen,
      failure,
    };
  }

  /** An interrupted pass continues with its rejects. */
  #beginPass(): void {
    const { pass } = this.#state;
    this.#totals.rejected = pass?.rejected ?? 0;
    this.#rejects.resumeAt(pass?.rejectBytes ?? 0);
    const isNew = pass === null;
    this.#save({ pass: pass ?? { startedMs: this.#options.clock.nowMs(), rejected: 0, rejectBytes: 0 } });
    if (isNew && this.#options.isFull) this.#startOver();
  }

  #endPass(): void {
    const { pass } = this.#state;
    this.#save({ pass: null, days: null, lastPassMs: pass?.startedMs ?? this.#options.clock.nowMs() });
  }

  #startOver(): void {
    this.#save({ load: { isDone: false, position: START_OF_LOG }, cursor: null, days: null, reading: null });
  }

  async #readAll(): Promise<void> {
    const isFirst = !this.#state.load.isDone;
    await this.#load();
    const end = await this.#follow();
    if (end === 'expired') {
      this.#notes.add(
        "the place in the source's change feed is gone, so everything was read again: chats erased there meanwhile may still stand here",
      );
      this.#startOver();
      await this.#load();
      if ((await this.#follow()) === 'expired') {
        throw new MirrorError(
          'wrong',
          "the source's change feed does not take the cursor that the source has just given",
        );
      }
    } else if (end === null && !isFirst) await this.#readChanges();
  }

  /** Continues after the last row that was read: all rows at first, new ones later. */
  async #load(): Promise<void> {
    const { load, cursor, reading } = this.#state;
    if (load.isDone && (cursor !== null || (load.position.count > 0 && reading !== 'id' && reading !== 'after')))
      return;
    this.#steps.push(load.isDone ? 'new chats by id' : 'first load');
    const walk = new SourceWalk({
      pages: new PageReader(this.#pageOptions({})),
      known: this.#state,
      position: load.position,
      onStep: ({ position, reading: found, isCertain, rows, headers }) => {
        if (load.isDone) this.#see(rows);
        // The first reply's cursor is from before the first row; later ones would skip what changed since.
        const first = load.isDone ? null : headers.get('parley-sync-cursor');
        const cursor = this.#state.cursor ?? first;
        this.#save({ load: { isDone: load.isDone, position }, reading: found, isCertain, cursor });
      },
    });
    const known = await walk.run();
    this.#save({ ...known, load: { ...this.#state.load, isDone: true } });
  }

  /** null when the source has no change feed that this key may read. */
  async #follow(): Promise<FeedEnd | null> {
    const { cursor } = this.#state;
    if (cursor === null) return null;
    const { project, clock, pageRows } = this.#options;
    const end = await followFeed({
      client: this.#client,
      store: this.#store,
      project,
      clock,
      rejects: this.#rejects,
      totals: this.#totals,
      pageRows,
      cursor,
      onStep: (next) => this.#save({ cursor: next }),
    });
    if (end !== 'refused') this.#steps.push('change feed');
    else {
      this.#notes.add('the source has a change feed, but not for this key: changes are looked for by days');
      this.#save({ cursor: null });
      return null;
    }
    return end;
  }

  async #readChanges(): Promise<void> {
    const days = this.#listDays();
    const already = new Set(listDays(days.first, days.last));
    this.#steps.push(`days ${days.first} to ${days.last}`);
    await this.#readDays(listDays(days.next, days.last), (day) => {
      this.#save({ days: { next: shiftDay(day, 1), last: days.last } });
    });
    const open = (await findOpenChats(this.#options.project)).filter((chat) => this.#isUnseen(chat));
    if (open.length === 0) return;
    this.#steps.push(`${open.length} chats in progress`);
    const { reading } = this.#state;
    if (reading === 'id' || reading === 'after') {
      const pages = new PageReader({
        ...this.#pageOptions({}),
        pageRows: Math.min(OPEN_PAGE_ROWS, this.#options.pageRows),
      });
      await rereadById(open, pages, reading, (rows) => this.#see(rows));
    } else await this.#readDays(daysOf(open, already), () => undefined);
    this.#lostOpen = open.filter((chat) => this.#isUnseen(chat)).map(({ chatId }) => chatId);
  }

  /** One more day on both sides: the source's days may be in another zone than the local project's. */
  #listDays(): { readonly first: string; readonly next: string; readonly last: string } {
    const { clock, overlapDays, project } = this.#options;
    const { lastPassMs, pass, days } = this.#state;
    const startedMs = pass?.startedMs ?? clock.nowMs();
    const dayOf = (ms: number) => project.zone.wallTimeAt(instant(ms)).slice(0, 10);
    const first = shiftDay(dayOf(lastPassMs ?? startedMs), -overlapDays - 1);
    return { first, next: days?.next ?? first, last: days?.last ?? shiftDay(dayOf(startedMs), 1) };
  }

  async #readDays(days: readonly string[], onDay: (day: string) => void): Promise<void> {
    await readDays({
      ...this.#pageOptions({}),
      days,
      known: this.#state,
      onRows: (rows) => this.#see(rows),
      onDay: (day, { reading, isCertain }) => {
        this.#save({ reading, isCertain });
        onDay(day);
      },
    });
  }

  #pageOptions(filter: PageReaderOptions['filter']): PageReaderOptions {
    const { pageRows } = this.#options;
    return { client: this.#client, store: this.#store, pageRows, filter, notes: this.#notes };
  }

  #isUnseen({ chatId }: { readonly chatId: number }): boolean {
    return !this.#seen.has(chatId);
  }

  #see(rows: readonly SeenRow[]): void {
    for (const { chatId } of rows) this.#seen.add(chatId);
  }

  /** Only called when everything that the state covers is committed. */
  #save(changes: Partial<MirrorState>): void {
    const next = { ...this.#state, ...changes };
    const rejects = { rejected: this.#totals.rejected, rejectBytes: this.#rejects.sync() };
    this.#state = { ...next, pass: next.pass === null ? null : { ...next.pass, ...rejects } };
    writeState(this.#options.statePath, this.#state);
    this.#options.onProgress(this.#totals);
  }

  [Symbol.dispose](): void {
    this.#rejects[Symbol.dispose]();
  }
}
