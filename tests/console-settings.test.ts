/** The settings and saved views of the console in a real Chromium: what is made works, and nothing typed is lost. */
import { buildConsole } from '@parley/console/build';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { bootServer, scopeOf } from '../packages/server/test/helpers/boot-server.ts';
import { addPerson, PASSWORD, userKey } from '../packages/server/test/helpers/people.ts';
import { testDeed } from '../packages/server/test/helpers/test-deed.ts';
import {
  barriersOf,
  enterConsole,
  openBrowser,
  SIZES,
  type Visit,
  type VisitOptions,
  visitConsole,
} from './helpers/visit-console.ts';

const LIST = '/projects/822/chats';
const VIEWS = '/v2/projects/822/views';

const { folder } = await buildConsole(() => undefined);
const server = await bootServer({ consoleFolder: folder });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822, { name: 'Support' });
await server.importSample(scopeOf(822), 60);
const key = await server.makeKey({ scopes: ['admin'] });

let browser: Browser | null = null;
beforeAll(async () => {
  // Keys end by the clock of the browser, which is not the clock of the tests.
  server.clock.set(Date.now());
  await addPerson(server, 'root', 'admin');
  await addPerson(server, 'anna');
  await addPerson(server, 'ana.lyst', 'analyst');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const visit = (test: TestContext, options?: VisitOptions) => visitConsole(test, { browser, server }, options);
const enter = (opened: Visit, address = LIST, login = 'root') => enterConsole(server, opened, address, login);
const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });
const dialog = (page: Page) => page.getByRole('dialog');
const lineOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function readViews(): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await server.get(VIEWS, { key })).text).response;
}

