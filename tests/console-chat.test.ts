/** The page of a chat in a real Chromium: turns, hits, long chats, and erasing and redacting, for everybody who may. */
import { buildConsole } from '@parley/console/build';
import type { ChatExplanation } from '@parley/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { bootServer, scopeOf } from '../packages/server/test/helpers/boot-server.ts';
import { addPerson } from '../packages/server/test/helpers/people.ts';
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

const LIST = '/projects/822/chats';
const SAMPLE = 200;
const LONG = 1_000;
const LONG_MESSAGES = 10_000;
const HUGE = 1_001;
const HUGE_UNITS = 5_000_000;
const DOOMED = 1_002;
const CONTACT = 4_711;
/** Of so many messages that not all are in the page. */
const PAPER = 900;
const PAPER_MESSAGES = 1_200;
/** The list beside it has tests of its own. */
const PANEL = 'main > section:last-child';

const { folder } = await buildConsole(() => undefined);
const server = await bootServer({ consoleFolder: folder });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822, { name: 'Support' });
await server.importSample(scopeOf(822), SAMPLE);
const messageOf = (at: number, message: string) => ({
  id: `m${at}`,
  date: new Date(Date.UTC(2025, 9, 1, 8, 0, at)).toISOString().replace('.000Z', '+00:00'),
  message,
  name: at % 2 === 0 ? 'Vera' : 'Adam',
});
const rowOf = (chatId: number, texts: readonly string[]) => ({
  chatId,
  contactId: CONTACT,
  visitorName: 'Vera',
  lastAgentName: 'Adam',
  sessionStartTime: '2025-10-01 10:00:00',
  sessionCloseTime: '2025-10-01 13:00:00',
  transcript: texts.map((text, at) => messageOf(at, text)),
});
await server.importChats(scopeOf(822), [
  rowOf(
    LONG,
    Array.from({ length: LONG_MESSAGES }, (_, at) => `Message ${at}${at % 2_500 === 2_499 ? ', the kangaroo' : ''}`),
  ),
  rowOf(
    PAPER,
    Array.from({ length: PAPER_MESSAGES }, (_, at) => `Message ${at}`),
  ),
  rowOf(HUGE, [`${'lorem ipsum '.repeat(HUGE_UNITS / 12)}wombat`, 'short']),
  ...[0, 1, 2].map((at) => rowOf(DOOMED + at, ['My card is 4111', 'Thank you'])),
]);
const key = await server.makeKey();

