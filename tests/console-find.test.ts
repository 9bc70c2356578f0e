/**
 * One chat among all others is found in a real Chromium: by every filter as people set it, by words of five scripts, by its
 * numbers. `TEST_FIND_CHATS` says among how many.
 */
import { buildConsole } from '@parley/console/build';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { bootServer, scopeOf } from '../packages/server/test/helpers/boot-server.ts';
import { addPerson } from '../packages/server/test/helpers/people.ts';
import { enterConsole, openBrowser, row, visitConsole } from './helpers/visit-console.ts';

const CHATS = Number(process.env.TEST_FIND_CHATS ?? 500);
const LIST = '/projects/822/chats';
const NAME = 'Zsófia Planted';
const AGENT = 'Planted Agent';
const DAY_MS = 86_400_000;
const HOURS_TO_STOCK_MS = 3 * 3_600_000;

/** What is typed into the search box, by what it shows. */
const TYPED = [
  ['Latin letters', 'zsiráfot'],
  ['Latin letters without their marks', 'ZSIRAFOT'],
  ['Cyrillic', 'жираф'],
  ['Arabic', 'زرافة'],
  ['Chinese', '長頸鹿'],
  ['Korean', '기린을'],
  ['a phrase', '"egy zsiráfot"'],
  ['the name of the visitor', 'zsófia planted'],
  ['the page', '"planted page"'],
  ['the number of the ticket', '822-20261120-770034'],
  ['the id of the chat', '9000001'],
] as const;

/** Ids that no other chat has, however many there are. */
const PLANTED = {
  chatId: 9_000_001,
  contactId: 90_077_002,
  entityId: 90_077_001,
  ticketId: 90_077_003,
  agentId: 90_077_004,
  queueId: 90_077_005,
};
const TICKET_TYPE = {
  valueId: 1,
  fieldId: null,
  label: 'Request',
  exportValue: 'Request',
  params: [],
  fgColor: '',
  bgColor: '',
  sort: null,
  status: null,
  system: 0,
  fieldValueId: null,
};
const MESSAGES = ['Láttam egy zsiráfot, жираф', 'زرافة', '長頸鹿', '기린을 봤어요'] as const;

/** Of everything it has something that few others have. `day` is after all others, as `2026-01-31`. */
function plantedOn(day: string) {
  const at = (time: string) => ({ at: `${day}T${time}Z` });
  const [first, second, third, fourth] = MESSAGES;
  const visitor = (time: string, text: string) => {
    return { type: 'message.sent', sender: 'visitor', name: NAME, messageId: `planted-${time}`, text, ...at(time) };
  };
  const agent = { agentId: PLANTED.agentId, name: AGENT };
  const answer = (time: string, text: string) => {
    return { ...visitor(time, text), sender: 'agent', senderId: agent.agentId, name: AGENT };
  };
  return {
    format: 'parley-events/1',
    chatId: PLANTED.chatId,
    events: [
      {
        type: 'chat.started',
        channel: 'telex',
        sessionId: 'planted',
        visitorName: NAME,
        contactId: PLANTED.contactId,
        entityId: PLANTED.entityId,
        pageName: 'Planted page',
        queue: { queueId: PLANTED.queueId, name: 'Planted queue' },
        slaPolicy: { policyId: 'planted', firstResponseSeconds: 60 },
        ...at('10:00:00'),
      },
      visitor('10:00:00', first),
      { type: 'agent.accepted', agent, ...at('10:01:00') },
      answer('11:23:20', second),
      visitor('11:30:00', third),
      answer('12:20:00', fourth),
      {
        type: 'ticket.linked',
        ticket: { ticketId: PLANTED.ticketId, ticketNo: '822-20261120-770034', ticketType: TICKET_TYPE },
        ...at('12:30:00'),
      },
      { type: 'chat.closed', reason: 'agent', final: true, ...at('12:46:40') },
    ],
  };
}

const { folder } = await buildConsole(() => undefined);
const server = await bootServer({ consoleFolder: folder });
afterAll(() => server[Symbol.asyncDispose]());
// Its clocks are never changed, whichever day the last of the other chats falls on.
await server.makeProject(822, { name: 'Support', zoneName: 'UTC' });
const key = await server.makeKey();
let browser: Browser | null = null;
let day = '';

beforeAll(async () => {
  await server.importSample(scopeOf(822), CHATS);
  const [newest] = await askApi('direction=desc&limit=1');
  day = dayAfter(String(newest?.sessionStartTime).slice(0, 10), 1);
  server.clock.set(Date.parse(dayAfter(day, 1)));
  await server.importChats(scopeOf(822), [plantedOn(day)]);
  await addPerson(server, 'anna');
  browser = await openBrowser();
}, HOURS_TO_STOCK_MS);
afterAll(async () => {
  await browser?.close();
});

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

async function askApi(query: string): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await server.get(`/v2${LIST}?${query}`, { key })).text).response;
}

async function countByApi(query: string): Promise<number> {
  const { headers } = await server.get(`/v2${LIST}?${query}&limit=1`, { key, headers: { prefer: 'count=exact' } });
  return Number(headers['x-total-count']);
}

type Value =
  | { readonly pick: string }
  | { readonly fill: string }
  | { readonly weekday: string; readonly hour: string };