describe('the settings', () => {
  test('are reached by keyboard, by administrators only', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened);
    const link = page.getByRole('link', { name: 'Settings' });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings/projects');
    await using other = await visit(context);
    const theirs = await enter(other, '/settings/keys', 'anna');
    await theirs.getByRole('heading', { name: 'These settings are for administrators' }).waitFor();
    expect(await theirs.getByRole('link', { name: 'Settings' }).count()).toBe(0);
  });

  test('make a key that is shown once and works until it is revoked', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, '/settings/keys');
    await button(page, 'New key').click();
    const form = dialog(page);
    await form.getByLabel('What it is for').fill('warehouse sync');
    await form.getByLabel('Your own password').fill('not this one');
    await button(form, 'Make key').click();
    await form.getByText('Your password is missing or wrong.').waitFor();
    expect(await form.getByLabel('What it is for').inputValue()).toBe('warehouse sync');
    expect(await barriersOf(page)).toEqual([]);
    await form.getByLabel('Your own password').fill(PASSWORD);
    await button(form, 'Make key').click();
    const secret = await page.locator('[data-secret]').innerText();
    const bearer = { headers: { authorization: `Bearer ${secret}` } };
    expect((await server.get('/v2/projects', bearer)).status).toBe(200);
    expect(await barriersOf(page)).toEqual([]);
    await button(page, 'Done').click();
    await lineOf(page, 'warehouse sync').waitFor();
    expect(await page.content()).not.toContain(secret);
    await button(page, 'Revoke: warehouse sync').click();
    await button(dialog(page), 'Revoke').click();
    await dialog(page).waitFor({ state: 'detached' });
    expect((await server.get('/v2/projects', bearer)).status).toBe(401);
    expect(opened.complaints).toEqual([]);
  });

  test('add a person, whose link signs in, and keep the last administrator', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, '/settings/people');
    await button(page, 'Add person').click();
    const form = dialog(page);
    await form.getByLabel('Login').fill('x y');
    await form.getByLabel('Name', { exact: true }).fill('Dóra Kis');
    await form.getByLabel('Only some', { exact: true }).check();
    await form.getByLabel('Which projects').fill('Supp');
    await page.getByRole('option', { name: 'Support' }).click();
    await form.getByLabel('Your own password').fill(PASSWORD);
    await button(form, 'Add and make a link').click();
    await form.getByText('login must be up to 64 letters').waitFor();
    expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('Dóra Kis');
    await form.getByLabel('Login').fill('dora');
    await button(form, 'Add and make a link').click();
    const link = await page.locator('[data-secret]').innerText();
    await using hers = await visit(context);
    await hers.page.goto(link);
    await hers.page.locator('[role=row][aria-rowindex="2"]').waitFor();
    await button(page, 'Done').click();
    expect((await server.store.users.find(userKey('dora')))?.projectIds).toEqual([822]);

    await button(page, 'Change: ROOT').click();
    await form.getByLabel(/^Analyst/).check();
    await form.getByLabel('Your own password').fill(PASSWORD);
    await button(form, 'Save changes').click();
    await form.getByText('This would leave nobody who may do everything.').waitFor();
    expect(await form.getByLabel(/^Analyst/).isChecked()).toBe(true);
    expect(await barriersOf(page)).toEqual([]);
    await button(form, 'Cancel').click();

    await button(page, 'Actions for Dóra Kis').click();
    await page.getByRole('menuitem', { name: 'Where signed in' }).click();
    await button(dialog(page), 'Sign out').click();
    await dialog(page).getByText('Nowhere at the moment.').waitFor();
    await hers.page.reload();
    await hers.page.getByLabel('Tenant').waitFor();
  });

  test('keep a form whose session ends, and go on with it', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, '/settings/projects');
    await button(page, 'New project').click();
    const form = dialog(page);
    await form.getByLabel('Name', { exact: true }).fill('Sales');
    await form.getByLabel('Number', { exact: true }).fill('823');
    await form.getByLabel('Time zone').fill('Europe/Budapst');
    await button(form, 'Add project').click();
    await form.getByText('did you mean Europe/Budapest?').waitFor();
    await form.getByLabel('Time zone').fill('Europe/Budapest');
    await page.keyboard.press('Escape');
    await server.store.users.endSessions(userKey('root'), null, testDeed());
    await button(page, 'Add project').click();
    const signIn = page.getByRole('dialog', { name: /session/i });
    await signIn.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button(signIn, 'Sign in').click();
    await signIn.waitFor({ state: 'detached' });
    await button(page, 'Add project').click();
    await page.getByRole('link', { name: 'Sales' }).waitFor();
    await button(page, 'Change time zone: Sales').click();
    await form.getByLabel('Time zone').fill('Asia/Tokyo');
    await button(page, 'Save changes').click();
    await page.getByRole('cell', { name: 'Asia/Tokyo' }).waitFor();
  });

  test('show who did what, by filters in the address, and lead to the chats that were read', async (context) => {
    await server.get(`/v2${LIST}?disposition=Missed&limit=2`, { key });
    await server.get(`/v2${LIST}?q=refund&limit=2`, { key });
    await using opened = await visit(context);
    const page = await enter(opened, `/settings/audit?actor=key+${key.prefix}`);
    const searched = lineOf(page, 'Searched the list');
    await searched.filter({ hasText: 'Words: not kept' }).first().waitFor();
    expect(await page.getByRole('table').innerText()).not.toContain('refund');
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'Read the list', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('action') === 'chats.listed');
    await searched.first().waitFor({ state: 'detached' });
    const listed = lineOf(page, 'disposition is Missed').first();
    expect(await barriersOf(page)).toEqual([]);
    await listed.getByRole('link').click();
    await page.waitForURL(`**${LIST}?disposition=Missed`);
    await page.goBack();
    await page.getByLabel('Until').fill('1999-12-31');
    await page.getByText('Nothing was done').waitFor();
    await button(page, 'Remove all filters').click();
    await lineOf(page, 'user root').first().waitFor();
    expect([opened.foreign, opened.complaints]).toEqual([[], []]);
  });

  test.for([
    ['light', 'en-GB', SIZES.wide],
    ['dark', 'en-GB', SIZES.wide],
    ['light', 'ar', SIZES.phone],
  ] as const)('keep nobody out: %s, %s', async ([colorScheme, locale, size], context) => {
    await using opened = await visit(context, { colorScheme, locale, size });
    const page = await enter(opened, '/settings/projects');
    for (const part of ['projects', 'keys', 'people', 'views', 'audit', 'health']) {
      await page.locator(`a[href="/settings/${part}"]`).click();
      await page.locator('h2').waitFor();
      await page.waitForLoadState('networkidle');
      expect([part, await barriersOf(page)]).toEqual([part, []]);
      const widths = '[document.documentElement.scrollWidth, document.documentElement.clientWidth]';
      const [scroll = 0, client = 0] = await page.evaluate<number[]>(widths);
      expect([part, scroll > client]).toEqual([part, false]);
    }
    expect([opened.foreign, opened.complaints]).toEqual([[], []]);
  });
});

