/**
 * Stores rows of a mirror's source: prepares and imports them like `parley import`, records rejects and counts everything.
 * Used for pages and for the change feed; sends no requests.
 */
import type { ImportChat } from '../../chat-log/input/import-chat.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import { instant } from '../../model/instant.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import { explainOutcome } from '../import/import-batch.ts';
import { type PreparedChat, prepareChat } from '../import/prepare-chat.ts';
import type { RowRules } from '../import/row-rules.ts';
import { adaptRow, parseRecord } from './adapt-row.ts';
import type { MirrorRejects } from './mirror-rejects.ts';
import type { MirrorTotals } from './mirror-totals.ts';

export interface RowStoreOptions {
  /** The local one. */
  readonly project: ProjectStore;
  readonly calendars: CompiledCalendars;
  readonly clock: Clock;
  readonly sourceProjectId: number;
  readonly rejects: MirrorRejects;
  readonly rules: RowRules;
  readonly totals: MirrorTotals;
}

/** A row of a reply. */
export interface SourceRow {
  readonly bytes: Uint8Array;
  /** Position in the reply, from 1. */
  readonly place: number;
}

/** The origin of rows. */
export interface RowOrigin {
  /** The request to the source, for the file of rejects. */
  readonly request: string;
  readonly hasExt: boolean;
}

/** A row that has an id, whether it could be stored or not. */
export interface SeenRow {
  readonly chatId: number;
  /** Day that its start is printed with, `YYYY-MM-DD`; null when it prints none. */
  readonly startDay: string | null;
}

interface ReadyRow {
  readonly row: SourceRow;
  readonly prepared: PreparedChat;
}

/** As `parley import` commits them. */
const ROWS_A_COMMIT = 256;
const DAY = /^\d{4}-\d{2}-\d{2}/;

export class RowStore {
  readonly #options: RowStoreOptions;

  constructor(options: RowStoreOptions) {
    this.#options = options;
  }

  /**
   * Stores the rows in order, 256 per commit; of rows with the same id only the last. Returns the rows that have an id, each
   * id once, in the order of its first row. @throws StoreError when one of the commits failed
   */
  async apply(rows: readonly SourceRow[], origin: RowOrigin): Promise<readonly SeenRow[]> {
    const seen = new Map<number, SeenRow>();
    const ready = new Map<number, ReadyRow>();
    for (const row of rows) {
      const prepared = this.#prepare(row, origin);
      const found = prepared === null ? seenIn(parseRecord(row.bytes)) : seenIn(prepared.chat.folded.chat);
      if (found === null) continue;
      if (seen.has(found.chatId)) this.#options.totals.duplicates += 1;
      seen.set(found.chatId, found);
      if (prepared !== null) ready.set(found.chatId, { row, prepared });
    }
    this.#options.totals.read += rows.length;
    const all = [...ready.values()];
    for (let from = 0; from < all.length; from += ROWS_A_COMMIT) {
      await this.#store(all.slice(from, from + ROWS_A_COMMIT), origin);
    }
    return [...seen.values()];
  }

  #prepare(row: SourceRow, origin: RowOrigin): PreparedChat | null {
    const { project, calendars, rules, sourceProjectId } = this.#options;
    const { projectId, zone } = project;
    const adaption = { sourceProjectId, localProjectId: projectId, hasExt: origin.hasExt };
    const adapt = (value: unknown) => adaptRow(value, adaption);
    const prepared = prepareChat(row.bytes, { projectId, zone, calendars, rules, adapt });
    if ('problem' in prepared) return this.#reject(row, origin, prepared.problem.field, prepared.problem.reason);
    if (prepared.chat.events[0]?.body.type === 'chat.imported') return prepared;
    return this.#reject(row, origin, 'events', 'holds events of its own; a mirror takes rows of the log only');
  }

  async #store(rows: readonly ReadyRow[], origin: RowOrigin): Promise<void> {
    const { project, clock, totals } = this.#options;
    const chats: readonly ImportChat[] = rows.map(({ prepared }) => prepared.chat);
    const { outcomes, createdBelowHighest } = await project.chats.import(chats, instant(clock.nowMs()));
    totals.createdBelowHighest += createdBelowHighest;
    for (const [index, { row, prepared }] of rows.entries()) {
      const outcome = outcomes[index];
      if (outcome === 'created' || outcome === 'replaced' || outcome === 'unchanged') {
        totals[outcome] += 1;
        for (const kind of prepared.warnings) totals.warnings.set(kind, (totals.warnings.get(kind) ?? 0) + 1);
      } else this.#reject(row, origin, 'chatId', explainOutcome(outcome, prepared.chat.chatId));
    }
  }

  #reject({ bytes, place }: SourceRow, { request }: RowOrigin, field: string, reason: string): null {
    const isNew = this.#options.rejects.add({ request, row: place, field, reason }, bytes);
    if (isNew) {
      this.#options.totals.rejected += 1;
      this.#options.totals.rejectGroups.add({ field, reason }, `row ${place} of ${request}`);
    }
    return null;
  }
}

/** The facts of a row that the walks need; null when it has no valid chatId. */
export function seenIn(row: { readonly chatId?: unknown; readonly sessionStartTime?: unknown } | null): SeenRow | null {
  const { chatId: id, sessionStartTime: start } = row ?? {};
  // An id given as text cannot be stored, but the walk continues after it.
  const chatId = typeof id === 'string' && /^\d{1,16}$/.test(id) ? Number(id) : id;
  if (typeof chatId !== 'number' || !Number.isSafeInteger(chatId) || chatId < 0) return null;
  return { chatId, startDay: typeof start === 'string' ? (DAY.exec(start)?.[0] ?? null) : null };
}
