/** What others write never runs in the console, never becomes part of its page, and never breaks it; broken circumstances neither. */
import { buildConsole } from '@parley/console/build';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { bootServer, scopeOf } from '../packages/server/test/helpers/boot-server.ts';
import { addPerson, PASSWORD, userKey } from '../packages/server/test/helpers/people.ts';
import { testDeed } from '../packages/server/test/helpers/test-deed.ts';
import { HOSTILE_CHATS, hostileRow, PAYLOADS, payload, SHOWN_IN_CHAT } from './helpers/hostile-chats.ts';
import {
  enterConsole,
  openBrowser,
  row,
  SIZES,
  type Visit,
  type VisitOptions,
  visitConsole,
} from './helpers/visit-console.ts';

const LIST = '/projects/822/chats';
const SAMPLE = 260;
const HARMLESS = 1_000;
/** Of the chat of the first vector; the others follow. */
const FIRST_HOSTILE = 1_001;
const ODD = 2_000;
const TURNED = '\u202eresu ruoy\u202d \u2067x';
const LONG_NAME = 'Abcdefghij'.repeat(40);

const { folder } = await buildConsole(() => undefined);
const server = await bootServer({ consoleFolder: folder });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822, { name: '<img src=x onerror=ran("project")>' });
await server.importSample(scopeOf(822), SAMPLE);
await server.importChats(scopeOf(822), [
  hostileRow(HARMLESS, null),
  ...Array.from({ length: HOSTILE_CHATS }, (_, vector) => hostileRow(FIRST_HOSTILE + vector, vector)),
  oddRow(ODD, TURNED),
  oddRow(ODD + 1, 'half \ud83d and \udc00'),
  oddRow(ODD + 2, LONG_NAME),
]);

function oddRow(chatId: number, text: string) {
  const row = hostileRow(chatId, null);
  const [first, second] = row.transcript as readonly object[];
  const file = {
    type: text,
    payload: { url: `https://files.example.com/${encodeURIComponent(text.toWellFormed())}`, name: text },
  };
  return {
    ...row,
    type: text,
    visitorName: text,
    lastAgentName: text,
    firstQueueName: text,
    lastQueueName: text,
    transcript: [
      { ...first, id: text, name: text, message: text, pageTitle: text, attachments: [file] },
      { ...second, name: text },
    ],
    transfers: [{ time: '2025-10-01 10:00:00', fromAgentName: text, toAgentName: text, reason: text }],
  };
}

