/** The console in a real Chromium, over a real server: people sign in, find a chat, read it, and lose nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildConsole } from '@parley/console/build';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { bootServer, scopeOf, TENANT } from '../packages/server/test/helpers/boot-server.ts';
import { FakeProvider } from '../packages/server/test/helpers/fake-provider.ts';
import { addPerson, makeLink, PASSWORD, userKey } from '../packages/server/test/helpers/people.ts';
import {
  barriersOf,
  enterConsole,
  openBrowser,
  row,
  SIZES,
  type Visit,
  type VisitOptions,
  visitConsole,
} from './helpers/visit-console.ts';

const CHATS = 300;
/** Words of five scripts, each in one chat. */
const PLANTED = [
  ['zsiráf', 296, 'Láttam egy zsiráfot a boltban'],
  ['жираф', 297, 'Я видел жирафа'],
  ['زرافة', 298, 'رأيت زرافة في المتجر'],
  ['長頸鹿', 299, '我在商店看到一隻長頸鹿'],
  ['기린을', 300, '가게에서 기린을 봤어요'],
] as const;
const SCRIPT_LIMIT_BYTES = 300_000;
const PAGE_LIMIT_BYTES = 2_000;
/** Of a row, and of what stands below the last one. */
const ROW_PX = 40;
const END_PX = 56;
const LIST = '/projects/822/chats';

const { folder } = await buildConsole(() => undefined);
const provider = await FakeProvider.start();
/** Where the server listens is known when it does. */
const openid = { ...provider.options(''), redirectUri: '' };
const server = await bootServer({ consoleFolder: folder, openid });
openid.redirectUri = `${server.url}/openid/callback`;
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
await server.makeProject(822, { name: 'Support' });
await server.importSample(scopeOf(822), CHATS - PLANTED.length);
await server.importChats(
  scopeOf(822),
  PLANTED.map(([, chatId, message], at) => ({
    chatId,
    visitorName: `Visitor ${at}`,
    sessionStartTime: '2025-10-01 10:00:00',
    sessionCloseTime: '2025-10-01 10:05:00',
    disposition: 'Missed',
    transcript: [{ date: '2025-10-01T10:00:00+02:00', id: `planted-${at}`, message, name: `Visitor ${at}` }],
  })),
);
const key = await server.makeKey();
const pictures = process.env.PARLEY_TEST_PICTURES;

let browser: Browser | null = null;
beforeAll(async () => {
  await addPerson(server, 'anna');
  await addPerson(server, 'ana.lyst', 'analyst');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const visit = (test: TestContext, options?: VisitOptions) => visitConsole(test, { browser, server }, options);
const enter = (visit: Visit, address = LIST, login = 'anna') => enterConsole(server, visit, address, login);

async function signInByForm(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('Tenant').fill(TENANT);
  await page.getByLabel('Login').fill('anna');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What the API sends for the same query, by a key. */
async function askApi(query: string): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await server.get(`/v2${LIST}?${query}`, { key })).text).response;
}

const shows = (page: Page, index: number, hasText: string) => row(page, index).filter({ hasText }).waitFor();
const grid = (page: Page) => page.getByRole('grid', { name: 'Chats' });
const shownMessages = (page: Page) =>
  page.locator('[data-message]').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-message')));

async function messagesOf(chatId: unknown): Promise<readonly string[]> {
  const { response } = JSON.parse((await server.get(`/v2${LIST}/${chatId}`, { key })).text);
  return response.transcript.map(({ id }: { readonly id: string }) => id);
}

