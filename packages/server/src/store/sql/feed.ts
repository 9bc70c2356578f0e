/** The change feed of a project: which chats changed, in the order of their commits, and how they are now. */
import { createHash } from 'node:crypto';
import type { SearchQuery } from '@parley/contract/search-query';
import { readSeal, SEALED_MARK_BYTES } from '../../chat-log/codec/sealed-mark.ts';
import { conditionsOf, type FilterSelection, isOfFacts, withoutFacts } from '../../chat-log/query/chat-selection.ts';
import type { FeedPosition, Place } from '../../chat-log/query/feed-position.ts';
import {
  type FeedCursorState,
  formatPlace,
  formatState,
  isBefore,
  laterOf,
  parseState,
  readPlace,
  startOf,
} from '../../chat-log/query/feed-position.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type {
  ChangedKey,
  ChangedRows,
  ChangePage,
  ChangeWindow,
  ChatChange,
  FeedHead,
  ProjectFeed,
} from '../chat-store.ts';
import { DamagedChat } from '../store-error.ts';
import type { MenderParts } from './chat-mender.ts';
import { ChatReader, readThese } from './chat-reader.ts';
import type { Database, FeedEnds, Statements } from './database.ts';
import { hasAllFacts, keepByFacts } from './fact-check.ts';
import { type FeedRowReader, readFeedRows } from './feed-rows.ts';
import { FullRowReader } from './full-row-reader.ts';
import type { ProjectRow } from './project-table.ts';
import { isKnown } from './queue-limit.ts';
import { SearchWalk } from './search-walk.ts';
import { isUnrestricted, selectFrom } from './selection-sql.ts';
import { isOneOf, join, raw, type Sql, sql } from './sql.ts';
import { isSoundTombstone } from './tombstone.ts';

/** Chats that are opened before other work may run. */
const OPENED_CHATS = 20;
const OPENED_BYTES = 8_000_000;

interface FoundKey {
  /** null for a chat of which the reader must not learn. */
  readonly key: ChangedKey | null;
  readonly place: Place;
}

type FoundPage = Omit<ChangePage, 'watermarkLagMs' | 'isHeldBack'>;

export interface FeedParts {
  readonly database: Database;
}

export class SqlFeed implements ProjectFeed {
  readonly #database: Database;
  readonly #project: ProjectRow;
  readonly #mender: MenderParts;

  constructor(parts: MenderParts & FeedParts, project: ProjectRow) {
    this.#database = parts.database;
    this.#mender = parts;
    this.#project = project;
  }

  async readHead(): Promise<FeedHead> {
    const { order, live } = this.#database;
    const { projectRow, zoneRevision } = this.#project;
    const head = await this.#database.answers.ask(`head ${projectRow}`, () => order.readHead(live, projectRow));
    // The same chats on other days, or only some of them.
    const ofZone = zoneRevision === 0 ? '' : `.z${zoneRevision}`;
    return { ...head, version: `${head.version}${ofZone}${this.#limitName()}` };
  }