let browser: Browser | null = null;
beforeAll(async () => {
  await addPerson(server, 'root', 'admin');
  await addPerson(server, 'anna');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const visit = (test: TestContext, options?: VisitOptions) => visitConsole(test, { browser, server }, options);
const enter = (visit: Visit, address = LIST, login = 'anna') => enterConsole(server, visit, address, login);

/** What scripts of others would leave behind, and what the browser's policy had to keep from running. */
const WATCH = `
  window.happened = [];
  window.ran = (what) => window.happened.push('ran ' + what);
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => window.happened.push('blocked ' + blockedURI));
`;

async function watch({ page }: Visit): Promise<void> {
  await page.addInitScript(WATCH);
  page.on('dialog', (dialog) => {
    void dialog.dismiss();
    void page.evaluate(`window.happened.push('dialog')`);
  });
}

const happenedOn = (page: Page) => page.evaluate<readonly string[]>('window.happened');

/** The kinds of elements of the page, and whatever in it could run or lead astray. */
const dangersOn = (page: Page) =>
  page.evaluate<{ readonly kinds: readonly string[]; readonly dangers: readonly string[] }>(`(() => {
    const elements = [...document.body.querySelectorAll('*')];
    const kinds = [...new Set(elements.map(({ localName }) => localName))].sort();
    const dangers = elements.flatMap((element) => [
      ...[...element.attributes].filter(({ name }) => name.startsWith('on') || name === 'srcdoc').map(({ name }) => element.localName + ' ' + name),
      ...['href', 'src', 'action', 'data', 'xlink:href'].map((name) => element.getAttribute(name) ?? '').filter((address) => {
        const { protocol, origin } = new URL(address, location.href);
        return !/^https?:$/.test(protocol) || (origin !== location.origin && element.localName !== 'a');
      }),
      ...(element.matches('a[href^="http"]:not([href^="' + location.origin + '"])') && element.rel !== 'noopener noreferrer' ? ['link without rel'] : []),
    ]);
    return { kinds, dangers };
  })()`);

const panelOf = (page: Page, chatId: number) => page.getByRole('region', { name: `Chat ${chatId}`, exact: true });

/** Waits until the list and the open chat show these texts, as people read them: rows are painted after they are there. */
async function expectShown(page: Page, chatId: number, texts: readonly string[]): Promise<void> {
  await panelOf(page, chatId).locator('[data-message]').first().waitFor();
  await page.getByRole('grid').waitFor();
  const missing = async () => {
    const shown = await page.locator('#root').innerText();
    return texts.filter((text) => !shown.includes(text));
  };
  await expect.poll(missing, { message: `chat ${chatId}` }).toEqual([]);
}

async function readJson(page: Page, chatId: number): Promise<string> {
  await panelOf(page, chatId).getByRole('tab', { name: 'JSON' }).click();
  return panelOf(page, chatId).locator('pre').innerText();
}

describe('script and markup', () => {
  test(`in ${PAYLOADS} fields are shown as they were written, and nothing of them runs`, {
    timeout: 60_000,
  }, async (context) => {
    await using opened = await visit(context);
    await watch(opened);
    const ofTheDay = 'startDate=2025-10-01&endDate=2025-10-01&direction=asc';
    const page = await enter(opened, `${LIST}/${HARMLESS}?${ofTheDay}`, 'root');
    await expectShown(page, HARMLESS, ['harmless message']);
    await readJson(page, HARMLESS);
    const { kinds } = await dangersOn(page);
    for (let vector = 0; vector < HOSTILE_CHATS; vector += 1) {
      await page.keyboard.press('j');
      const chatId = FIRST_HOSTILE + vector;
      await expectShown(
        page,
        chatId,
        SHOWN_IN_CHAT.map((field) => payload(vector, field)),
      );
      expect(await readJson(page, chatId)).toContain(JSON.stringify(payload(vector, 'ticketNo')));
      const found = await dangersOn(page);
      expect(found.dangers, `vector ${vector}`).toEqual([]);
      expect(
        found.kinds.filter((kind) => !kinds.includes(kind)),
        `vector ${vector}`,
      ).toEqual([]);
      expect(await happenedOn(page)).toEqual([]);
    }
    expect([opened.foreign, opened.complaints]).toEqual([[], []]);
  });

  test('in the page would be found', async (context) => {
    await using opened = await visit(context);
    await watch(opened);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    const html = [
      '<img src="https://evil.example/x" onerror="ran(1)">',
      '<a href="javascript:ran(2)">x</a>',
      '<a href="https://evil.example/">y</a>',
    ];
    await page.evaluate(
      `document.querySelector('#root').insertAdjacentHTML('beforeend', ${JSON.stringify(html.join(''))})`,
    );
    const { kinds, dangers } = await dangersOn(page);
    expect(kinds).toContain('img');
    expect(dangers).toEqual(['img onerror', 'https://evil.example/x', 'javascript:ran(2)', 'link without rel']);
    await expect.poll(() => happenedOn(page)).toContain('blocked https://evil.example/x');
  });
});

describe('texts that turn, break or do not end', () => {
  test('turn nothing but themselves: each stands in an element of its own', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${ODD}`, 'root');
    await page.locator('[data-message]').first().waitFor();
    const loose = await page.evaluate<readonly string[]>(`(() => {
      const walker = document.createTreeWalker(document.querySelector('#root'), NodeFilter.SHOW_TEXT);
      const loose = [];
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(data) && !parentElement.closest('bdi, [dir="auto"], pre')) loose.push(parentElement.outerHTML);
      }
      return loose;
    })()`);
    expect(loose).toEqual([]);
    await expect.poll(() => page.locator('#root').innerText()).toContain(TURNED);
  });

  test('of half characters are shown and can be linked to', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${ODD + 1}`, 'root');
    await page.locator('[data-message] a:has(time)').first().click();
    await page.locator('[data-marked="true"]').waitFor();
    expect(decodeURIComponent(page.url())).toContain('#message-half \ufffd and \ufffd');
    expect(opened.complaints).toEqual([]);
  });

  test.for(['wide', 'phone'] as const)(
    'of 400 characters do not widen the page on %s screens',
    async (name, context) => {
      const size = SIZES[name];
      await using opened = await visit(context, { size });
      const page = await enter(opened, `${LIST}?startDate=2025-10-01&endDate=2025-10-01`, 'root');
      await row(page, 0).waitFor();
      const widths = [await page.evaluate<number>('document.documentElement.scrollWidth')];
      await page.goto(`${LIST}/${ODD + 2}`);
      await page.locator('[data-message]').first().waitFor();
      widths.push(await page.evaluate<number>('document.documentElement.scrollWidth'));
      const panels = await page
        .locator('[role=tabpanel]')
        .evaluateAll((all) => all.map((panel) => panel.scrollWidth - panel.clientWidth));
      expect(widths.map((width) => width <= size.width)).toEqual([true, true]);
      expect(panels.every((beyond) => beyond <= 0)).toBe(true);
    },
  );
});

