/** Insights and files in a real Chromium: numbers lead to the chats that they count, and files hold what the API sends. */
import { readFileSync } from 'node:fs';
import { buildConsole } from '@parley/console/build';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { bootServer, scopeOf } from '../packages/server/test/helpers/boot-server.ts';
import { addPerson } from '../packages/server/test/helpers/people.ts';
import {
  barriersOf,
  enterConsole,
  openBrowser,
  SIZES,
  type VisitOptions,
  visitConsole,
} from './helpers/visit-console.ts';

const CHATS = 150;
const INSIGHTS = '/projects/822/insights';
const LIST = '/projects/822/chats';

const { folder } = await buildConsole(() => undefined);
const server = await bootServer({ consoleFolder: folder });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822, { name: 'Support' });
await server.importSample(scopeOf(822), CHATS);
const key = await server.makeKey();
let browser: Browser | null = null;
beforeAll(async () => {
  await addPerson(server, 'anna');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const visit = (test: TestContext, options?: VisitOptions) => visitConsole(test, { browser, server }, options);

async function countByApi(query: string): Promise<number> {
  const { headers } = await server.get(`/v2${LIST}?${query}&limit=1`, { key, headers: { prefer: 'count=exact' } });
  return Number(headers['x-total-count']);
}

/** Of every link from a number to chats: what it says, and the query. */
async function numberLinks(page: Page): Promise<readonly (readonly [shown: string, query: string])[]> {
  const links = await page.locator(`main a[href^="${LIST}?"]`).all();
  return Promise.all(
    links.map(
      async (link) =>
        [(await link.innerText()).trim(), ((await link.getAttribute('href')) ?? '').split('?')[1] ?? ''] as const,
    ),
  );
}

describe('insights', () => {
  test('every number of a table of counts is that of the chats it leads to', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, INSIGHTS, 'anna');
    const card = page.getByRole('region', { name: 'Chats over time' });
    await card.getByText('Table', { exact: true }).click();
    await page.getByRole('region', { name: 'Queues' }).waitFor();
    const links = await numberLinks(page);
    const counted = links.filter(([shown]) => /^[\d,]+$/.test(shown));
    expect(counted.length).toBeGreaterThan(10);
    for (const [shown, query] of counted) {
      expect(await countByApi(query), query).toBe(Number(shown.replaceAll(',', '')));
    }
  });

  test('a number is pressed, and the list has as many chats', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, INSIGHTS, 'anna');
    const missed = page.getByRole('region', { name: 'Disposition' }).getByRole('link', { name: /^Missed/ });
    const count = Number((await missed.innerText()).replaceAll(/\D/g, ''));
    await missed.click();
    await page.getByRole('heading', { name: `${count} chats` }).waitFor();
    expect(new URL(page.url()).searchParams.get('disposition')).toBe('Missed');
    expect([opened.foreign, opened.complaints]).toEqual([[], []]);
  });

  test('filters go along from page to page', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, `${LIST}?type=webchat`, 'anna');
    await page.getByRole('link', { name: 'Insights' }).click();
    await page.getByRole('button', { name: 'Change the filter: channel is webchat' }).waitFor();
    const total = await countByApi('type=webchat&isSPAM=0');
    expect(
      await page
        .getByRole('link', { name: total.toLocaleString('en'), exact: true })
        .first()
        .innerText(),
    ).toBe(String(total));
    await page.getByRole('link', { name: 'Chats', exact: true }).click();
    expect(page.url()).toBe(`${server.url}${LIST}?type=webchat`);
  });

  test('what is wrong in the address is named and left out, as in the list', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, `${INSIGHTS}?colour=red&disposition=Gone&type=webchat`, 'anna');
    await page.getByRole('heading', { name: 'Chats over time' }).waitFor();
    expect(await page.getByRole('status').filter({ hasText: 'colour' }).count()).toBe(1);
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([
      expect.stringContaining('disposition must be one of'),
    ]);
  });

  test('a period without chats says what to do', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, `${INSIGHTS}?startDate=1999-01-01`, 'anna');
    await page.getByText('Choose a longer period, or remove filters.').waitFor();
  });

  test.for([
    ['wide', 'light', 'en-GB'],
    ['phone', 'dark', 'en-GB'],
    ['wide', 'dark', 'ar'],
  ] as const)('are accessible: %s, %s, %s', async ([size, colorScheme, locale], context) => {
    await using opened = await visit(context, { size: SIZES[size], colorScheme, locale });
    const page = await enterConsole(server, opened, INSIGHTS, 'anna');
    await page.locator('main svg rect').first().waitFor();
    await page.locator('table').first().waitFor();
    expect(await barriersOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  });
});

async function take(page: Page, kind: string): Promise<Download> {
  await page.getByRole('radio', { name: kind, exact: true }).check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Download \d+ chats$/ }).click(),
  ]);
  return download;
}

describe('taking chats away', () => {
  test.for([
    ['CSV', 'format=csv', 'csv'],
    ['NDJSON', 'format=ndjson', 'ndjson'],
    ['JSON', 'format=json', 'json'],
    ['Excel workbook', 'format=xlsx', 'xlsx'],
    ['Parquet', 'format=parquet', 'parquet'],
    ['Parquet of messages', 'format=parquet-messages&include=ext', 'messages.parquet'],
    ['ChatML', 'format=chatml', 'chatml.jsonl'],
    ['CSV of messages', 'format=csv-messages&include=ext', 'messages.csv'],
  ] as const)('%s is what the API sends, byte for byte', async ([kind, printing, extension], context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, `${LIST}?disposition=Completed`, 'anna');
    await page.getByRole('button', { name: /^Take away \d+ chats$/ }).click();
    const file = await take(page, kind);
    expect(file.suggestedFilename()).toMatch(new RegExp(`^chats-822-\\d{4}-\\d\\d-\\d\\d\\.${extension}$`));
    const sent = await server.get(`/v2${LIST}?direction=desc&disposition=Completed&${printing}`, { key });
    expect(readFileSync(await file.path()).equals(sent.bytes)).toBe(true);
    await page.getByText(/ is complete: /).waitFor();
  });

  test('a connection that breaks saves nothing, and says so', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, LIST, 'anna');
    await page.getByRole('button', { name: /^Take away \d+ chats$/ }).click();
    await page.route(/format=xlsx/, (route) => route.abort('connectionreset'));
    await page.getByRole('button', { name: /^Download \d+ chats$/ }).click();
    await page.getByRole('alert').getByText('The file is not complete and was not saved.').waitFor();
  });

  test('files and code are accessible', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, `${LIST}?disposition=Missed`, 'anna');
    await page.getByRole('button', { name: /^Take away/ }).click();
    await page.getByRole('dialog').waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('tab', { name: 'As code' }).click();
    await page.getByText('curl --fail').waitFor();
    expect(await barriersOf(page)).toEqual([]);
  });
});