describe('signing in', () => {
  test('by a link opens the list, and leaves no secret in the address', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?type=webchat`);
    await row(page, 0).waitFor();
    expect(page.url()).toBe(`${server.url}${LIST}?type=webchat`);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect([opened.foreign, opened.complaints]).toEqual([[], []]);
  });

  test('by a link that does not work says so, and asks for a password', async (context) => {
    await using opened = await visit(context);
    const { page } = opened;
    await page.goto(`${LIST}#link=never-made`);
    await page.getByRole('alert').waitFor();
    expect(page.url()).toBe(`${server.url}${LIST}`);
    expect(await page.locator('main').innerText()).toContain('parley user link');
  });

  test('by a wrong password says what the server says, and by the right one opens what was asked for', async (context) => {
    await using opened = await visit(context);
    const { page } = opened;
    await page.goto(`${LIST}?disposition=Missed`);
    await signInByForm(page, 'wrong');
    expect(await page.getByRole('alert').innerText()).not.toBe('');
    expect(await page.getByLabel('Login').inputValue()).toBe('anna');
    await signInByForm(page);
    await row(page, 0).waitFor();
    expect(page.url()).toBe(`${server.url}${LIST}?disposition=Missed`);
  });

  test('by a link that is pasted into an open page', async (context) => {
    await using opened = await visit(context);
    await opened.page.goto(LIST);
    await opened.page.getByLabel('Tenant').waitFor();
    const page = await enter(opened);
    await row(page, 0).waitFor();
  });

  const toProvider = (page: Page) => page.getByRole('button', { name: 'Continue with Example SSO' });

  test('by the provider begins with an invitation, and then opens what was asked for', async (context) => {
    await addPerson(server, 'cora');
    const invitation = await makeLink(server, userKey('cora'), 'openid');
    provider.subject = 'subject-of-cora';
    await using invited = await visit(context);
    await invited.page.goto(`${LIST}#connect=${invitation}`);
    await invited.page.getByText('You were invited to sign in with Example SSO').waitFor();
    expect(invited.page.url()).toBe(`${server.url}${LIST}`);
    await toProvider(invited.page).click();
    await row(invited.page, 0).waitFor();
    await using opened = await visit(context);
    await opened.page.goto(`${LIST}?type=webchat`);
    await toProvider(opened.page).click();
    await row(opened.page, 0).waitFor();
    expect(opened.page.url()).toBe(`${server.url}${LIST}?type=webchat`);
    await opened.page.getByRole('button', { name: 'Account of CORA' }).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  test('by an account that is connected to nobody says what to ask for, and the password goes on working', async (context) => {
    provider.subject = 'subject-of-a-stranger';
    await using opened = await visit(context);
    const { page } = opened;
    await page.goto(LIST);
    await toProvider(page).click();
    await page.getByRole('alert').getByText('parley user link --openid').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await signInByForm(page);
    await page.getByRole('button', { name: 'Account of ANNA' }).waitFor();
    await page.getByRole('button', { name: 'Account of ANNA' }).click();
    await page.getByRole('menuitem', { name: 'Connect Example SSO' }).waitFor();
  });

  test('by a provider that cannot be reached says so', async (context) => {
    await using down = await FakeProvider.start();
    down.isDown = true;
    await using other = await bootServer({ consoleFolder: folder, openid: down.options('http://127.0.0.1') });
    await using opened = await visitConsole(context, { browser, server: other });
    await opened.page.goto('/');
    await toProvider(opened.page).click();
    await opened.page.getByRole('alert').getByText('cannot be reached').waitFor();
    await opened.page.getByLabel('Password', { exact: true }).waitFor();
  });

  test('ends by signing out', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await page.getByRole('button', { name: 'Account of ANNA' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Tenant').waitFor();
    await page.reload();
    await page.getByLabel('Tenant').waitFor();
  });

  test('is ended in another browser too, by whoever is signed in there', async (context) => {
    await addPerson(server, 'phil');
    await using phone = await visit(context);
    await enter(phone, LIST, 'phil');
    await row(phone.page, 0).waitFor();
    await using opened = await visit(context);
    const page = await enter(opened, LIST, 'phil');
    await page.getByRole('button', { name: 'Account of PHIL' }).click();
    await page.getByRole('menuitem', { name: 'Where you are signed in' }).click();
    const dialog = page.getByRole('dialog', { name: 'Where you are signed in' });
    const lines = dialog.getByText(/^Signed in .*, last used/);
    await lines.nth(1).waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await picture(page, 'own-sessions');
    const others = dialog
      .locator('p', { hasNotText: 'this browser' })
      .locator('..')
      .getByRole('button', { name: 'Sign out' });
    await others.first().click();
    await lines.nth(1).waitFor({ state: 'detached' });
    expect(await lines.first().innerText()).toContain('(this browser)');
    await phone.page.reload();
    await phone.page.getByLabel('Tenant').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(opened.complaints).toEqual([]);
  });
});

describe('the list', () => {
  test('shows the newest chats of the API, and how many there are', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    const [newest] = await askApi('direction=desc&limit=1');
    expect(await row(page, 0).innerText()).toContain(newest?.visitorName);
    await page.getByRole('heading', { name: `${CHATS} chats` }).waitFor();
    await page.getByText('Times in Europe/Budapest').waitFor();
    expect(await grid(page).getAttribute('aria-rowcount')).toBe(String(CHATS + 1));
  });

  test('reaches the last chat, and keeps only some rows in the page', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    for (const loaded of [100, 200, CHATS]) {
      await page.locator(`[role="rowgroup"][style*="height: ${loaded * ROW_PX + END_PX}px"]`).waitFor();
      await page.keyboard.press('End');
    }
    await page.getByText(`End of the list: ${CHATS} chats`).waitFor();
    await row(page, CHATS - 1).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(80);
  });

  test('is walked by keys, and opens chats whose messages are those of the API', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    const chats = await askApi('direction=desc&limit=3&fields=chatId');
    for (const pressed of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(pressed);
    await page.waitForURL(`**${LIST}/${chats[1]?.chatId}`);
    await page.locator('[data-message]').first().waitFor();
    expect(await shownMessages(page)).toEqual(await messagesOf(chats[1]?.chatId));
    await page.keyboard.press('j');
    await page.waitForURL(`**${LIST}/${chats[2]?.chatId}`);
    await page.getByRole('button', { name: 'Previous chat in the list' }).click();
    await page.waitForURL(`**${LIST}/${chats[1]?.chatId}`);
    expect(await row(page, 1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Escape');
    await page.waitForURL(`**${LIST}`);
    expect(opened.complaints).toEqual([]);
  });

  test('is narrowed by filters that stand in the address by the names of the API', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Disposition', exact: true }).click();
    const missed = (await askApi('disposition=Missed')).length;
    await page.getByRole('button', { name: `Missed ${missed}` }).click();
    await page.waitForURL(`**${LIST}?disposition=Missed`);
    const expected = (await askApi('disposition=Missed')).length;
    await page.getByRole('heading', { name: `${expected} chats` }).waitFor();
    expect(await row(page, 0).innerText()).toContain('Missed');
    await page.getByRole('button', { name: 'Remove the filter: disposition is Missed' }).click();
    await page.waitForURL(`**${LIST}`);
    await page.getByRole('heading', { name: `${CHATS} chats` }).waitFor();
  });

  test('is searched by words in any script, which stand in the address', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    for (const [at, [word]] of PLANTED.entries()) {
      await page.keyboard.press('/');
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(`${word}`);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('q') === word);
      await page.getByRole('heading', { name: '1 chat', exact: true }).waitFor();
      expect(await row(page, 0).innerText()).toContain(`Visitor ${at}`);
    }
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${LIST}/${PLANTED.at(-1)?.[1]}?**`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.waitForURL(`**${LIST}`);
    await page.getByRole('heading', { name: `${CHATS} chats` }).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  test('has no search for those who may not read what was written', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, LIST, 'ana.lyst');
    await row(page, 0).waitFor();
    expect(await page.getByRole('search').count()).toBe(0);
  });

  test('names unknown parameters, keeps the rest, and changes no id', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?colour=red&contactId=9007199254740990&slaStatus=Out+of+SLA`);
    await page.getByText('No chat matches these filters').waitFor();
    expect(await page.getByRole('status').innerText()).toContain('colour');
    expect(page.url()).toContain('contactId=9007199254740990');
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await row(page, 0).waitFor();
    expect(page.url()).toBe(`${server.url}${LIST}?colour=red`);
  });

  test('says what the API says about wrong values, leaves them out, and keeps the rest', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?disposition=Gone&tz=Mars&sort=size&type=webchat`);
    const expected = (await askApi('type=webchat')).length;
    await page.getByRole('heading', { name: `${expected} chats` }).waitFor();
    await row(page, 0).waitFor();
    const alerts = await page.getByRole('alert').allInnerTexts();
    expect(alerts.join(' ')).toContain('disposition must be one of');
    expect(alerts).toHaveLength(3);
    // What does not filter is no filter above the list.
    expect(await page.getByRole('button', { name: /^Change the filter: disposition/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Change the filter: channel/ }).count()).toBe(1);
    await page.getByText('Times in Europe/Budapest').waitFor();
    await page.getByRole('button', { name: 'Remove disposition from the address' }).click();
    await page.waitForURL((url) => !url.searchParams.has('disposition') && url.searchParams.get('tz') === 'Mars');
  });

  test('says that of a name that comes twice the first counts', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?disposition=Missed&disposition=Lost`);
    const expected = (await askApi('disposition=Missed')).length;
    await page.getByRole('heading', { name: `${expected} chats` }).waitFor();
    const notice = page.getByRole('status').filter({ hasText: 'only the first counts: disposition' });
    await notice.waitFor();
    await notice.getByRole('button').click();
    await notice.waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${server.url}${LIST}?disposition=Missed`);
  });

  test('is sorted by the heads of its columns, also by keyboard, in the order of the API', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?type=webchat`);
    await row(page, 0).waitFor();
    const head = page.getByRole('columnheader', { name: 'Duration' });
    expect(await head.getAttribute('aria-sort')).toBe('none');
    const isSorted = async (sorted: string, query: string) => {
      await page.locator(`[role="columnheader"][aria-sort="${sorted}"]`).waitFor();
      const [first, second] = await askApi(`type=webchat&sort=duration&limit=2&${query}`);
      await shows(page, 0, String(first?.visitorName));
      await shows(page, 1, String(second?.visitorName));
    };
    await head.getByRole('button').click();
    await page.waitForURL(`**${LIST}?type=webchat&sort=duration`);
    await isSorted('descending', 'direction=DESC');
    await head.getByRole('button').press('Enter');
    await page.waitForURL(`**${LIST}?type=webchat&sort=duration&direction=ASC`);
    await isSorted('ascending', 'direction=ASC');
    await row(page, 0).click();
    const chats = await askApi('type=webchat&sort=duration&fields=chatId&limit=2');
    await page.getByRole('button', { name: 'Next chat in the list' }).click();
    await page.waitForURL(`**${LIST}/${chats[1]?.chatId}?**`);
    await page.keyboard.press('Escape');
    await head.getByRole('button').press('Enter');
    await page.waitForURL(`**${LIST}?type=webchat`);
    expect(opened.complaints).toEqual([]);
  });

  test('reaches the last chat when it is sorted, and goes back to the first', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?sort=messageCount`);
    await row(page, 0).waitFor();
    for (const loaded of [100, 200, CHATS]) {
      await page.locator(`[role="rowgroup"][style*="height: ${loaded * ROW_PX + END_PX}px"]`).waitFor();
      await page.keyboard.press('End');
    }
    await page.getByText(`End of the list: ${CHATS} chats`).waitFor();
    const all = await askApi('sort=messageCount&direction=DESC&fields=visitorName');
    await shows(page, CHATS - 1, String(all.at(-1)?.visitorName));
    await page.keyboard.press('Home');
    await shows(page, 0, String(all[0]?.visitorName));
  });

  test('shows times in the zone of the project, of the browser, in UTC or any other', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    await page.getByRole('button', { name: 'Times in Europe/Budapest' }).click();
    await page.getByRole('button', { name: 'Universal time' }).click();
    await page.waitForURL(`**${LIST}?tz=UTC`);
    const [newest] = await askApi('direction=desc&limit=1&tz=UTC');
    await shows(page, 0, String(newest?.sessionStartTime).slice(11, 16));
    await page.getByRole('button', { name: 'Times in UTC' }).click();
    await page.getByRole('combobox', { name: 'Another zone' }).fill('kyiv');
    await page.getByText('No such zone').waitFor();
    await page.getByRole('combobox', { name: 'Another zone' }).fill('Europe/Kyiv');
    await page.getByRole('option', { name: 'Europe/Kyiv' }).click();
    await page.waitForURL(`**${LIST}?tz=Europe/Kyiv`);
    await page.getByRole('button', { name: 'Times in Europe/Kyiv' }).click();
    await page.getByRole('button', { name: 'Of the project' }).click();
    await page.waitForURL(`**${LIST}`);
    expect(opened.complaints).toEqual([]);
  });

  test('has the columns that were chosen, in their order, in the address and next time', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    const heads = () => page.getByRole('columnheader').allInnerTexts();
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Channel' }).click();
    await page.getByRole('checkbox', { name: 'Messages' }).click();
    const up = page.getByRole('button', { name: 'Move Messages to the front' });
    await up.focus();
    for (let step = 0; step < 7; step += 1) await page.keyboard.press('Enter');
    await page.waitForURL(
      (url) => url.searchParams.get('columns')?.startsWith('sessionStartTime,visitorName,messageCount') ?? false,
    );
    await page.keyboard.press('Escape');
    expect((await heads()).slice(0, 3)).toEqual(['Start', 'Visitor', 'Messages']);
    const [newest] = await askApi('direction=desc&limit=1');
    expect(await row(page, 0).getByRole('gridcell').nth(2).innerText()).toBe(
      String(Object.keys(newest?.transcript ?? []).length),
    );
    expect(await barriersOf(page)).toEqual([]);
    await page.goto(LIST);
    await row(page, 0).waitFor();
    expect((await heads()).slice(0, 3)).toEqual(['Start', 'Visitor', 'Messages']);
    await page.goto(`${LIST}?columns=chatId,colour`);
    await row(page, 0).waitFor();
    expect(await heads()).toEqual(['Start', 'Chat']);
    expect(await page.getByRole('status').innerText()).toContain('columns=colour');
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('button', { name: 'Usual columns' }).click();
    await page.waitForURL(`**${LIST}`);
  });

  test('offers values with how many chats each would leave, without a value too, and excludes', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?slaStatus=Within+SLA`);
    await row(page, 0).waitFor();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Last queue', exact: true }).click();
    const [one] = await askApi('slaStatus=Within+SLA&with=lastQueueId&limit=1&direction=desc');
    const query = `slaStatus=Within+SLA&lastQueueId=${one?.lastQueueId}`;
    const found = (await askApi(query)).length;
    await page.getByRole('button', { name: `${one?.lastQueueName} ${found}` }).click();
    await page.getByRole('heading', { name: `${found} chats` }).waitFor();
    expect(new URL(page.url()).searchParams.get('lastQueueId')).toBe(String(one?.lastQueueId));
    await page.getByRole('button', { name: /^Change the filter: last queue/ }).click();
    await page.getByText('is not', { exact: true }).click();
    await page.getByRole('button', { name: `${one?.lastQueueName} ${found}` }).click();
    await page.waitForURL((url) => url.searchParams.get('notLastQueueId') === String(one?.lastQueueId));
    const others = (await askApi(query.replace('lastQueueId', 'notLastQueueId'))).length;
    await page.getByRole('heading', { name: `${others} chats` }).waitFor();
    await page.keyboard.press('f');
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Missed', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('disposition') === 'Missed');
    // Another filter brings no new chats.
    expect(await page.getByRole('button', { name: /new chat/ }).count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });

  test('tells of new chats when it is sorted too, and rows move when somebody wants them to', async (context) => {
    await using opened = await visit(context);
    await server.makeProject(824);
    await opened.page.clock.install();
    const page = await enter(opened, '/projects/824/chats?sort=duration');
    await page.getByText('This project has no chats yet').waitFor();
    const make = (chatId: number, duration: number) => ({
      chatId,
      visitorName: `New ${duration}`,
      sessionStartTime: '2025-11-01 10:00:00',
      duration,
    });
    await server.importChats(scopeOf(824), [make(9001, 100)]);
    // They are counted every half minute.
    const look = () => page.clock.fastForward(31_000);
    await look();
    await page.getByRole('button', { name: 'Show 1 new chat' }).click();
    await shows(page, 0, 'New 100');
    await server.importChats(scopeOf(824), [make(9002, 200)]);
    await look();
    await page.getByRole('button', { name: 'Show 1 new chat' }).waitFor();
    expect(await row(page, 0).innerText()).toContain('New 100');
    await page.getByRole('button', { name: 'Show 1 new chat' }).click();
    await shows(page, 0, 'New 200');
  });
});