let browser: Browser | null = null;
beforeAll(async () => {
  await addPerson(server, 'anna');
  await addPerson(server, 'root', 'admin');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const visit = (test: TestContext, options?: VisitOptions) => visitConsole(test, { browser, server }, options);
const enter = (visit: Visit, address = LIST, login = 'anna') => enterConsole(server, visit, address, login);
const message = (page: Page, id: string) => page.locator(`[data-message="${id}"]`);

async function explanationOf(chatId: unknown): Promise<ChatExplanation> {
  return JSON.parse((await server.get(`/v2${LIST}/${chatId}/explain`, { key })).text).response;
}

/** Of the newest chats of the sample, one that missed a target after it was answered. */
async function lateChat(): Promise<{ readonly chatId: number; readonly explained: ChatExplanation }> {
  const query = 'slaStatus=Out+of+SLA&disposition=Completed&direction=desc&fields=chatId&limit=50';
  const { response } = JSON.parse((await server.get(`/v2${LIST}?${query}`, { key })).text);
  for (const { chatId } of response) {
    const explained = await explanationOf(chatId);
    const isLate = explained.slaTargets.some(({ turn, status }) => turn === 1 && status === 'missed');
    if (isLate && explained.turns[0]?.closedBy != null) return { chatId, explained };
  }
  throw new TypeError('the sample has no late answer');
}

describe('a turn', () => {
  test('is drawn from what the visitor wrote to the answer, with its time and the due line, as explain says', async (context) => {
    await using opened = await visit(context);
    const { chatId, explained } = await lateChat();
    const page = await enter(opened, `${LIST}/${chatId}`);
    const [first] = explained.turns;
    const answer = message(page, first?.closedBy ?? '');
    await answer.getByText('late: answered in').waitFor();
    await expect
      .poll(() => page.locator('[data-moment="due"]').first().innerText())
      .toContain('First response was due');
    const states = await page
      .locator('[data-row] > [data-part]')
      .evaluateAll((parts) =>
        parts.map((part) => `${part.getAttribute('data-part')} ${part.getAttribute('data-state')}`),
      );
    expect(states[0]).toBe('start late');
    expect(states.filter((state) => state.startsWith('start'))).toHaveLength(explained.turns.length);
    expect(states.filter((state) => state.startsWith('end'))).toHaveLength(explained.turns.length);
    const begun = message(page, first?.openedBy ?? '');
    expect(await begun.textContent()).toContain('Turn 1: the visitor waits for an answer.');
  });

  test('is no matter of colour: the stroke of each state differs', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${(await lateChat()).chatId}`);
    await page.getByText('late: answered in').first().waitFor();
    const look = await page.evaluate<readonly string[]>(`(() => {
      const rail = document.querySelector('[data-part]');
      return ['answered', 'late', 'waiting'].map((state) => {
        rail.dataset.state = state;
        const { borderInlineStartStyle, borderInlineStartWidth, backgroundImage } = getComputedStyle(rail);
        return [borderInlineStartStyle, borderInlineStartWidth, backgroundImage !== 'none'].join(' ');
      });
    })()`);
    expect(new Set(look).size).toBe(3);
  });
});

describe('words in a chat', () => {
  test('that the list was searched for are marked, and visited by keys', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${DOOMED}?q=my+card`);
    await page.locator('mark[data-active="true"]').waitFor();
    expect(await page.locator('[data-message] mark').allInnerTexts()).toEqual(['My', 'card']);
    await page.getByText('1 of 2').waitFor();
    await page.keyboard.press('n');
    await page.getByText('2 of 2').waitFor();
    await expect.poll(() => page.locator('mark[data-active="true"]').innerText()).toBe('card');
    await page.keyboard.press('Shift+N');
    await page.getByText('1 of 2').waitFor();
  });

  test('are found in a chat of 10,000 messages, of which few are in the page', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${LONG}`);
    await message(page, 'm0').waitFor();
    const inPage = () => page.locator('[data-message]').count();
    expect(await inPage()).toBeLessThan(600);
    const field = page.getByRole('textbox', { name: 'Find in this chat' });
    await field.fill('kangaroo');
    await page.getByText('1 of 4').waitFor();
    for (const [at, id] of ['m2499', 'm4999', 'm7499', 'm9999'].entries()) {
      await page.getByText(`${at + 1} of 4`).waitFor();
      await message(page, id).locator('mark[data-active="true"]').waitFor();
      const box = await message(page, id).boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(SIZES.wide.height);
      await field.press('Enter');
    }
    expect(await inPage()).toBeLessThan(900);
  });

  test('nobody finds are said to be missing', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${DOOMED}`);
    await page.getByRole('textbox', { name: 'Find in this chat' }).fill('giraffe');
    await page.getByText('no hits in messages').waitFor();
  });
});

test('a link leads to its message in a long chat', async (context) => {
  await using opened = await visit(context);
  const page = await enter(opened, `${LIST}/${LONG}`);
  await message(page, 'm0').waitFor();
  await page.goto(`${LIST}/${LONG}#message-m7000`);
  await page.locator('[data-marked="true"]').getByText('Message 7000').waitFor();
});