describe('an address', () => {
  test('with a wrong value says which, and keeps the rest', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?type=webchat&minDuration=soon&colour=red`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('minDuration');
    await row(page, 0).waitFor();
    await page.getByRole('alert').getByRole('button').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${server.url}${LIST}?type=webchat&colour=red`);
  });

  test('of any kind leaves a page that says what to do', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    const queries = [
      'tz=Mars/Phobos',
      'q=%E0%A4%A',
      '=&&&=%',
      'queueId=1&queueId=2',
      `q=${'x'.repeat(3_000)}`,
      'direction=sideways',
    ];
    for (const query of queries) {
      await page.goto(`${LIST}?${query}`);
      await page.locator('[role=alert] button, [role="row"][aria-rowindex="2"]').first().waitFor();
    }
    expect(opened.complaints).toEqual([]);
  });
});

async function signInAgain(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe('a session that ends', () => {
  test('in the middle of scrolling leaves the rows where they are, and goes on', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    await opened.context.clearCookies();
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 2_800));
    await signInAgain(page);
    expect(await page.getByRole('grid').evaluate((grid) => grid.scrollTop)).toBe(2_800);
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await row(page, 199).waitFor();
  });

  test('on insights leaves them, and goes on', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, '/projects/822/insights?startDate=2025-10-01&endDate=2025-10-31');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await opened.context.clearCookies();
    await page.reload();
    await page.getByLabel('Login').fill('anna');
    await page.getByLabel('Tenant').fill('acme');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(page.url()).toContain('/insights?startDate=2025-10-01&endDate=2025-10-31');
  });

  test('while somebody types into a dialog loses nothing of it', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${HARMLESS}`, 'root');
    await page.getByRole('button', { name: 'More for this chat' }).click();
    await page.getByRole('menuitem', { name: 'Redact this chat' }).click();
    await page.getByLabel('Reason').fill('asked for, ticket 17');
    await opened.context.clearCookies();
    await page.getByRole('button', { name: 'Redact for good' }).click();
    await signInAgain(page);
    expect(await page.getByLabel('Reason').inputValue()).toBe('asked for, ticket 17');
    await page.getByRole('button', { name: 'Redact for good' }).click();
    await page.getByText('Redacted: 2 messages in 1 chat.').waitFor();
    expect((await server.store.audit.list(null, 1))[0]).toMatchObject({
      actor: { login: 'root' },
      action: 'chat.redacted',
      reason: 'asked for, ticket 17',
    });
  });
});

test('a server that goes away is missed, and when it comes back everything goes on by itself', async (context) => {
  await using opened = await visit(context);
  const page = await enter(opened);
  await row(page, 0).waitFor();
  await opened.context.setOffline(true);
  await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 2_800));
  await page.getByText('The server cannot be reached. Trying again').waitFor();
  expect(await page.getByRole('row').count()).toBeGreaterThan(10);
  await opened.context.setOffline(false);
  await page.getByText('The server cannot be reached. Trying again').waitFor({ state: 'hidden' });
  await page
    .locator('[role="rowgroup"]')
    .last()
    .evaluate((body) => body.getBoundingClientRect().height > 6_000);
  await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 6_000));
  await row(page, 150).waitFor();
});

test('a role that is taken away ends at the next request, and what it showed goes with it', async (context) => {
  await using opened = await visit(context);
  await addPerson(server, 'demoted', 'supervisor');
  const page = await enter(opened, `${LIST}/${HARMLESS + 1}`, 'demoted');
  await page.locator('[data-message]').first().waitFor();
  await server.store.users.change(userKey('demoted'), { role: 'analyst' }, testDeed());
  await page.getByRole('tab', { name: 'JSON' }).click();
  await row(page, 0).click();
  await signInAgain(page);
  await page.getByText('Your role shows numbers and times').waitFor();
  expect(await page.locator('[data-message]').count()).toBe(0);
  expect(await page.locator('#root').innerText()).not.toContain(payload(0, 'visitorName'));
});