describe('a chat', () => {
  test('explains its numbers as the API does', async (context) => {
    await using opened = await visit(context);
    const answered = (await askApi('direction=desc&disposition=Completed&limit=20')).find(
      ({ firstResponseTime }) => Number(firstResponseTime) > 60,
    );
    const page = await enter(opened, `${LIST}/${answered?.chatId}`);
    const fact = page.locator('dl > div', { hasText: 'First response' }).getByRole('button');
    await fact.click();
    const explained = page.locator('section[data-asked="true"]');
    await explained.waitFor();
    expect(await explained.innerText()).toContain(`(${answered?.firstResponseTime} s)`);
    await explained.getByRole('button').last().click();
    await page.locator('[data-marked="true"]').waitFor();
  });

  test('shows an analyst its numbers, and neither names of visitors nor what was written', async (context) => {
    await using opened = await visit(context);
    const [newest] = await askApi('direction=desc&limit=1');
    const page = await enter(opened, LIST, 'ana.lyst');
    await row(page, 0).click();
    await page.getByText('Your role shows numbers and times').waitFor();
    expect(await page.locator('body').innerText()).not.toContain(newest?.visitorName);
    expect(await page.locator('dl').innerText()).toContain('First response');
    expect(await page.locator('[data-message]').count()).toBe(0);
  });

  test('that is not there is said to be missing', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/999999`);
    await page.getByText('There is no chat 999999').waitFor();
  });
});

describe('nothing is lost', () => {
  test('when the session ends while somebody reads', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?disposition=Completed`);
    await row(page, 0).waitFor();
    await opened.context.clearCookies();
    await row(page, 2).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    const address = page.url();
    expect(address).toMatch(/\/chats\/\d+\?disposition=Completed$/);
    expect(await row(page, 0).count()).toBe(1);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('[data-message]').first().waitFor();
    expect(page.url()).toBe(address);
    await dialog.waitFor({ state: 'detached' });
  });

  test('when the server cannot be reached', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    await opened.context.setOffline(true);
    await row(page, 1).click();
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
    expect(await row(page, 0).count()).toBe(1);
    await opened.context.setOffline(false);
    await page.locator('[data-message]').first().waitFor();
  });
});

