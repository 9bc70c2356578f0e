/**
 * The log walked from end to end over HTTP while chats are added, changed, closed, removed and imported: whoever was there
 * and matched all the time is met, and nobody is met twice. Pages by `offset` keep that promise on unchanging data only.
 */
import { type ChatInReply, type ChatLogReply, EVENT_FORMAT, type WireEvent } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../src/desk/sample/seeded-random.ts';
import type { Journal, ProjectScope } from '../../src/journal/journal.ts';
import { decodeEventLine } from '../../src/log/event-format.ts';
import { MARK_BYTES } from '../../src/log/segment.ts';
import type { ChatChunk } from '../../src/log/stored-chat.ts';
import type { ChatEvent, EventBody } from '../../src/model/event.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { bootServer, type TestServer } from '../boot-server.ts';
import { startRequest } from '../journal/sample-import.ts';
import { type WrapReads, wrapReaders } from '../wrap-readers.ts';

/** Ids of the first import: the others up to the last of them are free for imports below the highest. */
const IMPORTED_IDS = Array.from({ length: 150 }, (_, at) => (at + 1) * 3);
const APPENDED = 150;
/** Later than the clock of the server, so that no target falls due by itself. */
const FIRST_DAY_MS = Date.UTC(2026, 1, 2);
const LATER_MS = Date.UTC(2026, 1, 9);
const DAY_SECONDS = 86_400;
const AGENTS = [660, 661, 662].map((agentId) => ({ agentId, name: `Agent ${agentId}` }));
const QUEUES = [3803, 3804].map((queueId) => ({ queueId, name: `Queue ${queueId}`, waitingLimitSeconds: 60 }));
const TICKET_TYPE = {
  fieldId: null,
  valueId: 1,
  label: 'Request',
  exportValue: 'Request',
  params: [],
  fgColor: '',
  bgColor: '',
  sort: null,
  status: null,
  system: 0,
  fieldValueId: null,
};
const TICKETS = [15, 16].map((ticketId) => ({ ticketId, ticketNo: `822-${ticketId}`, ticketType: TICKET_TYPE }));

type Between = () => Promise<void>;
type Draft = { readonly type: WireEvent['type'] } & Readonly<Record<string, unknown>>;

/** What happens in a chat, with the seconds after its start: each filter finds some of such chats and leaves some out. */
function drawChat(random: SeededRandom, isOpen: boolean): readonly (readonly [seconds: number, draft: Draft])[] {
  const agent = random.pick(AGENTS);
  const started: Draft = {
    type: 'chat.started',
    channel: random.pick(['webchat', 'viber']),
    sessionId: random.uuid(),
    contactId: random.integer(0, 2),
    entityId: random.integer(0, 2),
    queue: random.pick(QUEUES),
    slaPolicy: { policyId: 'standard', firstResponseSeconds: 60 },
    ...(random.chance(0.6) ? { ticket: random.pick(TICKETS) } : {}),
  };
  const question = { type: 'message.sent', sender: 'visitor', name: 'V', messageId: 'q', text: 'hello' } as const;
  const answer = { type: 'message.sent', sender: 'agent', name: agent.name, messageId: 'a', text: 'hello' } as const;
  const answeredAt = random.pick([30, 300]);
  return [
    [0, started],
    [1, question],
    ...(random.chance(0.7) ? ([[20, { type: 'agent.accepted', agent }]] as const) : []),
    ...(random.chance(0.7) ? ([[answeredAt, { ...answer, senderId: agent.agentId }]] as const) : []),
    ...(random.chance(0.3) ? ([[310, { type: 'chat.transferred', toAgent: random.pick(AGENTS) }]] as const) : []),
    ...(random.chance(0.3) ? ([[320, { type: 'spam.marked' }]] as const) : []),
    ...(isOpen ? [] : ([[400, { type: 'chat.closed', reason: random.pick(['agent', 'visitor_left']) }]] as const)),
  ];
}

