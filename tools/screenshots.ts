/**
 * `npm run screenshots [-- FOLDER [SCREEN…]]`: starts the demo, signs in by its link, and takes pictures of every screen, light and
 * dark, wide and on a phone, and from right to left. Needs a Chromium on the PATH.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../tests/helpers/find-chromium.ts';

interface Look {
  readonly name: string;
  readonly options: BrowserContextOptions;
}

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS: readonly Look[] = [
  { name: 'light', options: { viewport: WIDE, colorScheme: 'light', locale: 'en-GB' } },
  { name: 'dark', options: { viewport: WIDE, colorScheme: 'dark', locale: 'en-GB' } },
  { name: 'phone', options: { viewport: PHONE, colorScheme: 'light', locale: 'en-GB' } },
  { name: 'right-to-left', options: { viewport: WIDE, colorScheme: 'light', locale: 'ar' } },
];

interface Screen {
  readonly name: string;
  /** Leaves the page as it is to be seen. */
  readonly show: (page: Page, list: string) => Promise<void>;
}

/** Until nothing is loaded and nothing moves. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null)))');
}

const firstRow = (page: Page) => page.locator('[role=row][aria-rowindex="2"]');

const SCREENS: readonly Screen[] = [
  { name: 'list', show: async (page, list) => void (await page.goto(list)) },
  {
    name: 'filters',
    show: async (page, list) => {
      await page.goto(`${list}?disposition=Missed&isSPAM=0`);
      await firstRow(page).waitFor();
      await page.keyboard.press('f');
    },
  },
  {
    name: 'search',
    show: async (page, list) => void (await page.goto(`${list}?q=order`)),
  },
  {
    name: 'insights',
    show: async (page, list) => void (await page.goto(`${list.replace(/chats$/, 'insights')}`)),
  },
  { name: 'chat', show: openFirst },
  {
    name: 'explanation',
    show: async (page, list) => {
      await openFirst(page, list);
      await page.getByRole('tab').nth(1).click();
    },
  },
  {
    name: 'chat-search',
    show: async (page, list) => {
      await page.goto(`${list}?q=order+number`);
      await firstRow(page).click();
      await page.locator('mark[data-active="true"]').waitFor();
    },
  },
  {
    name: 'erase',
    show: async (page, list) => {
      await openFirst(page, list);
      await page.locator('header [aria-haspopup="menu"]').last().click();
      await page.getByRole('menuitem').last().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'take-away',
    show: async (page, list) => {
      await page.goto(list);
      await firstRow(page).waitFor();
      await page.locator('[data-opens=take-away]').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'views',
    show: async (page, list) => {
      await page.goto(`${list}?disposition=Missed`);
      await firstRow(page).waitFor();
      await page.locator('[data-opens=views]').click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'save-view',
    show: async (page, list) => {
      await page.goto(`${list}?disposition=Missed&isSPAM=0`);
      await firstRow(page).waitFor();
      await page.locator('[data-opens=views]').click();
      await page.getByRole('menuitem').nth(-1).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  ...['projects', 'keys', 'people', 'audit', 'health'].map((part) => ({
    name: `settings-${part}`,
    show: async (page: Page) => void (await page.goto(`/settings/${part}`)),
  })),
  {
    name: 'settings-new-key',
    show: async (page) => {
      await page.goto('/settings/keys');
      await page.locator('h2 >> xpath=../..').getByRole('button').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'settings-change-person',
    show: async (page) => {
      await page.goto('/settings/people');
      await page.locator('td[data-actions] button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'code',
    show: async (page, list) => {
      await page.goto(`${list}?disposition=Missed`);
      await firstRow(page).waitFor();
      await page.locator('[data-opens=take-away]').click();
      await page.getByRole('tab').nth(1).click();
    },
  },
];

async function openFirst(page: Page, list: string): Promise<void> {
  await page.goto(`${list}?disposition=Completed`);
  await firstRow(page).click();
  await page.getByRole('tab').first().waitFor();
}

async function startDemo() {
  const demo = spawn(
    process.execPath,
    [join('node_modules', '.bin', 'parley'), 'demo', '--port', '0', '--without-robots'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface({ input: demo.stdout })) {
    const link = /https?:\/\/\S+#link=\S+/.exec(line)?.[0];
    if (link !== undefined) return { link, end: () => demo.kill() };
  }
  throw new Error('the demo ended without a link');
}

async function takePictures(browser: Browser, link: string, folder: string): Promise<void> {
  let state: Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>> | undefined;
  let list = '';
  for (const look of LOOKS) {
    await using context = await browser.newContext({
      ...look.options,
      baseURL: new URL(link).origin,
      ...(state === undefined ? {} : { storageState: state }),
    });
    const page = await context.newPage();
    if (state === undefined) {
      await page.goto(new URL(link).origin);
      await page.getByRole('textbox').first().waitFor();
      await page.screenshot({ path: join(folder, `sign-in-${look.name}.png`) });
      await page.goto(link);
      await page.waitForURL(/\/projects\/\d+\/chats/);
      await firstRow(page).waitFor();
      list = /^.*\/projects\/\d+\/chats/.exec(page.url())?.[0] ?? '';
      state = await context.storageState();
    }
    for (const { name, show } of SCREENS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      await show(page, list).catch(async (error: unknown) => {
        await page.screenshot({ path: join(folder, 'failed.png') });
        throw error;
      });
      await settled(page);
      await page.screenshot({ path: join(folder, `${name}-${look.name}.png`) });
      console.log(`${name}, ${look.name}`);
    }
  }
}

const [folder = 'screenshots', ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const executablePath = findChromium();
if (executablePath === null) throw new Error('no Chromium on the PATH: install one, for example the package chromium');
const demo = await startDemo();
try {
  await using browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  await takePictures(browser, demo.link, folder);
} finally {
  demo.end();
}