/** To be looked at by people; taken only where a folder for them is named. */
async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `console-${name}.png`) });
}

/** What axe finds. */
type Look = readonly [size: keyof typeof SIZES, colorScheme: 'light' | 'dark'];

const LOOKS: readonly Look[] = [
  ['wide', 'light'],
  ['wide', 'dark'],
  ['phone', 'light'],
];

describe('everybody can use it', () => {
  test.for(LOOKS)(
    'on %s screens in %s: axe finds nothing, and nothing is cut off',
    async ([name, colorScheme], context) => {
      const size = SIZES[name];
      await using opened = await visit(context, { size, colorScheme });
      const { page } = opened;
      const look = async (screen: string) => {
        await picture(page, `${screen}-${name}-${colorScheme}`);
        expect(await barriersOf(page), screen).toEqual([]);
        const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(widest, screen).toBeLessThanOrEqual(size.width);
      };
      await page.goto(LIST);
      await page.getByLabel('Tenant').waitFor();
      await look('sign-in');
      await enter(opened, `${LIST}?slaStatus=Out+of+SLA`);
      await row(page, 0).waitFor();
      await page.getByText('Times in Europe/Budapest').waitFor();
      await look('list');
      await row(page, 1).click();
      await page.locator('[data-message]').first().waitFor();
      await look('chat');
      await page.getByRole('tab', { name: 'Numbers explained' }).click();
      await page.getByText('Times of day in').waitFor();
      await look('explanation');
    },
  );

  test('axe finds a button without a name', async (context) => {
    await using opened = await visit(context);
    const { page } = opened;
    await page.goto(LIST);
    await page.getByLabel('Tenant').waitFor();
    await page.evaluate(`document.querySelector('form').append(document.createElement('button'))`);
    expect(await barriersOf(page)).toEqual([expect.stringContaining('button-name')]);
  });
});

