/** The console in a browser: how soon the first chats are seen, and what scrolling, typing and long reading cost. */
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { instant } from '../packages/server/src/model/instant.ts';
import { SYSTEM_CLOCK } from '../packages/server/src/platform/clock.ts';
import { SYSTEM_RANDOMNESS } from '../packages/server/src/platform/randomness.ts';
import { createUser } from '../packages/server/src/services/people/create-user.ts';
import { createSignInLink } from '../packages/server/src/services/people/sign-in-links.ts';
import { CHROMIUM_FLAGS, findChromium } from '../tests/helpers/find-chromium.ts';
import { benchScope, buildStore, openBenchStore, PROJECT } from './support/bench-store.ts';
import { startParley } from './support/child-server.ts';
import { type BenchContext, type BenchResult, type Measure, measure, type Target } from './support/result.ts';

const SIZES = {
  full: { chats: 100_000, rows: 100_000, rounds: 5 },
  quick: { chats: 400, rows: 300, rounds: 1 },
};
const LIST = `/projects/${PROJECT}/chats`;
const ROW_PX = 40;
const FIRST_ROW = '[role="row"][aria-rowindex="2"]';
const MB = 1_000_000;

/** Notes when the first row is there, and every task of more than 50 ms. */
const WATCH = `
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  const watcher = new MutationObserver(() => {
    if (document.querySelector('${FIRST_ROW}') === null) return;
    watcher.disconnect();
    requestAnimationFrame(() => { window.firstRowMs = performance.now(); });
  });
  watcher.observe(document, { childList: true, subtree: true });
`;

export async function benchConsole({ isQuick, folder, print }: BenchContext): Promise<BenchResult> {
  const { chats, rows, rounds } = isQuick ? SIZES.quick : SIZES.full;
  const executablePath = findChromium();
  if (executablePath === null) throw new RangeError('there is no Chromium on the PATH');
  const { directory } = await buildStore(join(folder, 'store'), chats);
  const links = await makeLinks(directory, rounds + 1);
  await using server = await startParley(directory);
  await using browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  const origin = `http://127.0.0.1:${server.port}`;
  const target = (atMost: number): Target | null => (isQuick ? null : { atMost });
  const [firstMs, scriptKb]: [number[], number[]] = [[], []];
  for (const link of links.slice(1)) {
    await using page = await openCold(browser, `${origin}${LIST}#link=${link}`);
    firstMs.push(await page.evaluate<number>('window.firstRowMs'));
    scriptKb.push(await page.evaluate<number>(SCRIPT_KB));
  }
  await using page = await openCold(browser, `${origin}${LIST}#link=${links[0]}`);
  const measures: Measure[] = [
    measure('first chats on screen, from a cold click on a link that signs in', 'ms', firstMs, target(1_000)),
    measure('script of the first screen, compressed', 'kB', scriptKb, target(300)),
    measure('longest task while scrolling', 'ms', [await longestTask(page, () => scroll(page, 100))], target(100)),
    measure('longest task while typing into a filter', 'ms', [await longestTask(page, () => type(page))], target(100)),
  ];
  print(`reading ${rows} rows`);
  await readRows(page, rows);
  measures.push(measure(`memory of scripts after ${rows} rows`, 'MB', [await heapMb(page)], target(150)));
  const about = `A Chromium on the same machine, over ${chats.toLocaleString('en-US')} chats on SQLite. A task is what keeps the page from reacting; those below 50 ms count as none. Memory is what scripts hold after garbage is collected.`;
  return { name: 'console', about, measures, notes: [] };
}

async function makeLinks(directory: string, count: number): Promise<readonly string[]> {
  await using store = await openBenchStore({ data: directory, database: null }, 'tool');
  const deed = { at: instant(SYSTEM_CLOCK.nowMs()), actor: 'operator' } as const;
  const { tenantId } = benchScope();
  const links: string[] = [];
  for (let made = 0; made < count; made += 1) {
    // A new link of a person ends the one before.
    const person = {
      tenantId,
      login: `reader${made}`,
      name: 'Reader',
      role: 'supervisor',
      projectIds: null,
      queueIds: null,
      isOpenidOnly: false,
    };
    await createUser(store, { ...person, role: 'supervisor' }, deed);
    links.push((await createSignInLink(store.users, person, deed, SYSTEM_RANDOMNESS)) ?? '');
  }
  return links;
}

/** A page of a browser that has seen nothing yet, with the first row on it. */
async function openCold(browser: Browser, address: string): Promise<Page & AsyncDisposable> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.goto(address);
  await page.locator(FIRST_ROW).waitFor();
  await page.waitForFunction('window.firstRowMs > 0');
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() });
}

const SCRIPT_KB = `performance.getEntriesByType('resource')
  .filter(({ name }) => name.endsWith('.js'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000`;

async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate('window.longTasks = []');
  await act();
  await page.waitForLoadState('networkidle');
  return Math.max(0, ...(await page.evaluate<readonly number[]>('window.longTasks')));
}

/** By a wheel, so many turns of it. */
async function scroll(page: Page, turns: number): Promise<void> {
  await page.locator(FIRST_ROW).hover();
  for (let turn = 0; turn < turns; turn += 1) await page.mouse.wheel(0, 400);
}

async function type(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type('where is my order with the blue shirt', { delay: 20 });
  await page.keyboard.press('Escape');
}

/** Jumps to the last loaded row until so many are loaded. */
async function readRows(page: Page, rows: number): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const grid = document.querySelector('[role="grid"]');
    const go = () => {
      grid.scrollTo(0, grid.scrollHeight);
      if (grid.scrollHeight >= ${Math.min(rows, SIZES.full.rows) * ROW_PX}) resolve();
      else setTimeout(go, 10);
    };
    go();
  })`);
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / MB;
}
