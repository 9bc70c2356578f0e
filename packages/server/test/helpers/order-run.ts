/**
 * Many writers against one project of a PostgreSQL store while readers follow its changes, and what the readers' copies
 * lack at the end. Used by the order test only.
 */
import pg from 'pg';
import { MARK_BYTES } from '../../src/chat-log/codec/segment.ts';
import type { FeedPosition } from '../../src/chat-log/query/feed-position.ts';
import type { NewEvent } from '../../src/model/event.ts';
import type { ProjectScope } from '../../src/model/ids.ts';
import { type ChatId, chatId } from '../../src/model/ids.ts';
import { SeededRandom } from '../../src/services/sample/seeded-random.ts';
import type { ProjectFeed, ProjectStore } from '../../src/store/chat-store.ts';
import { sampleEvents } from './sample-import.ts';

export interface OrderOptions {
  /** Address of the database; the project and its chat `TEMPLATE_ID` are there. */
  readonly url: string;
  readonly scope: ProjectScope;
  /** Two of the eight writers append through these, as the server does. */
  readonly appenders: readonly [ProjectStore, ProjectStore];
  /** The project as those have it who follow the feed, by name. */
  readonly readers: Readonly<Record<string, ProjectStore>>;
  /** Commits and rollbacks together. */
  readonly transactions: number;
  /** Share of the plain transactions that stand open for 0 to 20 ms; half as many are rolled back. */
  readonly heldShare: number;
  readonly seed: number;
}

/** What a copy has after everything was read, against the tables themselves. */
export interface CopyReport {
  /** Chats that are missing or stand there in an older revision. */
  readonly lost: number;
  /** Chats that do not exist, or in a revision that was never committed. */
  readonly invented: number;
  /** How often the reader was given a change. */
  readonly delivered: number;
}

export interface OrderReport {
  readonly committed: number;
  readonly rolledBack: number;
  readonly appended: number;
  readonly chats: number;
  readonly feeds: Readonly<Record<string, CopyReport>>;
  /** A reader that trusts a sequence: what every feed would be without a horizon. */
  readonly bySequence: CopyReport;
}

/** The imported chat whose row every plain transaction copies. */
export const TEMPLATE_ID = 1;

const PLAIN_WRITERS = 6;
const LONGEST_HOLD_MS = 20;
/** Ids of plain transactions: far from those that `append` gives. */
const FIRST_PLAIN_ID = 1_000_000;
const PAGE_ROWS = 1_000;
/** Every column that a new chat does not get by default, but for `segment_meta`. */
const COPIED = `project_row, revision, updated_at, last_seq, is_imported, is_open, is_spam, started_at, next_due_at,
  last_agent, entity_id, contact_id, ticket_id, type, disposition, sla_status, sum_response_time, transfers,
  transfer_count, document_bytes, content_hash, digest, segment`;

type Copy = Map<number, number>;

class Tally {
  left: number;
  committed = 0;
  rolledBack = 0;
  appended = 0;
  areWritersDone = false;

  constructor(transactions: number) {
    this.left = transactions;
  }

  take(): boolean {
    this.left -= 1;
    return this.left >= 0;
  }
}

/** Writes and reads until the transactions are used up and every reader has seen the end. */
export async function runOrder(options: OrderOptions): Promise<OrderReport> {
  const tally = new Tally(options.transactions);
  const feeds = Object.entries(options.readers).map(async ([name, project]) => {
    const follower = new Follower(options, project);
    await follower.follow(tally);
    return [name, follower] as const;
  });
  const control = followSequence(options, tally);
  const plain = Array.from({ length: PLAIN_WRITERS }, (_, at) => writePlainly(options, at, tally));
  const appending = options.appenders.map((project, at) => appendEvents(options, project, at, tally));
  await Promise.all([...plain, ...appending]);
  tally.areWritersDone = true;
  const followers = await Promise.all(feeds);
  const bySequence = await control;
  const truth = await readTruth(options);
  const { committed, rolledBack, appended } = tally;
  const reports = followers.map(([name, { copy, delivered }]) => [name, compare(copy, delivered, truth)] as const);
  return {
    committed,
    rolledBack,
    appended,
    chats: truth.size,
    feeds: Object.fromEntries(reports),
    bySequence: compare(bySequence.copy, bySequence.delivered, truth),
  };
}

/** New chats, changes of its own and of others' chats; some stand open for a while, some end in a rollback. */
async function writePlainly(options: OrderOptions, writer: number, tally: Tally): Promise<void> {
  const random = new SeededRandom(options.seed, writer);
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  const row = await projectRow(client, options.scope);
  let made = 0;
  while (tally.take()) {
    const isNew = made === 0 || random.chance(0.5);
    // Another writer's chat may not exist: then nothing is changed, and the transaction commits empty.
    const other = FIRST_PLAIN_ID + random.integer(0, made) * PLAIN_WRITERS + random.integer(0, PLAIN_WRITERS - 1);
    const id = isNew ? FIRST_PLAIN_ID + made * PLAIN_WRITERS + writer : other;
    const hold = random.chance(options.heldShare) ? random.integer(0, LONGEST_HOLD_MS) : 0;
    const isKept = !random.chance(options.heldShare / 2);
    const pause = hold === 0 ? '' : `SELECT pg_sleep(${hold / 1_000});`;
    await client.query(
      `BEGIN; ${isNew ? insertChat(row, id) : touchChat(row, id)}; ${pause} ${isKept ? 'COMMIT' : 'ROLLBACK'}`,
    );
    if (isKept) tally.committed += 1;
    else tally.rolledBack += 1;
    if (isKept && isNew) made += 1;
  }
  await client.end();
}

