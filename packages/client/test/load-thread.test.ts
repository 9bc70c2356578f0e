/** The thread of a first load: what follows a page that cannot be written is not written either. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LoadThread } from '../src/pull/load-thread.ts';
import type { LogLine } from '../src/pull/log-line.ts';
import { SqliteCopy } from '../src/pull/sqlite-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const IDENTITY = { url: 'http://127.0.0.1', customer: 'acme', project: 822, what: '{}' };

function lineOf(chatId: number, text = `{"chatId":${chatId},"ext":{"revision":1}}`): LogLine {
  return { chatId, bytes: Buffer.from(text) };
}

/** Loads the pages, of one line each, and returns the cursor and the number of chats that the copy has then. */
async function load(name: string, pages: readonly LogLine[]) {
  const file = join(folder, name);
  const thread = new LoadThread(file, IDENTITY, 0);
  let failure: unknown = null;
  try {
    // All at once: the thread has the next page before it replies to this one.
    await Promise.all(pages.map((line, at) => thread.write([line], `cursor ${at + 1}`)));
    await thread.finish();
  } catch (error) {
    failure = error;
  }
  // It ends by itself after a failure, when it has seen all pages.
  if (failure !== null) await thread.ended;
  await thread[Symbol.asyncDispose]();
  using copy = await SqliteCopy.open(file, IDENTITY);
  return { failure, cursor: copy.cursor, chats: copy.count() };
}

test('pages are written in their order, each with its cursor', async () => {
  expect(await load('good.db', [lineOf(1), lineOf(2)])).toEqual({ failure: null, cursor: 'cursor 2', chats: 2 });
});

test('after a page that failed no other is written, nor its cursor', async () => {
  const { failure, ...copy } = await load('broken.db', [lineOf(1), lineOf(2, '{"chatId":2,broken'), lineOf(3)]);
  expect(String(failure)).toContain('JSON');
  expect(copy).toEqual({ cursor: 'cursor 1', chats: 1 });
});
