/** The published client in a real Chromium: the same calls as on Node, with nothing but what a browser has. */
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { packClient } from '../tools/pack-client.ts';

const CHATS = 40;
const folder = mkdtempSync(join(tmpdir(), 'parley-browser-'));
const server = await bootServer();
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
await server.importSample(await server.makeProject(822), CHATS);
const { tenant, key } = await server.makeKey();

function findChromium(): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((path) => path !== '');
  const isExecutable = (file: string) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return names.flatMap((name) => folders.map((path) => join(path, name))).find(isExecutable) ?? null;
}

/** Runs in the page, as text: the page knows nothing of this file. */
const PROGRAM = `(async ({ baseUrl, customer, key }) => {
  const { Checksum, chatChecksum, ParleyClient, ParleyError } = await import('/client/index.js');
  const client = new ParleyClient({ baseUrl, customer, key });
  const rows = new Map();
  await client.sync(822, {
    onChange: (chat) => rows.set(chat.chatId, chat),
    onErase: ({ chatId }) => rows.delete(chatId),
    onCursor: () => undefined,
  });
  const sum = new Checksum();
  for (const chat of rows.values()) sum.add(await chatChecksum(chat));
  const digest = await client.digest(822);
  const refused = await client.chat(822, 9999).catch((error) => error);
  return [rows.size, digest.checksum === String(sum), refused instanceof ParleyError, refused.code];
})`;

test('reads, syncs, proves and refuses as on Node', async (context) => {
  const executablePath = findChromium();
  if (executablePath === null) return context.skip('no Chromium on the PATH of this machine');
  packClient(folder);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  try {
    const page = await browser.newPage();
    await page.route(`${server.url}/client/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice('/client/'.length);
      return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(folder, 'lib', name), 'utf8') });
    });
    // A page of the server that has no policy of its own for scripts.
    await page.goto(`${server.url}/healthz`);
    const found = await page.evaluate(`${PROGRAM}(${JSON.stringify({ baseUrl: server.url, customer: tenant, key })})`);
    expect(found).toEqual([CHATS, true, true, 'error.chat_not_found']);
  } finally {
    await browser.close();
  }
});
