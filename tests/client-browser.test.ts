/** The published client in a real Chromium: the same calls as on Node, with nothing but what a browser has, also across origins. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { packClient } from '../tools/pack-client.ts';
import { CHROMIUM_FLAGS, findChromium } from './helpers/find-chromium.ts';

const CHATS = 40;
const folder = mkdtempSync(join(tmpdir(), 'parley-browser-'));
const server = await bootServer();
/** Lets pages of `server` read, which is another origin because its port is. */
const elsewhere = await bootServer({ edge: { allowedOrigins: [server.url] } });
const closed = await bootServer();
afterAll(async () => {
  for (const one of [server, elsewhere, closed]) await one[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Runs in the page, as text: the page knows nothing of this file. */
const PROGRAM = `(async ({ baseUrl, customer, key }) => {
  const { Checksum, chatChecksum, ParleyClient, ParleyError } = await import('/client/index.js');
  const retry = { retries: 0 };
  const client = new ParleyClient({ baseUrl, customer, key, retry });
  const rows = new Map();
  const failure = await client.sync(822, {
    onChange: (chat) => rows.set(chat.chatId, chat),
    onErase: ({ chatId }) => rows.delete(chatId),
    onCursor: () => undefined,
  }).catch((error) => error);
  if (failure instanceof Error) return failure.code;
  const sum = new Checksum();
  for (const chat of rows.values()) sum.add(await chatChecksum(chat));
  const digest = await client.digest(822);
  const refused = await client.chat(822, 9999).catch((error) => error);
  return [rows.size, digest.checksum === String(sum), refused instanceof ParleyError, refused.code];
})`;

const READ = [CHATS, true, true, 'error.chat_not_found'];

test.for([
  ['as on Node', server, READ],
  ['from a server of another origin that allows it', elsewhere, READ],
  ['nothing from a server that does not', closed, 'client.network'],
] as const)('reads, syncs, proves and refuses %s', async ([, source, expected], context) => {
  const executablePath = findChromium();
  if (executablePath === null) return context.skip('no Chromium on the PATH of this machine');
  await source.importSample(await source.makeProject(822), CHATS);
  const { tenant, key } = await source.makeKey();
  packClient(folder);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    await page.route(`${server.url}/client/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice('/client/'.length);
      return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(folder, 'lib', name), 'utf8') });
    });
    // A page of the server that has no policy of its own for scripts.
    await page.goto(`${server.url}/healthz`);
    const found = await page.evaluate(`${PROGRAM}(${JSON.stringify({ baseUrl: source.url, customer: tenant, key })})`);
    expect(found).toEqual(expected);
  } finally {
    await browser.close();
  }
});