  async findPosition(since: Instant): Promise<FeedPosition> {
    const { order, live } = this.#database;
    return formatPlace(await order.findPlace(live, this.#project.projectRow, since));
  }

  async readPage(window: ChangeWindow): Promise<ChangePage | 'expired'> {
    const { order } = this.#database;
    if (window.after === null) {
      const ends = await this.#readEnds();
      const page = await this.#readFrom(window, { place: startOf(order), base: ends.end });
      return { ...page, ...lagOf(ends) };
    }
    const from = parseState(order, window.after);
    const page = await this.#readFrom(window, from);
    // After the page: tombstones that are forgotten meanwhile would be missing in it.
    const ends = await this.#readEnds();
    return isExpired(from, ends) ? 'expired' : { ...page, ...lagOf(ends) };
  }

  /** In the order of the keys; a chat that is gone without a trace is left out. */
  async *readChanges(keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]> {
    const { maxDocumentBytes } = this.#project;
    const size = Math.max(1, Math.min(OPENED_CHATS, Math.floor(OPENED_BYTES / Math.max(1, maxDocumentBytes))));
    for (let at = 0; at < keys.length; at += size) {
      const batch = await this.#readAsNow(keys.slice(at, at + size));
      if (batch.length > 0) yield batch;
      await this.#database.pause();
    }
  }

  readRows(keys: readonly ChangedKey[]): AsyncGenerator<ChangedRows> {
    const { live } = this.#database;
    const rows = new FullRowReader(live, this.#project, new ChatReader(live, this.#project, this.#mender));
    const reader: FeedRowReader = {
      mostRows: live.dialect.limits.chunkRows,
      readFullRows: (window) => rows.read(window),
      readChanges: (some) => this.readChanges(some),
      pause: () => this.#database.pause(),
    };
    return readFeedRows(reader, keys);
  }

  async waitForWatermark(signal: AbortSignal): Promise<void> {
    const { newest } = await this.#readEnds();
    await this.#database.waitFor(async () => !isBefore((await this.#readEnds()).end, newest), signal);
  }

  async waitForChange(after: FeedPosition, signal: AbortSignal): Promise<void> {
    const { place } = parseState(this.#database.order, after);
    await this.#database.waitFor(async () => isBefore(place, (await this.#readEnds()).end), signal);
  }

  #limitName(): string {
    const { queueIds } = this.#project;
    if (queueIds === null) return '';
    const ids = [...new Set(queueIds)].sort((a, b) => a - b).join();
    return `.q${createHash('sha256').update(ids).digest('hex').slice(0, 16)}`;
  }

  #readEnds(): Promise<FeedEnds> {
    const { order, live } = this.#database;
    const { projectRow } = this.#project;
    return this.#database.answers.ask(`ends ${projectRow}`, () => order.readEnds(live, projectRow));
  }

  /** All keys of a page are of one moment: a chat that changes meanwhile stands in it once. */
  async #readFrom(window: ChangeWindow, from: FeedCursorState): Promise<FoundPage> {
    const { live } = this.#database;
    if (window.limit <= live.dialect.limits.feedKeys) return this.#readSteps(live, window, from);
    using snapshot = await this.#database.openSnapshot('self');
    return await this.#readSteps(snapshot, window, from);
  }

  async #readSteps(
    statements: Statements,
    { selection, limit }: ChangeWindow,
    from: FeedCursorState,
  ): Promise<FoundPage> {
    const keys: ChangedKey[] = [];
    let reached = from.place;
    let isEnd = false;
    while (!isEnd && keys.length < limit) {
      const wanted = Math.min(statements.dialect.limits.feedKeys, limit - keys.length);
      // One more than is wanted tells whether there are more.
      const some = await this.#readKeys(statements, selection, reached, wanted + 1);
      for (const { key, place } of some.slice(0, wanted)) {
        if (key !== null) keys.push(key);
        reached = place;
      }
      isEnd = some.length <= wanted;
      if (!isEnd) await this.#database.pause();
    }
    return {
      keys,
      next: formatState({ place: isEnd ? laterOf(reached, from.base) : reached, base: from.base }),
      isEnd,
    };
  }