/** Without the seal of the template, which is for its id: like a chat that 0.1.0 stored. */
function insertChat(row: number, id: number): string {
  const ofTemplate = `WHERE project_row = ${row} AND chat_id = ${TEMPLATE_ID}`;
  return `WITH ext AS (
      INSERT INTO parley.chat_ext (project_row, chat_id, ext)
      SELECT project_row, ${id}, ext FROM parley.chat_ext ${ofTemplate}
    )
    INSERT INTO parley.chat (chat_id, segment_meta, ${COPIED})
    SELECT ${id}, substring(segment_meta FROM 1 FOR ${MARK_BYTES}), ${COPIED} FROM parley.chat ${ofTemplate}`;
}

/** As every change does it: position and time are set again by the defaults of their columns. */
function touchChat(row: number, id: number): string {
  return `UPDATE parley.chat SET revision = revision + 1, xid = DEFAULT, seq = DEFAULT, changed_at = DEFAULT
    WHERE project_row = ${row} AND chat_id = ${id}`;
}

/** Real messages: whole sample chats, one event at a time. */
async function appendEvents(
  options: OrderOptions,
  { chats: log }: ProjectStore,
  writer: number,
  tally: Tally,
): Promise<void> {
  const chats = sampleEvents(200, options.seed + writer);
  for (let at = 0; ; at = (at + 1) % chats.length) {
    let id: ChatId | null = null;
    for (const event of chats[at] ?? []) {
      if (!tally.take()) return;
      const events: readonly NewEvent[] = [event];
      const appended = await log.append({ chatId: id, events });
      if ('refused' in appended) throw new TypeError(`refused: ${appended.refused}`);
      id = appended.chatId;
      tally.appended += 1;
      tally.committed += 1;
    }
  }
}

/** A consumer as the documentation describes it: upsert by chat id, keep the larger revision. */
class Follower {
  readonly copy: Copy = new Map();
  delivered = 0;
  readonly #feed: ProjectFeed;
  readonly #url: string;
  #after: FeedPosition | null = null;

  constructor({ url }: OrderOptions, { feed }: ProjectStore) {
    this.#url = url;
    this.#feed = feed;
  }

  async follow(tally: Tally): Promise<void> {
    for (;;) {
      const areWritersDone = tally.areWritersDone;
      // Only then is everything below the watermark, and the next end of the feed the end of all.
      const isQuiet = areWritersDone && (await isBelowWatermark(this.#url));
      if ((await this.#readPage()) && isQuiet) return;
      if (this.#after !== null) await this.#feed.waitForChange(this.#after, AbortSignal.timeout(5));
    }
  }

  /** True at the end of the feed. */
  async #readPage(): Promise<boolean> {
    const page = await this.#feed.readPage({ selection: {}, after: this.#after, limit: PAGE_ROWS });
    if (page === 'expired') throw new TypeError('a position expired though nothing was forgotten');
    for await (const changes of this.#feed.readChanges(page.keys)) {
      for (const change of changes) {
        if (change.kind !== 'changed') throw new TypeError(`unexpected: ${change.kind}`);
        const { chatId: id, revision } = change.chat;
        this.delivered += 1;
        if (revision >= (this.copy.get(id) ?? 0)) this.copy.set(id, revision);
      }
    }
    this.#after = page.next;
    return page.isEnd;
  }
}

async function isBelowWatermark(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    'SELECT pg_snapshot_xmin(pg_current_snapshot()) > max(xid) AS is_below FROM parley.chat',
  );
  await client.end();
  return rows[0]?.is_below === true;
}

/** The negative control: goes on behind the highest sequence that it has seen. */
async function followSequence(options: OrderOptions, tally: Tally) {
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  const row = await projectRow(client, options.scope);
  const copy: Copy = new Map();
  let delivered = 0;
  for (let after = '0'; ; ) {
    const areWritersDone = tally.areWritersDone;
    const { rows } = await client.query(
      `SELECT chat_id, revision, seq FROM parley.chat WHERE project_row = $1 AND seq > $2 ORDER BY seq LIMIT ${PAGE_ROWS}`,
      [row, after],
    );
    for (const { chat_id: id, revision } of rows) copy.set(Number(id), Number(revision));
    delivered += rows.length;
    after = rows.at(-1)?.seq ?? after;
    if (areWritersDone && rows.length === 0) break;
  }
  await client.end();
  return { copy, delivered };
}

async function readTruth({ url, scope }: OrderOptions): Promise<Copy> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const row = await projectRow(client, scope);
  const { rows } = await client.query('SELECT chat_id, revision FROM parley.chat WHERE project_row = $1', [row]);
  await client.end();
  return new Map(rows.map(({ chat_id: id, revision }) => [chatId(Number(id)), Number(revision)]));
}

async function projectRow(client: pg.Client, { tenantId, projectId }: ProjectScope): Promise<number> {
  const sql = 'SELECT project_row FROM parley.project WHERE tenant = $1 AND project_id = $2';
  const { rows } = await client.query(sql, [tenantId, projectId]);
  return Number(rows[0]?.project_row);
}

function compare(copy: Copy, delivered: number, truth: Copy): CopyReport {
  const lost = [...truth].filter(([id, revision]) => (copy.get(id) ?? 0) < revision).length;
  const invented = [...copy].filter(([id, revision]) => (truth.get(id) ?? 0) < revision).length;
  return { lost, invented, delivered };
}