interface Spoken {
  readonly code: string;
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  readonly looks: readonly Look[];
  readonly signIn: string;
  readonly password: string;
  readonly zone: string;
  readonly numbers: string;
  readonly explained: string;
}

/** What the screens say in each language, and the names that their parts have. */
const SPOKEN: readonly Spoken[] = [
  {
    code: 'ar',
    locale: 'ar-EG',
    looks: [
      ['wide', 'light'],
      ['phone', 'dark'],
    ],
    dir: 'rtl',
    signIn: 'تسجيل الدخول',
    password: 'كلمة المرور',
    zone: 'الأوقات بتوقيت Europe/Budapest',
    numbers: 'شرح الأرقام',
    explained: 'أول رد ضمن ساعات العمل',
  },
  {
    code: 'de',
    locale: 'de-AT',
    looks: [
      ['wide', 'dark'],
      ['phone', 'light'],
    ],
    dir: 'ltr',
    signIn: 'Anmelden',
    password: 'Passwort',
    zone: 'Zeiten in Europe/Budapest',
    numbers: 'Zahlen erklärt',
    explained: 'Erste Antwort innerhalb der Öffnungszeiten',
  },
  {
    code: 'hu',
    locale: 'hu-HU',
    looks: [['phone', 'light']],
    dir: 'ltr',
    signIn: 'Bejelentkezés',
    password: 'Jelszó',
    zone: 'Időzóna: Europe/Budapest',
    numbers: 'A számok magyarázata',
    explained: 'Első válasz nyitvatartási időben',
  },
];