describe('saved views', () => {
  const openMenu = (page: Page) => page.locator('[data-opens=views]').click();

  test('are saved for the project and come back with one click', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?disposition=Missed`, 'anna');
    await openMenu(page);
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('menuitem', { name: /^Save these filters/ }).click();
    const form = dialog(page);
    await button(form, 'Save view').click();
    await form.getByText(/name must/).waitFor();
    await form.getByLabel('Name', { exact: true }).fill('Missed ones');
    await form.getByLabel('Everybody in the project').check();
    expect(await barriersOf(page)).toEqual([]);
    await button(form, 'Save view').click();
    await button(page, 'Views: Missed ones').waitFor();
    await openMenu(page);
    await page.getByRole('menuitem', { name: 'Open now' }).click();
    await page.waitForURL(/\?status=open$/);
    await openMenu(page);
    await page.getByRole('menuitem', { name: 'Missed ones', exact: true }).click();
    await page.waitForURL(/\?disposition=Missed$/);
    expect(await readViews()).toMatchObject([{ name: 'Missed ones', query: 'disposition=Missed', isShared: true }]);
  });

  test('that another has changed meanwhile are shown as they are, and nothing is lost', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, LIST, 'anna');
    await openMenu(page);
    await page.getByRole('menuitem', { name: 'Missed ones', exact: true }).click();
    await page.waitForURL(/disposition=Missed$/);
    await button(page, /^Remove/).click();
    await page.waitForURL((url) => url.search === '');
    const [view] = await readViews();
    const changed = await server.get(`${VIEWS}/${view?.viewId}`, {
      key,
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': `"${view?.version}"` },
      body: JSON.stringify({ name: 'Renamed', query: 'status=closed' }),
    });
    expect(changed.status).toBe(200);
    await openMenu(page);
    await page.getByRole('menuitem', { name: /^Update/ }).click();
    const conflict = page.getByRole('dialog', { name: 'Somebody was faster' });
    await conflict.getByText('has changed the view meanwhile').waitFor();
    await conflict.getByText('Renamed').waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await button(conflict, 'Replace it with mine').click();
    await conflict.waitFor({ state: 'detached' });
    expect(await readViews()).toMatchObject([{ name: 'Renamed', query: '' }]);
  });

  test('are renamed and deleted, and analysts save their own only', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?status=closed`, 'ana.lyst');
    await openMenu(page);
    await page.getByRole('menuitem', { name: /^Save these filters/ }).click();
    const form = dialog(page);
    expect(await form.getByLabel('Everybody in the project').count()).toBe(0);
    await form.getByLabel('Name', { exact: true }).fill('Done');
    await button(form, 'Save view').click();
    await button(page, 'Views: Done').waitFor();
    await openMenu(page);
    await page.getByRole('menuitem', { name: /^Rename or delete/ }).click();
    // That of the project is not theirs to change.
    expect(await button(page, /^Rename: /).count()).toBe(1);
    await button(page, 'Rename: Done').click();
    await page.getByLabel('Name', { exact: true }).fill('All done');
    await button(page, 'Rename').last().click();
    await button(page, 'Rename: All done').waitFor();
    await button(page, 'Delete: All done').click();
    await button(page, 'Delete').last().click();
    await button(page, 'Rename: All done').waitFor({ state: 'detached' });
    expect(await readViews()).toHaveLength(1);
  });
});
