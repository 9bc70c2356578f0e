/** Opens the console in a real browser, for the tests of its pages. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { scopeOf, type TestServer } from '../../packages/server/test/helpers/boot-server.ts';
import { makeLink } from '../../packages/server/test/helpers/people.ts';
import { CHROMIUM_FLAGS, findChromium } from './find-chromium.ts';

export const SIZES = { wide: { width: 1400, height: 900 }, phone: { width: 360, height: 740 } };

/** null where the machine has none. */
export async function openBrowser(): Promise<Browser | null> {
  const executablePath = findChromium();
  return executablePath === null ? null : chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

export interface Visit extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Requests to any other origin, and what the page complained about. */
  readonly foreign: readonly string[];
  readonly complaints: readonly string[];
}

export interface VisitOptions {
  readonly size?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** What the browser asks for. */
  readonly locale?: string;
}

/** A fresh page of a browser that nobody is signed in to, or a skipped test where there is no browser. */
export async function visitConsole(
  test: TestContext,
  { browser, server }: { readonly browser: Browser | null; readonly server: TestServer },
  { size = SIZES.wide, colorScheme = 'light', locale = 'en-GB' }: VisitOptions = {},
): Promise<Visit> {
  if (browser === null) return test.skip('no Chromium on the PATH of this machine');
  const context = await browser.newContext({ viewport: size, colorScheme, locale, baseURL: server.url });
  const page = await context.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${server.url}/`) && !/^(data|blob):/.test(url)) foreign.push(url);
  });
  page.on('console', (line) => {
    // The browser itself notes every 401; what the page does about it is tested.
    const isOurs = !line.text().startsWith('Failed to load resource');
    if (isOurs && ['error', 'warning'].includes(line.type())) complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, foreign, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Opens an address, signed in by a link. */
export async function enterConsole(server: TestServer, visit: Visit, address: string, login: string): Promise<Page> {
  const link = await makeLink(server, { tenantId: scopeOf(0).tenantId, login });
  await visit.page.goto(`${address}#link=${link}`);
  return visit.page;
}

/** A row of the list, from 0. */
export function row(page: Page, index: number): Locator {
  return page.locator(`[role="row"][aria-rowindex="${index + 2}"]`);
}

/** Resolves in the page when no style is changing. */
const SETTLED = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
  Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)))`;

/**
 * What keeps people out, as axe finds it; only within elements of a selector where one is given.
 * @throws RangeError when the page has frames, which the quick way of asking axe leaves out
 */
export async function barriersOf(page: Page, within: string | null = null): Promise<readonly string[]> {
  if (page.frames().length > 1) throw new RangeError('axe would not look into the frames of this page');
  // Colours that are on their way to others are nobody's choice.
  await page.evaluate(SETTLED);
  // In one step and with nothing about what passed, instead of sending all that was found to a second page: half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (within === null ? axe : axe.include(within)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