  async #readKeys(
    statements: Statements,
    selection: ChangeWindow['selection'],
    after: Place,
    count: number,
  ): Promise<readonly FoundKey[]> {
    const { order } = this.#database;
    const { projectRow } = this.#project;
    const place = raw(Object.keys(order.columns).join(', '));
    const { search, ...all } = selection;
    const needsFacts = conditionsOf(all).some(isOfFacts);
    const isLookedUp = needsFacts && !(await hasAllFacts(statements, this.#project));
    const filters = isLookedUp ? withoutFacts(all) : all;
    const from = selectFrom(statements.dialect, this.#project, filters);
    const matches = isUnrestricted(this.#project, filters)
      ? raw('1 = 1')
      : sql`EXISTS (SELECT 1 ${from.from} AND ${raw(from.idColumn)} = key.chat_id)`;
    const part = (table: string, isErased: number): Sql => sql`SELECT * FROM (
      SELECT ${place}, chat_id, ${raw(String(isErased))} AS is_erased FROM ${raw(table)} WHERE project_row = ${projectRow}
        AND (${place}) > (${join(after.map((number) => sql`${number}`))}) AND ${order.isSettled}
      ORDER BY ${place} LIMIT ${count}) AS ${raw(`${table}_key`)}`;
    const rows = await statements.bulk(
      { ...order.columns, chat_id: 'int', is_erased: 'int', matches: 'int', is_known: 'int' },
      sql`SELECT ${place}, chat_id, is_erased, CASE WHEN is_erased = 0 AND ${matches} THEN 1 ELSE 0 END AS matches,
          CASE WHEN ${isKnown(this.#project, 'key.chat_id')} THEN 1 ELSE 0 END AS is_known
        FROM (${part('chat', 0)} UNION ALL ${part('tombstone', 1)}) AS key ORDER BY ${place} LIMIT ${count}`,
    );
    const found = rows.map((row) => ({
      key: row.is_known === 1 ? readKey(row.chat_id, row.is_erased, row.matches) : null,
      place: readPlace(order, row),
    }));
    if (search === undefined && !isLookedUp) return found;
    return this.#keepMatches(statements, { search, facts: isLookedUp ? all : null }, found);
  }

  /** A changed chat that does not hold what is looked for, or whose facts are others, has left. */
  async #keepMatches(
    statements: Statements,
    { search, facts }: { readonly search: SearchQuery | undefined; readonly facts: FilterSelection | null },
    found: readonly FoundKey[],
  ): Promise<readonly FoundKey[]> {
    const changed = found.flatMap(({ key }) => (key?.kind === 'changed' ? [key.chatId] : []));
    const pause = () => this.#database.pause();
    const parts = { statements, project: this.#project, mender: this.#mender, pause };
    const counted = facts === null ? changed : await keepByFacts(parts, facts, changed);
    const matches = new Set(search === undefined ? counted : await new SearchWalk(parts).keepMatches(search, counted));
    return found.map(({ key, place }) =>
      key?.kind === 'changed' && !matches.has(key.chatId) ? { key: { ...key, kind: 'left' }, place } : { key, place },
    );
  }

  async #readAsNow(keys: readonly ChangedKey[]): Promise<readonly ChatChange[]> {
    const { live } = this.#database;
    const changed = keys.filter((key) => key.kind === 'changed').map((key) => key.chatId);
    const found = new Map<ChatId, ChatChange>();
    for (const chat of await readThese(live, this.#project, changed, this.#mender)) {
      found.set(chat.chatId, { kind: 'changed', chat });
    }
    const others = keys.map((key) => key.chatId).filter((id) => !found.has(id));
    for (const change of await this.#readRevisions(others)) found.set(change.chatId, change);
    return keys.map((key) => found.get(key.chatId)).filter((change) => change !== undefined);
  }

  /** How the chats stand that are not read: erased, or outside of the selection. @throws DamagedChat */
  async #readRevisions(ids: readonly ChatId[]): Promise<readonly Gone[]> {
    if (ids.length === 0) return [];
    const { projectRow } = this.#project;
    const where = sql`WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`;
    const nothing = raw('CAST(NULL AS bigint)');
    const rows = await this.#database.live.bulk(
      { chat_id: 'int', revision: 'int', deleted_at: 'int?', checksum: 'int?', meta: 'bytes?' },
      sql`SELECT chat_id, revision, ${nothing} AS deleted_at, ${nothing} AS checksum, segment_meta AS meta FROM chat ${where}
        UNION ALL SELECT chat_id, revision, deleted_at, checksum, CAST(NULL AS bytea) AS meta FROM tombstone ${where}`,
    );
    return rows.map(({ chat_id, revision, deleted_at, checksum, meta }): Gone => {
      const head = { chatId: chatId(chat_id), revision };
      const isErased = deleted_at !== null;
      const isSound = isErased
        ? isSoundTombstone({ ...head, deletedAt: deleted_at, checksum })
        : hasRevision(meta, revision);
      if (!isSound) this.#refuse(head.chatId, isErased ? 'tombstone' : 'document');
      return isErased ? { kind: 'erased', ...head, deletedAt: instant(deleted_at) } : { kind: 'left', ...head };
    });
  }

  #refuse(id: ChatId, kind: 'tombstone' | 'document'): never {
    this.#mender.damage.note(this.#project, { kind, chatId: id, isLost: true });
    throw new DamagedChat(id, `its ${kind} is damaged`);
  }
}

/** Whether the seal of a chat vouches for that revision; one that 0.1.0 stored has no seal. */
function hasRevision(meta: Uint8Array | null, revision: number): boolean {
  return meta === null || meta.length !== SEALED_MARK_BYTES || readSeal(meta)?.revision === revision;
}

function readKey(id: number, isErased: number, matches: number): ChangedKey {
  const kind = matches === 1 ? 'changed' : 'left';
  return { chatId: chatId(id), kind: isErased === 1 ? 'erased' : kind };
}

function lagOf({ lagMs, end, newest }: FeedEnds): Pick<ChangePage, 'watermarkLagMs' | 'isHeldBack'> {
  return { watermarkLagMs: lagMs, isHeldBack: isBefore(end, newest) };
}

/** A place that a tombstone may be missing after, or one of a history that this store does not have. */
function isExpired({ place, base }: FeedCursorState, { horizon, ceiling }: FeedEnds): boolean {
  const known = laterOf(place, base);
  return isBefore(known, horizon) || !isBefore(known, ceiling);
}

type Gone = Exclude<ChatChange, { readonly kind: 'changed' }>;