function drawLine(random: SeededRandom, id: number, isOpen: boolean): unknown {
  const startMs = FIRST_DAY_MS + random.integer(0, 6 * DAY_SECONDS - 1) * 1_000;
  const events = drawChat(random, isOpen).map(([seconds, { type, ...rest }]) => {
    return { type, at: new Date(startMs + seconds * 1_000).toISOString(), ...rest };
  });
  return { format: EVENT_FORMAT, chatId: id, events };
}

function drawEvents(random: SeededRandom, isOpen: boolean): readonly ChatEvent[] {
  const decoded = decodeEventLine(drawLine(random, 1, isOpen));
  if ('problem' in decoded) throw new TypeError(`${decoded.problem.field} ${decoded.problem.reason}`);
  return decoded.events;
}

/** Changes a project of its own, always in the same way. */
class Writer {
  readonly path: string;
  readonly counts = { added: 0, continued: 0, closed: 0, removed: 0, filledIn: 0, replaced: 0 };
  readonly #server: TestServer;
  readonly #scope: ProjectScope;
  readonly #random: SeededRandom;
  readonly #imported = new Set<number>(IMPORTED_IDS);
  readonly #captured = new Set<number>();
  readonly #open = new Set<number>();
  readonly #gaps = new Set(IMPORTED_IDS.flatMap((id) => [id - 2, id - 1]));
  readonly #changes = [
    { weight: 5, run: () => this.#add() },
    { weight: 3, run: () => this.#continue() },
    { weight: 2, run: () => this.#close() },
    { weight: 3, run: () => this.#remove() },
    { weight: 2, run: () => this.#fillIn() },
    { weight: 1, run: () => this.#replace() },
  ];

  private constructor(server: TestServer, scope: ProjectScope) {
    this.#server = server;
    this.#scope = scope;
    this.path = `/v2/projects/${scope.projectId}/chats`;
    this.#random = new SeededRandom(5, scope.projectId);
  }

  /** A project of imported chats with gaps between their ids, and of captured ones above them, half of those open. */
  static async make(server: TestServer, project: number): Promise<Writer> {
    const scope = await server.makeProject(project);
    const writer = new Writer(server, scope);
    await server.importChats(
      scope,
      IMPORTED_IDS.map((id) => drawLine(writer.#random, id, writer.#random.chance(0.2))),
    );
    await writer.add(APPENDED);
    return writer;
  }

  /** A few changes at once, and now and then a while of joining beside them. */
  async act(): Promise<void> {
    const count = this.#random.integer(2, 5);
    const changes = Array.from({ length: count }, () => this.#random.pickWeighted(this.#changes).run());
    const joining = this.#random.chance(0.5) ? this.#server.journal.joinBlocks(this.#random.integer(1, 20)) : null;
    await Promise.all([...changes, joining]);
  }

  async remove(...ids: readonly number[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#erase(id)));
  }

  async add(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#add()));
  }

  async #add(): Promise<void> {
    const isOpen = this.#random.chance(0.5);
    const result = await this.#server.journal.append(this.#scope, startRequest(drawEvents(this.#random, isOpen)));
    if ('refused' in result) throw new TypeError(result.refused);
    this.#captured.add(result.chatId);
    if (isOpen) this.#open.add(result.chatId);
    this.counts.added += 1;
  }

  async #continue(): Promise<void> {
    const id = this.#random.pick([...this.#open]);
    const messageId = `m${this.counts.continued}`;
    await this.#append(
      id,
      this.#random.pick<EventBody>([
        { type: 'message.sent', sender: 'visitor', name: 'V', messageId, text: 'still here' },
        { type: 'chat.transferred', toAgent: this.#random.pick(AGENTS) },
        { type: 'chat.transferred', toQueue: this.#random.pick(QUEUES) },
        { type: 'contact.identified', contactId: this.#random.integer(1, 2), entityId: this.#random.integer(1, 2) },
        { type: 'ticket.linked', ticket: this.#random.pick(TICKETS) },
        { type: this.#random.pick(['spam.marked', 'spam.unmarked'] as const) },
      ]),
    );
    this.counts.continued += 1;
  }

  async #close(): Promise<void> {
    const id = this.#random.pick([...this.#open]);
    this.#open.delete(id);
    await this.#append(id, { type: 'chat.closed', reason: 'agent' });
    this.counts.closed += 1;
  }

  #remove(): Promise<void> {
    return this.#erase(this.#random.pick([...this.#imported, ...this.#captured]));
  }

  async #fillIn(): Promise<void> {
    const id = this.#random.pick([...this.#gaps]);
    this.#gaps.delete(id);
    const { createdBelowHighest } = await this.#import(id);
    this.#imported.add(id);
    this.counts.filledIn += createdBelowHighest;
  }

  async #replace(): Promise<void> {
    await this.#import(this.#random.pick([...this.#imported]));
    this.counts.replaced += 1;
  }

  #import(id: number) {
    return this.#server.importChats(this.#scope, [drawLine(this.#random, id, this.#random.chance(0.2))]);
  }

  async #append(id: number, body: EventBody): Promise<void> {
    const at = instant(LATER_MS + this.#random.integer(0, DAY_SECONDS) * 1_000);
    const events = [{ at, offsetMinutes: 60, body }];
    const result = await this.#server.journal.append(this.#scope, { chatId: chatId(id), events });
    if ('refused' in result) throw new TypeError(`${id}: ${result.refused}`);
  }

  async #erase(id: number): Promise<void> {
    for (const ids of [this.#imported, this.#captured, this.#open]) ids.delete(id);
    const erased = await this.#server.journal.eraseChat(this.#scope, chatId(id), instant(LATER_MS), 'operator');
    if (erased === null) throw new TypeError(`${id} was not there`);
    this.counts.removed += 1;
  }
}

interface Walked {
  readonly seenIds: readonly number[];
  /** Of the chats that were there and matched from before the walk until after it. */
  readonly throughoutIds: readonly number[];
}

/** What is wrong with a walk; both lists are empty when nothing is. */
function checkWalk({ seenIds, throughoutIds }: Walked) {
  const seen = new Set(seenIds);
  return {
    missing: throughoutIds.filter((id) => !seen.has(id)),
    repeated: seenIds.filter((id, at) => seenIds.indexOf(id) !== at),
  };
}
const SOUND = { missing: [], repeated: [] };

const tookPart = (row: ChatInReply, kind: string, value: string) =>
  (row.ext?.participants ?? []).some((one) => one.kind === kind && one.id === Number(value));
const dayOf = (row: ChatInReply) => (row.sessionStartTime ?? '').slice(0, 10);

/** What each filter says of a row, read off the row itself. */
const CONDITIONS: Readonly<Record<string, (row: ChatInReply, value: string) => boolean>> = {
  userId: (row, value) => row.lastAgent === Number(value),
  entityId: (row, value) => row.entityId === Number(value),
  contactId: (row, value) => row.contactId === Number(value),
  ticketId: (row, value) => row.ticketId === Number(value),
  agentId: (row, value) => tookPart(row, 'agent', value),
  queueId: (row, value) => tookPart(row, 'queue', value),
  type: (row, value) => row.type === value,
  disposition: (row, value) => row.disposition === value,
  slaStatus: (row, value) => row.slaStatus === value,
  isSPAM: (row, value) => row.isSPAM === Number(value),
  status: (row, value) => (row.sessionCloseTime === null) === (value === 'open'),
  startDate: (row, value) => dayOf(row) >= value,
  endDate: (row, value) => dayOf(row) <= value,
};
const FILTERS = [
  '',
  'userId=661',
  'entityId=2',
  'contactId=0',
  'ticketId=15',
  'agentId=660',
  'queueId=3803',
  'type=viber',
  'disposition=Completed',
  'slaStatus=Within SLA',
  'isSPAM=1',
  'status=open',
  'startDate=2026-02-03&endDate=2026-02-05',
  'agentId=660&queueId=3804',
  'isSPAM=0&status=closed&startDate=2026-02-04&endDate=2026-02-07',
];

/** How the server's reads are met: the writer acts between the lists of a stream. */
const meeting: { betweenLists: Between; joinedReads: number } = { betweenLists: async () => undefined, joinedReads: 0 };
const meet: WrapReads = async function* wrap(source) {
  for await (const list of source) {
    const { count, marks } = list as Partial<ChatChunk>;
    if (count !== undefined && marks !== undefined && marks.length / MARK_BYTES < count) meeting.joinedReads += 1;
    yield list;
    await meeting.betweenLists();
  }
};

/** Leaves joining to the writer, whose moments are the same in every run. */
function withoutJoining(journal: Journal): Journal {
  return new Proxy(journal, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'joinBlocks') return async () => false;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const server = await bootServer({ wrapJournal: (journal) => wrapReaders(withoutJoining(journal), meet) });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(1);
const key = await server.makeKey();

async function readPage(path: string) {
  const reply = await server.get(path.replaceAll(' ', '%20'), { key });
  if (reply.status !== 200) throw new TypeError(`${path}: ${reply.status} ${reply.text}`);
  return { link: /<(.*)>/.exec(String(reply.headers.link))?.[1] ?? null, text: reply.text };
}

async function readRows(path: string): Promise<readonly ChatInReply[]> {
  return (JSON.parse((await readPage(path)).text) as ChatLogReply).response;
}

async function readIds(path: string): Promise<readonly number[]> {
  return (await readRows(path)).map((row) => row.chatId);
}

/** From the first to the last id of the log, `query` saying which of its chats; `between` runs after each part. */
type Walk = (path: string, query: string, limit: number, between: Between) => Promise<readonly number[]>;

/** Page after page from where `beginning` says, which is told what was seen; a page that is not full is the last. */
function walkPages(direction: 'ASC' | 'DESC', beginning: (seenIds: readonly number[]) => string): Walk {
  return async (path, query, limit, between) => {
    const seenIds: number[] = [];
    for (;;) {
      const page = `direction=${direction}&limit=${limit}&${beginning(seenIds)}`;
      const ids = await readIds(`${path}?${query}&${page}`);
      seenIds.push(...ids);
      if (ids.length < limit) return seenIds;
      await between();
    }
  };
}

/** The next page begins `step` behind the last id. */
function walkByStart(step: number): Walk {
  const first = step < 0 ? Number.MAX_SAFE_INTEGER : 0;
  return walkPages(
    step < 0 ? 'DESC' : 'ASC',
    (seenIds) => `start=${seenIds.length === 0 ? first : Number(seenIds.at(-1)) + step}`,
  );
}

/** The next page skips as many chats as were read. */
function walkByOffset(direction: 'ASC' | 'DESC'): Walk {
  return walkPages(direction, (seenIds) => `offset=${seenIds.length}`);
}

function walkByLink(direction: 'ASC' | 'DESC'): Walk {
  return async (path, query, limit, between) => {
    const seenIds: number[] = [];
    for (let next = `${path}?${query}&direction=${direction}&limit=${limit}`; ; ) {
      const { link, text } = await readPage(next);
      seenIds.push(...(JSON.parse(text) as ChatLogReply).response.map((row) => row.chatId));
      if (link === null) return seenIds;
      next = `${path}${link}`;
      await between();
    }
  };
}

/** One reply without limit, read slowly: the store is asked for the next list when the writer has acted. */
function stream(more: string): Walk {
  return async (path, query, _limit, between) => {
    meeting.betweenLists = between;
    try {
      return await readIds(`${path}?${query}${more}`);
    } finally {
      meeting.betweenLists = async () => undefined;
    }
  };
}

const WALKS: Readonly<Record<string, Walk>> = {
  'start upwards': walkByStart(1),
  'start downwards': walkByStart(-1),
  'Link upwards': walkByLink('ASC'),
  'Link downwards': walkByLink('DESC'),
  'a stream upwards': stream('&fields=chatId'),
  'a stream downwards': stream('&fields=chatId&direction=DESC'),
  'a stream of whole chats': stream(''),
};

async function survey(path: string, query: string) {
  const filters = [...new URLSearchParams(query)];
  const rows = await readRows(`${path}?include=ext`);
  return rows.map((row) => ({
    id: row.chatId,
    revision: row.ext?.revision,
    isMatch: filters.every(([name, value]) => CONDITIONS[name]?.(row, value)),
  }));
}

/** Walks while `between` changes the log; tells also how many chats came into the selection or left it. */
async function walkUnder(walk: Walk, writer: Writer, query: string, between: Between) {
  const before = (await survey(writer.path, query)).filter(({ isMatch }) => isMatch);
  const seenIds = await walk(writer.path, query, Math.max(3, Math.ceil(before.length / 10)), between);
  const after = new Map((await survey(writer.path, query)).map((row) => [row.id, row]));
  const stayed = before.filter(({ id }) => after.get(id)?.isMatch === true);
  const throughoutIds = stayed.filter(({ id, revision }) => after.get(id)?.revision === revision).map(({ id }) => id);
  const matchesAfter = [...after.values()].filter(({ isMatch }) => isMatch).length;
  return { seenIds, throughoutIds, turned: before.length + matchesAfter - 2 * stayed.length };
}

describe('every walk by id and every stream meets all that stayed, once', () => {
  test.each(FILTERS.map((query, at) => [query, 100 + at] as const))('?%s', async (query, project) => {
    const writer = await Writer.make(server, project);
    for (const [name, walk] of Object.entries(WALKS)) {
      let acts = 0;
      const walked = await walkUnder(walk, writer, query, async () => {
        acts += 1;
        await writer.act();
      });
      expect(checkWalk(walked), name).toEqual(SOUND);
      expect(walked.throughoutIds.length, name).toBeGreaterThan(10);
      expect(acts, name).toBeGreaterThan(name.startsWith('a stream') ? 0 : 6);
      if (acts > 6) expect(walked.turned, name).toBeGreaterThan(0);
    }
    if (query === '') expect(meeting.joinedReads).toBeGreaterThan(0);
    expect(Math.min(...Object.values(writer.counts))).toBeGreaterThan(5);
  });
});

describe('pages by offset', () => {
  test.each(['', 'isSPAM=1'])('are exact while nothing changes: ?%s', async (query) => {
    const { path } = await Writer.make(server, query === '' ? 200 : 201);
    const all = (await survey(path, query)).filter(({ isMatch }) => isMatch).map(({ id }) => id);
    expect(all.length).toBeGreaterThan(50);
    expect(await walkByOffset('ASC')(path, query, 17, async () => undefined)).toEqual(all);
    expect(await walkByOffset('DESC')(path, query, 17, async () => undefined)).toEqual(all.reverse());
  });

  /** Removes two chats of the first page after each page. */
  async function walkUnderRemovals(walk: Walk, project: number): Promise<Walked> {
    const writer = await Writer.make(server, project);
    const first = (await readIds(`${writer.path}?limit=30`)).values();
    return walkUnder(walk, writer, '', () => writer.remove(...first.take(2)));
  }

  test('lose chats when others are removed, and the check names them; by start none is lost', async () => {
    const { missing, repeated } = checkWalk(await walkUnderRemovals(walkByOffset('ASC'), 202));
    expect([missing.length, repeated]).toEqual([18, []]);
    expect(checkWalk(await walkUnderRemovals(walkByStart(1), 203))).toEqual(SOUND);
  });

  test('meet chats twice when others are added before them, and the check names them; by start none', async () => {
    const addTwo = (writer: Writer) => () => writer.add(2);
    const byOffset = await Writer.make(server, 204);
    const walked = checkWalk(await walkUnder(walkByOffset('DESC'), byOffset, '', addTwo(byOffset)));
    expect(walked.missing).toEqual([]);
    expect(walked.repeated.length).toBeGreaterThan(10);
    const byStart = await Writer.make(server, 205);
    expect(checkWalk(await walkUnder(walkByStart(-1), byStart, '', addTwo(byStart)))).toEqual(SOUND);
  });
});

test('a walk that begins each page with the last chat of the one before is reported', async () => {
  const writer = await Writer.make(server, 206);
  const { missing, repeated } = checkWalk(await walkUnder(walkByStart(0), writer, '', () => writer.act()));
  expect(missing).toEqual([]);
  expect(repeated.length).toBeGreaterThan(6);
});