const spokenOn = (page: Page) =>
  page.evaluate<readonly string[]>('[document.documentElement.lang, document.documentElement.dir]');

/** Numbers and durations of the list that do not fit their column. */
const cutNumbersOn = (page: Page) =>
  page
    .locator('[role="gridcell"][class*="number"]')
    .evaluateAll((cells) =>
      cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
    );

describe.each(SPOKEN)('a browser that asks for $locale', ({ code, locale, dir, looks, ...words }) => {
  test.for(looks)(
    'is shown every screen in its language, on %s screens in %s, and nothing is cut off',
    async ([name, colorScheme], context) => {
      const size = SIZES[name];
      await using opened = await visit(context, { size, colorScheme, locale });
      const { page } = opened;
      const look = async (screen: string) => {
        await picture(page, `${screen}-${name}-${colorScheme}-${code}`);
        expect(await spokenOn(page)).toEqual([code, dir]);
        expect(await barriersOf(page), screen).toEqual([]);
        const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(widest, screen).toBeLessThanOrEqual(size.width);
        expect(await cutNumbersOn(page), screen).toEqual([]);
      };
      await page.goto(LIST);
      await page.getByRole('button', { name: words.signIn }).waitFor();
      await page.getByLabel(words.password, { exact: true }).waitFor();
      await look('sign-in');
      await enter(opened, `${LIST}?slaStatus=Out+of+SLA&status=closed`);
      await row(page, 0).waitFor();
      await page.getByText(words.zone).waitFor();
      await look('list');
      await row(page, 1).click();
      await page.locator('[data-message]').first().waitFor();
      await look('chat');
      await page.getByRole('tab', { name: words.numbers }).click();
      await page.getByText(words.explained).first().waitFor();
      await look('explanation');
      expect(opened.complaints).toEqual([]);
    },
  );
});

