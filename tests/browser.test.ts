/** The pages of the server in a real Chromium: they load nothing from other hosts, work by keyboard, and fit a phone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { CHROMIUM_FLAGS, findChromium } from './helpers/find-chromium.ts';

const SIZES = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

const executablePath = findChromium();
const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const pictures = process.env.PARLEY_TEST_PICTURES ?? mkdtempSync(join(tmpdir(), 'parley-pictures-'));

let browser: Browser | null = null;
beforeAll(async () => {
  if (executablePath !== null) browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser?.close();
  if (process.env.PARLEY_TEST_PICTURES === undefined) rmSync(pictures, { recursive: true });
});

/** Runs in the page: whether its text is darker than white or lighter than black. */
const readLightness = `(() => {
  const [red, green, blue] = getComputedStyle(document.body).color.match(/\\d+/g).map(Number);
  return red + green + blue < 384 ? 'dark on light' : 'light on dark';
})()`;

interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Requests to any other origin, and what the page complained about. */
  readonly foreign: readonly string[];
  readonly complaints: readonly string[];
}

/** A fresh page, or a skipped test where there is no browser. */
async function visit(
  context: TestContext,
  { size = SIZES.wide, colorScheme = 'light' as 'light' | 'dark' } = {},
): Promise<Visit> {
  if (browser === null) return context.skip('no Chromium on the PATH of this machine');
  const session = await browser.newContext({ viewport: size, colorScheme, baseURL: server.url });
  const page = await session.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${server.url}/`) && !/^(data|blob):/.test(url)) foreign.push(url);
  });
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, foreign, complaints, [Symbol.asyncDispose]: () => session.close() };
}

describe('the root page', () => {
  test('says what this is, asks only this server, and shows its own address', async (context) => {
    await using opened = await visit(context);
    const { page, foreign, complaints } = opened;
    await page.goto('/', { waitUntil: 'networkidle' });
    expect(await page.title()).toBe('Parley');
    expect(await page.locator('pre').innerText()).toContain(`${server.url}/v2/projects/PROJECT/chats`);
    expect([foreign, complaints]).toEqual([[], []]);
  });

  test('has links that lead somewhere', async (context) => {
    await using opened = await visit(context);
    const { page } = opened;
    await page.goto('/');
    const targets = await page
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(targets.length).toBeGreaterThan(2);
    for (const target of targets) expect((await server.get(target.replace(/#.*/, ''))).status, target).toBe(200);
    await page.getByRole('link', { name: 'Health' }).click();
    await page.waitForURL('**/healthz');
    expect(await page.locator('body').innerText()).toContain('ok');
  });

  test('is walked through by keyboard in reading order, and shows where one is', async (context) => {
    await using opened = await visit(context);
    const { page } = opened;
    await page.goto('/');
    const inReadingOrder = await page
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const walked: (string | null)[] = [];
    for (let step = 0; walked.length < inReadingOrder.length && step < 20; step += 1) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      const href = await focused.getAttribute('href');
      if (href === null) continue;
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
      walked.push(href);
    }
    expect(walked).toEqual(inReadingOrder);
  });

  test('fits every screen, in light and dark', async (context) => {
    for (const [name, size] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await using opened = await visit(context, { size, colorScheme });
        const { page } = opened;
        await page.goto('/');
        await page.screenshot({ path: join(pictures, `root-${name}-${colorScheme}.png`), fullPage: true });
        const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(widest, name).toBeLessThanOrEqual(size.width);
        const lightness = await page.evaluate(readLightness);
        expect(lightness, colorScheme).toBe(colorScheme === 'light' ? 'dark on light' : 'light on dark');
      }
    }
  });
});

describe('the documentation', () => {
  test('shows the operations and asks only this server', async (context) => {
    for (const [name, size] of Object.entries(SIZES)) {
      await using opened = await visit(context, { size });
      const { page, foreign, complaints } = opened;
      await page.goto('/docs#tag/chat-log/GET/v2/projects/{projectid}/chats');
      const log = page.getByRole('heading', { name: 'Get the chat log' }).first();
      await log.waitFor();
      await log.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(pictures, `docs-${name}.png`) });
      const text = await page.locator('body').textContent();
      expect(text).toContain('/v2/projects/{projectid}/chats');
      expect(text).toContain('startDate');
      expect([foreign, complaints], name).toEqual([[], []]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(size.width);
    }
  });

  test('opens at the meaning of the numbers from the root page', async (context) => {
    await using opened = await visit(context, { colorScheme: 'dark' });
    const { page, foreign, complaints } = opened;
    await page.goto('/');
    await page.getByRole('link', { name: 'What the numbers mean' }).click();
    await page.getByRole('heading', { name: 'Metric definitions, version 1' }).waitFor();
    await page.getByText('averageResponseTime').first().waitFor();
    await page.waitForFunction('scrollY > 0');
    await page.screenshot({ path: join(pictures, 'docs-metrics.png') });
    expect([foreign, complaints]).toEqual([[], []]);
  });

  test('loads its script as often as it is asked for', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const first = await server.get('/docs/reference.js', { headers });
    const second = await server.get('/docs/reference.js', { headers });
    expect(first.bytes.length).toBeGreaterThan(100_000);
    expect(second.bytes.equals(first.bytes)).toBe(true);
    const plain = await server.get('/docs/reference.js');
    expect(gunzipSync(first.bytes).equals(plain.bytes)).toBe(true);
  });
});

test('the watch over other origins and complaints notices them', async (context) => {
  await using opened = await visit(context);
  const { page, foreign, complaints } = opened;
  const elsewhere = 'http://127.0.0.1:9/picture.png';
  const isAsked = page.waitForEvent('requestfailed');
  await page.setContent(`<img src="${elsewhere}" alt="">`);
  await isAsked;
  expect(foreign).toEqual([elsewhere]);
  await page.evaluate(`console.error('complaint')`);
  expect(complaints).toContain('complaint');
});