/** Every filter of the menu, with what it is given so that it finds the planted chat. */
function filterValues(): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['Started on or from', { fill: day }],
    ['Started until', { fill: day }],
    ['Started at or after', { fill: `${day}T10:00` }],
    ['Started before', { fill: `${day}T10:01` }],
    ['Hour of the week', { weekday: String(new Date(day).getUTCDay() || 7), hour: '10' }],
    ['Disposition', { pick: 'Completed' }],
    ['SLA', { pick: 'Out of SLA' }],
    ['Open or closed', { pick: 'closed' }],
    ['Channel', { fill: 'telex' }],
    ['Page', { fill: 'Planted page' }],
    ['Any agent', { fill: String(PLANTED.agentId) }],
    ['Last agent', { fill: String(PLANTED.agentId) }],
    ['Any queue', { fill: String(PLANTED.queueId) }],
    ['Last queue', { fill: String(PLANTED.queueId) }],
    ['Contact', { fill: String(PLANTED.contactId) }],
    ['Ticket', { fill: String(PLANTED.ticketId) }],
    ['Record', { fill: String(PLANTED.entityId) }],
    ['Spam', { pick: 'not spam' }],
    ['First response', { fill: '5000' }],
    ['Average response', { fill: '3000' }],
    ['Longest response', { fill: '5000' }],
    ['Duration', { fill: '10000' }],
    ['Messages', { fill: '4' }],
    ['Transfers', { fill: '0' }],
  ]);
}

/** Of these the value is in no other chat. */
const FIND_NOTHING_ELSE: ReadonlySet<string> = new Set([
  'Started on or from',
  'Started at or after',
  'Channel',
  'Page',
  'Any agent',
  'Last agent',
  'Any queue',
  'Last queue',
  'Contact',
  'Ticket',
  'Record',
]);

/** Chooses the filter in the menu and gives it its value, as its form asks for it. */
async function setFilter(page: Page, label: string): Promise<void> {
  const menu = await openMenu(page);
  await menu.getByRole('button', { name: label, exact: true }).click();
  await giveValue(menu, filterValues().get(label) ?? { pick: '' });
  await menu.waitFor({ state: 'detached' });
}

async function giveValue(menu: Locator, value: Value): Promise<void> {
  if ('pick' in value) return menu.getByRole('button', { name: new RegExp(`^${value.pick}( [\\d,]+)?$`) }).click();
  if ('fill' in value) {
    // Names that begin so are offered over the button.
    await menu.locator('form input').fill(value.fill);
    return menu.locator('form input').press('Enter');
  }
  await menu.getByLabel('Day of the week').selectOption(value.weekday);
  await menu.getByLabel('Hour', { exact: true }).selectOption(value.hour);
  await menu.getByRole('button', { name: 'Apply' }).click();
}

const menuOf = (page: Page) => page.getByRole('dialog', { name: 'Filter', exact: true });

async function openMenu(page: Page): Promise<Locator> {
  await page.keyboard.press('f');
  await menuOf(page).waitFor();
  return menuOf(page);
}

async function expectFound(page: Page): Promise<void> {
  const { searchParams } = new URL(page.url());
  const count = await countByApi(searchParams.toString());
  const shown = count === 1 ? '1 chat' : `${count.toLocaleString('en')} chats`;
  await page.getByRole('heading', { name: shown, exact: true }).waitFor();
  await row(page, 0).filter({ hasText: NAME }).waitFor();
}

const visit = (context: TestContext) => visitConsole(context, { browser, server });

describe('the planted chat', () => {
  test('is found by every filter, set by its form, with as many others as the API counts', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, LIST, 'anna');
    await row(page, 0).waitFor();
    const offered = await (await openMenu(page)).locator('a, button').allInnerTexts();
    expect(offered.slice(-filterValues().size)).toEqual([...filterValues().keys()]);
    await page.keyboard.press('Escape');
    await menuOf(page).waitFor({ state: 'detached' });
    for (const label of filterValues().keys()) {
      await setFilter(page, label);
      await page.waitForURL((url) => url.searchParams.size === 1);
      await expectFound(page);
      if (FIND_NOTHING_ELSE.has(label)) await page.getByRole('heading', { name: '1 chat', exact: true }).waitFor();
      await page.getByRole('button', { name: /^Remove the filter/ }).click();
      await page.waitForURL((url) => url.searchParams.size === 0);
    }
    expect([opened.foreign, opened.complaints]).toEqual([[], []]);
  });

  test('is found alone by two filters, and not by the opposite of one', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, `${LIST}?type=telex`, 'anna');
    await row(page, 0).filter({ hasText: NAME }).waitFor();
    await setFilter(page, 'SLA');
    await page.getByRole('heading', { name: '1 chat', exact: true }).waitFor();
    await page.goto(`${LIST}?notType=telex&startDate=${day}`);
    await page.getByText('No chat matches these filters').waitFor();
  });

  test.for(TYPED)('is found alone by what is typed: %s', async ([, words], context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, LIST, 'anna');
    await row(page, 0).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === words);
    await page.getByRole('heading', { name: '1 chat', exact: true }).waitFor();
    await row(page, 0).filter({ hasText: NAME }).waitFor();
  });

  test('is read, and its first response is explained', async (context) => {
    await using opened = await visit(context);
    const page = await enterConsole(server, opened, `${LIST}?type=telex`, 'anna');
    await row(page, 0).click();
    await page.waitForURL(`**${LIST}/${PLANTED.chatId}?**`);
    for (const message of MESSAGES) await page.locator('[data-message]', { hasText: message }).waitFor();
    await page.getByRole('tab', { name: 'Numbers' }).click();
    const explained = page.getByRole('tabpanel').filter({ hasText: 'First response' });
    await explained.getByText('1h 23m', { exact: true }).first().waitFor();
    // From the first message to the answer.
    for (const time of ['10:00:00', '11:23:20']) await explained.getByText(time).first().waitFor();
  });
});