describe('the language', () => {
  test('is chosen while signing in, and stays on this device', async (context) => {
    await using opened = await visit(context);
    const { page } = opened;
    await page.goto(LIST);
    await page.getByLabel('Tenant').fill('acme');
    await page.getByLabel('Language').selectOption({ label: 'Deutsch' });
    await page.getByRole('button', { name: 'Anmelden' }).waitFor();
    expect(await page.getByLabel('Mandant').inputValue()).toBe('acme');
    await page.reload();
    await page.getByRole('button', { name: 'Anmelden' }).waitFor();
  });

  test('is changed in the menu of the account, and the page turns around', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?disposition=Missed`);
    await row(page, 0).waitFor();
    await row(page, 1).click();
    await page.locator('[data-message]').first().waitFor();
    const address = page.url();
    await page.getByRole('button', { name: 'Account of ANNA' }).click();
    await page.getByRole('menuitemradio', { name: 'العربية' }).click();
    await page.getByRole('menuitem', { name: 'تسجيل الخروج' }).waitFor();
    await picture(page, 'account-menu-ar');
    expect(await barriersOf(page)).toEqual([]);
    expect(await page.getByRole('menuitemradio', { checked: true }).innerText()).toBe('العربية');
    expect([...(await spokenOn(page)), page.url()]).toEqual(['ar', 'rtl', address]);
    const list = await page.getByRole('grid').boundingBox();
    const chat = await page.getByRole('region', { name: /^المحادثة \d/ }).boundingBox();
    expect(chat?.x).toBeLessThan(list?.x ?? 0);
    expect(await row(page, 0).innerText()).toContain('فائتة');
  });

  test('stays where it is when another one cannot be fetched', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    await row(page, 0).waitFor();
    await opened.context.setOffline(true);
    await page.getByRole('button', { name: 'Account of ANNA' }).click();
    await page.getByRole('menuitemradio', { name: 'Magyar' }).click();
    await page.getByText('The language could not be loaded: try again').waitFor();
    expect(await spokenOn(page)).toEqual(['en', 'ltr']);
  });

  test('is that of the browser where nothing can be kept', async (context) => {
    await using opened = await visit(context, { locale: 'hu-HU' });
    const { page } = opened;
    await page.addInitScript(
      `Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })`,
    );
    await page.goto(LIST);
    await page.getByRole('button', { name: 'Bejelentkezés' }).waitFor();
    await page.getByLabel('Nyelv').selectOption({ label: 'English' });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  test('is English where no other is known', async (context) => {
    await using opened = await visit(context, { locale: 'fr-FR' });
    await opened.page.goto(LIST);
    await opened.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await spokenOn(opened.page)).toEqual(['en', 'ltr']);
  });
});

const readAsset = (path: string) => readFileSync(join(folder, path));
const firstScripts = () =>
  [...readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/"\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) =>
    readAsset(path),
  );

test('the first screen is small enough', () => {
  const bytes = firstScripts().reduce((sum, script) => sum + gzipSync(script).length, 0);
  expect(bytes).toBeLessThanOrEqual(SCRIPT_LIMIT_BYTES);
  expect(bytes).toBeGreaterThan(50_000);
  expect(readAsset('index.html').length).toBeLessThanOrEqual(PAGE_LIMIT_BYTES);
});

test('languages that nobody asked for are not fetched', () => {
  const names = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
  const speaksHungarian = (script: Uint8Array) => Buffer.from(script).includes('Időzóna');
  expect(firstScripts().filter(speaksHungarian)).toEqual([]);
  expect(names.map((name) => readAsset(`assets/${name}`)).filter(speaksHungarian).length).toBe(1);
});

test('the page is built for people, also by tests, which set NODE_ENV', () => {
  expect(process.env.NODE_ENV).toBe('test');
  // What React says only to programmers.
  expect(firstScripts().filter((script) => script.includes('React DevTools'))).toEqual([]);
});