test('a message of 5 MB is cut until somebody asks for all of it', async (context) => {
  await using opened = await visit(context);
  const page = await enter(opened, `${LIST}/${HUGE}`);
  await message(page, 'm1').waitFor();
  const shown = () => message(page, 'm0').evaluate((element) => element.textContent?.length ?? 0);
  expect(await shown()).toBeLessThan(25_000);
  await page.getByText('Only the beginning is shown.').waitFor();
  await page.getByRole('button', { name: 'Show all (5 MB)' }).click();
  await expect.poll(shown).toBeGreaterThan(HUGE_UNITS);
});

test('the JSON is what the API sends, and is copied whole', async (context) => {
  await using opened = await visit(context);
  await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await enter(opened, `${LIST}/${LONG}`);
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.getByText('Only the beginning is shown.').waitFor();
  await page.getByRole('button', { name: 'Copy all' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'));
  expect(copied).toMatchObject({ chatId: LONG });
  expect(copied.transcript).toHaveLength(LONG_MESSAGES);
});

const openMenu = (page: Page) => page.getByRole('button', { name: 'More for this chat' }).click();

describe('removing', () => {
  test('is not offered to those who may not', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${DOOMED}`);
    await message(page, 'm0').waitFor();
    expect(await page.getByRole('button', { name: 'Redact' }).count()).toBe(0);
    await openMenu(page);
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Copy the link to this chat', 'Print the chat']);
  });

  test('a message leaves the others, and says why in the audit log', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${DOOMED}`, 'root');
    await message(page, 'm0').hover();
    await message(page, 'm0').getByRole('button', { name: 'Redact' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the text of the message with its attachments').waitFor();
    expect(await dialog.getByRole('button', { name: 'Redact for good' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Secret data' }).click();
    await dialog.getByRole('button', { name: 'Redact for good' }).click();
    await dialog.getByText('Redacted: 1 message in 1 chat.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await message(page, 'm0').getByText('Redacted', { exact: true }).waitFor();
    await expect.poll(() => message(page, 'm1').innerText()).toContain('Thank you');
    expect((await server.store.audit.list(null, 1))[0]).toMatchObject({
      actor: { login: 'root' },
      action: 'message.redacted',
      target: `chat ${DOOMED} message 1`,
      reason: 'Secret data, such as a card number',
    });
  });

  test('that fails half way says what is not known, and is done by trying again', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${DOOMED + 1}`, 'root');
    await message(page, 'm0').waitFor();
    await openMenu(page);
    await page.getByRole('menuitem', { name: `Redact all chats of contact ${CONTACT}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('what was written in 6 chats').waitFor();
    await dialog.getByLabel('Reason').fill('asked for');
    await opened.context.setOffline(true);
    await dialog.getByRole('button', { name: 'Redact for good' }).click();
    await dialog.getByText('It may have been removed all the same.').waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('asked for');
    await opened.context.setOffline(false);
    await dialog.getByRole('button', { name: 'Redact for good' }).click();
    await dialog.getByText(/Redacted: .* messages in 6 chats\./).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await message(page, 'm0').getByText('Redacted', { exact: true }).waitFor();
    // The list shows it at once.
    expect(await page.getByRole('grid').innerText()).not.toContain('4111');
  });

  test('a chat takes it out of the list, for good', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}?startDate=2025-10-01&endDate=2025-10-01`, 'root');
    await page.getByRole('heading', { name: '6 chats' }).waitFor();
    await row(page, 0).click();
    await openMenu(page);
    await page.getByRole('menuitem', { name: 'Erase this chat' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('test chat');
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await dialog.getByText(`Chat ${DOOMED + 2} was erased.`).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.waitForURL(`**${LIST}?**`);
    await page.getByRole('heading', { name: '5 chats' }).waitFor();
    expect((await server.get(`/v2${LIST}/${DOOMED + 2}`, { key })).status).toBe(404);
    expect(opened.complaints).toEqual([]);
  });
});

describe('everybody can use it', () => {
  test.for([
    ['wide', 'light', 'en-GB'],
    ['wide', 'dark', 'en-GB'],
    ['phone', 'light', 'ar-EG'],
  ] as const)(
    'on %s screens in %s, %s: axe finds nothing, and nothing is cut off',
    async ([name, colorScheme, locale], context) => {
      const size = SIZES[name];
      await using opened = await visit(context, { size, colorScheme, locale });
      const page = await enter(opened, `${LIST}/${(await lateChat()).chatId}?q=a`, 'root');
      const look = async (state: string, within = PANEL) => {
        expect(await barriersOf(page, within), state).toEqual([]);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth'), state).toBeLessThanOrEqual(
          size.width,
        );
      };
      await page.locator('[data-moment="due"]').first().waitFor();
      await look('conversation');
      await page.getByRole('tab').nth(2).click();
      await page.locator('pre').waitFor();
      await look('json');
      await page.locator('header [aria-haspopup="menu"]').last().click();
      await page.getByRole('menuitem').last().waitFor();
      await look('menu');
      await page.getByRole('menuitem').last().click();
      await page.getByRole('dialog').getByRole('textbox').waitFor();
      await look('dialog', '[role=dialog]');
    },
  );

  test('readers hear what the drawing shows', async (context) => {
    await using opened = await visit(context);
    const { chatId } = await lateChat();
    const page = await enter(opened, `${LIST}/${chatId}`);
    await page.getByText('late: answered in').first().waitFor();
    const panel = page.getByRole('tabpanel', { name: 'Conversation' });
    const tree = await panel.ariaSnapshot();
    for (const heard of [
      /- heading "\w+day, .* \d{4}" \[level=3\]/,
      /- article ".* \d\d:\d\d:\d\d":/,
      /Turn 1: the visitor waits/,
      /First response was due/,
      /late: answered in/,
    ]) {
      expect(tree).toMatch(heard);
    }
    await page.getByRole('tab', { name: 'Numbers explained' }).click();
    const numbers = page.getByRole('tabpanel', { name: 'Numbers explained' });
    await numbers.getByRole('table').first().waitFor();
    expect(await numbers.ariaSnapshot()).toMatch(
      /- table "Each time the visitor waited":[\s\S]*- columnheader "Response"[\s\S]*- table "Service level targets":/,
    );
  });

  test('readers hear the numbers of insights by their charts, and in tables', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, '/projects/822/insights');
    const card = page.getByRole('region', { name: 'Disposition' });
    await card.getByRole('link').first().waitFor();
    expect(await card.ariaSnapshot()).toMatch(/- heading "Disposition" \[level=2\][\s\S]*- link "?(Completed|Missed)/);
    await card.getByText('Table', { exact: true }).click();
    await card.getByRole('table').waitFor();
    expect(await card.ariaSnapshot()).toMatch(/- group "Disposition":\s+- table:[\s\S]*- columnheader "Chats"/);
  });

  test('keys reach the parts of the page in the order in which they are read', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${DOOMED}`, 'root');
    await message(page, 'm0').waitFor();
    await page.getByRole('button', { name: 'More for this chat' }).focus();
    const reached: string[] = [];
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate<string>(`(() => {
        const { activeElement } = document;
        return activeElement.getAttribute('aria-label') ?? activeElement.textContent.trim();
      })()`),
      );
    }
    const places = ['Close the chat', 'Conversation', 'Find in this chat', '10:00:00', '10:00:01'].map((name) =>
      reached.indexOf(name),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('paper has all of a long chat, and no buttons', async (context) => {
    await using opened = await visit(context);
    const page = await enter(opened, `${LIST}/${PAPER}`);
    await message(page, 'm0').waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.locator('[data-message]').count()).toBe(PAPER_MESSAGES);
    expect(await page.getByRole('button', { name: 'More for this chat' }).count()).toBe(0);
    expect(await page.getByRole('search').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    await message(page, `m${PAPER_MESSAGES - 1}`).waitFor({ state: 'detached' });
  });
});
