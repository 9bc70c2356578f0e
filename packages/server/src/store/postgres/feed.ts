/** The change feed of the store: pages, waiting and the watermark, each question asked once for all who ask it together. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../model/instant.ts';
import type {
  ChangedKey,
  ChangePage,
  ChangeWindow,
  ChatChange,
  FeedHead,
  FeedPosition,
  ProjectScope,
  Watermark,
} from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { StoreError } from '../store-error.ts';
import { readAsNow } from './change-hydrator.ts';
import { type FeedEnds, findPlace, isExpired, NO_MOMENT, readEnds, readMoment, readPage } from './change-reader.ts';
import { formatPlain, isBefore, parsePlace } from './feed-cursor-state.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import type { RecentProjects } from './project-cache.ts';
import type { SharedQuestions } from './single-flight.ts';
import { WatermarkGauge } from './watermark.ts';

const POLL_MS = 100;

export interface FeedParts {
  readonly database: PostgresDatabase;
  readonly projects: RecentProjects;
  readonly shared: SharedQuestions;
  readonly monotonicMs: () => number;
}

/** Its methods are those of `Journal`. */
export class Feed implements Disposable {
  readonly #database: PostgresDatabase;
  readonly #projects: RecentProjects;
  readonly #shared: SharedQuestions;
  readonly #gauge: WatermarkGauge;
  readonly #closing = new AbortController();

  constructor({ database, projects, shared, monotonicMs }: FeedParts) {
    this.#database = database;
    this.#projects = projects;
    this.#shared = shared;
    this.#gauge = new WatermarkGauge(monotonicMs);
  }

  async readMoment(scope: ProjectScope): Promise<FeedHead> {
    const project = await this.#projects.findRecent(scope);
    if (project === null) return NO_MOMENT;
    return this.#shared.ask(`moment ${project.projectRow}`, () => readMoment(this.#database, project));
  }

  async findFeedPosition(scope: ProjectScope, since: Instant): Promise<FeedPosition> {
    const project = await this.#projects.findRecent(scope);
    return formatPlain(project === null ? { xid: 0n, seq: 0n } : await findPlace(this.#database, project, since));
  }

  async readChangePage(scope: ProjectScope, window: ChangeWindow): Promise<ChangePage | 'expired'> {
    const project = await this.#projects.findRecent(scope);
    if (project === null) throw new StoreError('missing', `there is no project ${scope.projectId}`);
    if (window.after === null) {
      const { end, xmin, xmax } = await this.#readEnds(project);
      const page = await readPage(this.#database, project, window, { xid: 0n, seq: 0n, base: end });
      return { ...page, watermarkLagMs: this.#gauge.observe(xmin, xmax) };
    }
    const from = parsePlace(window.after);
    const page = await readPage(this.#database, project, window, from);
    // Behind the page: tombstones that are forgotten in between would be missing in it.
    const ends = await this.#readEnds(project);
    if (isExpired(from, ends)) return 'expired';
    return { ...page, watermarkLagMs: this.#gauge.observe(ends.xmin, ends.xmax) };
  }

  async *readChanges(scope: ProjectScope, keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]> {
    const project = await this.#projects.findRecent(scope);
    if (project !== null) yield* readAsNow(this.#database, project, keys);
  }

  async waitForChange(scope: ProjectScope, after: FeedPosition, signal: AbortSignal): Promise<void> {
    const known = parsePlace(after);
    const until = AbortSignal.any([signal, this.#closing.signal]);
    try {
      const project = await this.#projects.find(scope);
      while (project !== null && !until.aborted) {
        if (isBefore(known, (await this.#readEnds(project)).end)) return;
        await sleep(POLL_MS, undefined, { signal: until });
      }
    } catch (error) {
      if (!until.aborted) throw error;
    }
  }

  measureWatermark(): Promise<Watermark> {
    return this.#gauge.measure(this.#database);
  }

  /** Ends all waiting. */
  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  #readEnds(project: ProjectRow): Promise<FeedEnds> {
    return this.#shared.ask(`ends ${project.projectRow}`, () => readEnds(this.#database, project));
  }
}
