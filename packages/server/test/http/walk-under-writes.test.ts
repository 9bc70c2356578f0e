/**
 * The log walked from end to end over HTTP while chats are added, changed, closed, removed and imported: whoever was there
 * and matched all the time is met, and nobody is met twice. Pages by `offset` keep that promise on unchanging data only.
 */

import type { ChatInReply, ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { MARK_BYTES } from '../../src/chat-log/codec/segment.ts';
import type { ChatChunk } from '../../src/chat-log/codec/stored-chat.ts';
import type { ChatStore } from '../../src/store/chat-store.ts';
import { bootServer } from '../helpers/boot-server.ts';
import { matchesAll } from '../helpers/filter-oracle.ts';
import { LogWriter } from '../helpers/log-writer.ts';
import { IS_LONG, times } from '../helpers/long-tests.ts';
import { override, type WrapReads, wrapReaders } from '../helpers/wrap-readers.ts';

type Between = () => Promise<void>;

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

/** What is sorted by may change with a chat, which then has another place. */
function ofThroughout({ seenIds, throughoutIds }: Walked): Walked {
  return { seenIds: seenIds.filter((id) => throughoutIds.includes(id)), throughoutIds };
}

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
function withoutCompaction(store: ChatStore): ChatStore {
  return override(store, { maintenance: override(store.maintenance, { compact: async () => false }) });
}

const server = await bootServer({ wrapStore: (store) => wrapReaders(withoutCompaction(store), meet) });
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

function walkByLink(direction: 'ASC' | 'DESC', order = ''): Walk {
  return async (path, query, limit, between) => {
    const seenIds: number[] = [];
    for (let next = `${path}?${query}&direction=${direction}&limit=${limit}${order}`; ; ) {
      const { link, text } = await readPage(next);
      seenIds.push(...(JSON.parse(text) as ChatLogReply).response.map((row) => row.chatId));
      if (link === null) return seenIds;
      const { pathname, search } = new URL(link);
      next = `${pathname}${search}`;
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
  'Link along the duration': walkByLink('ASC', '&sort=duration'),
  'Link along the close, downwards': walkByLink('DESC', '&sort=sessionCloseTime'),
  'a stream along the number of messages': stream('&fields=chatId&sort=messageCount'),
  'a stream upwards': stream('&fields=chatId'),
  'a stream downwards': stream('&fields=chatId&direction=DESC'),
  'a stream of whole chats': stream(''),
};

/** Every chat of the log, and whether the query finds it. */
type Survey = readonly { readonly id: number; readonly revision: number | undefined; readonly isMatch: boolean }[];

async function survey(path: string, query: string): Promise<Survey> {
  const filters = [...new URLSearchParams(query)];
  const rows = await readRows(`${path}?include=ext`);
  return rows.map((row) => ({
    id: row.chatId,
    revision: row.ext?.revision,
    isMatch: matchesAll(row, filters),
  }));
}

/**
 * Walks while `between` changes the log; tells also how many chats came into the selection or left it. `known` is what a
 * walk before it found at its end, when nothing has changed since.
 */
async function walkUnder(walk: Walk, writer: LogWriter, query: string, between: Between, known?: Survey) {
  const before = (known ?? (await survey(writer.path, query))).filter(({ isMatch }) => isMatch);
  const seenIds = await walk(writer.path, query, Math.max(3, Math.ceil(before.length / 10)), between);
  const end = await survey(writer.path, query);
  const after = new Map(end.map((row) => [row.id, row]));
  const stayed = before.filter(({ id }) => after.get(id)?.isMatch === true);
  const throughoutIds = stayed.filter(({ id, revision }) => after.get(id)?.revision === revision).map(({ id }) => id);
  const matchesAfter = [...after.values()].filter(({ isMatch }) => isMatch).length;
  return { end, seenIds, throughoutIds, turned: before.length + matchesAfter - 2 * stayed.length };
}

/** Every second walk of a filter, those that its neighbour leaves out; all without a filter, and in a long run. */
function walksOf(query: string, project: number): readonly (readonly [string, Walk])[] {
  return Object.entries(WALKS).filter((_, at) => IS_LONG || query === '' || (at + project) % 2 === 0);
}

describe('every walk by id, every sorted one and every stream meets all that stayed, once', () => {
  test.each(FILTERS.map((query, at) => [query, 100 + at] as const))('?%s', async (query, project) => {
    const writer = await LogWriter.make(server, project);
    let known: Survey | undefined;
    for (const [name, walk] of walksOf(query, project)) {
      let acts = 0;
      // The one walk that can meet blocks must meet some, however slow the machine joins beside the writer.
      if (name === 'a stream of whole chats') while (await server.store.maintenance.compact(1_000));
      const act = async () => {
        acts += 1;
        await writer.act();
      };
      const walked = await walkUnder(walk, writer, query, act, known);
      known = walked.end;
      expect(checkWalk(name.includes('along') ? ofThroughout(walked) : walked), name).toEqual(SOUND);
      expect(walked.throughoutIds.length, name).toBeGreaterThan(10);
      expect(acts, name).toBeGreaterThan(name.startsWith('a stream') ? 0 : 6);
      if (acts > 6) expect(walked.turned, name).toBeGreaterThan(0);
    }
    if (query === '') expect(meeting.joinedReads).toBeGreaterThan(0);
    expect(Math.min(...Object.values(writer.counts))).toBeGreaterThan(times(5, 0));
  });
});

describe('pages by offset', () => {
  test.each(['', 'isSPAM=1'])('are exact while nothing changes: ?%s', async (query) => {
    const { path } = await LogWriter.make(server, query === '' ? 200 : 201);
    const all = (await survey(path, query)).filter(({ isMatch }) => isMatch).map(({ id }) => id);
    expect(all.length).toBeGreaterThan(50);
    expect(await walkByOffset('ASC')(path, query, 17, async () => undefined)).toEqual(all);
    expect(await walkByOffset('DESC')(path, query, 17, async () => undefined)).toEqual(all.reverse());
  });

  /** Removes two chats of the first page after each page. */
  async function walkUnderRemovals(walk: Walk, project: number): Promise<Walked> {
    const writer = await LogWriter.make(server, project);
    const first = (await readIds(`${writer.path}?limit=30`)).values();
    return walkUnder(walk, writer, '', () => writer.remove(...first.take(2)));
  }

  test('lose chats when others are removed, and the check names them; by start none is lost', async () => {
    const { missing, repeated } = checkWalk(await walkUnderRemovals(walkByOffset('ASC'), 202));
    expect([missing.length, repeated]).toEqual([18, []]);
    expect(checkWalk(await walkUnderRemovals(walkByStart(1), 203))).toEqual(SOUND);
  });

  test('meet chats twice when others are added before them, and the check names them; by start none', async () => {
    const addTwo = (writer: LogWriter) => () => writer.add(2);
    const byOffset = await LogWriter.make(server, 204);
    const walked = checkWalk(await walkUnder(walkByOffset('DESC'), byOffset, '', addTwo(byOffset)));
    expect(walked.missing).toEqual([]);
    expect(walked.repeated.length).toBeGreaterThan(10);
    const byStart = await LogWriter.make(server, 205);
    expect(checkWalk(await walkUnder(walkByStart(-1), byStart, '', addTwo(byStart)))).toEqual(SOUND);
  });
});

test('a walk that begins each page with the last chat of the one before is reported', async () => {
  const writer = await LogWriter.make(server, 206);
  const { missing, repeated } = checkWalk(await walkUnder(walkByStart(0), writer, '', () => writer.act()));
  expect(missing).toEqual([]);
  expect(repeated.length).toBeGreaterThan(6);
});
