/** The page of the documentation as people use it, in a real Chromium: its form, its samples, its search. */
import { OPERATIONS } from '@parley/contract';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { REQUEST_HEADERS } from '../packages/contract/src/headers.ts';
import { bootServer, TENANT, type TestKey } from '../packages/server/test/helpers/boot-server.ts';
import { makeDeskOfExamples } from '../packages/server/test/helpers/desk-of-examples.ts';
import { FakeProvider } from '../packages/server/test/helpers/fake-provider.ts';
import { addPerson } from '../packages/server/test/helpers/people.ts';
import { CHROMIUM_FLAGS, findChromium } from './helpers/find-chromium.ts';

const NO_BROWSER = 'no Chromium on the PATH of this machine';
const executablePath = findChromium();
const provider = await FakeProvider.start();
const server = await bootServer({ openid: provider.options('https://chat.example.com') });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
/** With it the examples name what there is: event 3 of chat 7 is a message. */
const SEED = 1;
const project = await server.makeProject(822);
await server.importSample(project, 20, SEED);
await makeDeskOfExamples(server, project);
/** The version of what is changed then is the one of the example. */
server.clock.set(Number(JSON.parse(REQUEST_HEADERS['If-Match'].example)));

let browser: Browser | null = null;
let page: Page;
let key: TestKey;
beforeAll(async () => {
  key = await server.makeKey({ scopes: ['admin'] });
  await addPerson(server, 'anna');
  if (executablePath === null) return;
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, baseURL: server.url });
  page.setDefaultTimeout(60_000);
  await openPage();
});
// A form that a failed test left open lies over all that comes after it.
afterEach(async () => {
  if (browser !== null && (await dialog().isVisible())) await openPage();
});
afterAll(() => browser?.close());

/** Found by its attribute: to find it by its role Playwright computes the styles of the whole page. */
const dialog = () => page.locator('[role=dialog]');

/** Each operation that was shown stays in the page, and with dozens of them every step takes seconds. */
const FORMS_OF_A_PAGE = 12;
/** Nothing is tested of how the form moves in and out. */
const WITHOUT_MOTION = '* { animation: none !important; transition: none !important; }';
let formsOpened = 0;

async function openPage(): Promise<void> {
  formsOpened = 0;
  await page.goto('about:blank');
  await page.goto(`/docs${placeOf(FIRST)}`);
  await page.getByRole('heading', { name: 'Get the chat log', exact: true }).first().waitFor();
  await page.addStyleTag({ content: WITHOUT_MOTION });
}

type Place = Pick<(typeof OPERATIONS)[number], 'tag' | 'method' | 'path'>;
const FIRST = { tag: 'Chat log', method: 'GET', path: '/v2/projects/{projectid}/chats' } as const;

/** The part of the address that shows an operation. */
function placeOf({ tag, method, path }: Place): string {
  return `#tag/${tag.toLowerCase().replaceAll(' ', '-')}/${method}${path}`;
}

/** Opens the form of an operation and fills in the credentials. */
async function openForm(place: Place): Promise<Locator> {
  if (formsOpened === FORMS_OF_A_PAGE) await openPage();
  formsOpened += 1;
  await page.evaluate(`location.hash = ${JSON.stringify(placeOf(place))}`);
  const test = page.locator('button', { hasText: `(${place.method.toLowerCase()} ${place.path})` });
  // Scrolling to it would take longer than all the rest: the page is very long.
  await test.first().dispatchEvent('click');
  const form = dialog();
  await sendButton(form).waitFor();
  const username = form.locator('[data-placeholder=janedoe]');
  if ((await username.count()) > 0 && (await username.textContent()) === '') {
    await username.fill(TENANT);
    await form.getByPlaceholder('********').fill(key.key);
  }
  return form;
}

function sendButton(form: Locator): Locator {
  return form.getByRole('button', { name: /Send/ }).first();
}

/** What the form sends as it stands, and the status that comes back; closes it. */
async function sendForm(form: Locator, { path }: Place) {
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  const came = page.waitForResponse((reply) => pattern.test(new URL(reply.url()).pathname));
  await sendButton(form).click();
  const reply = await came;
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'hidden' });
  const sent = reply.request();
  const { prefer = null, 'if-none-match': ifNoneMatch = null } = await sent.allHeaders();
  return { status: reply.status(), method: sent.method(), query: new URL(reply.url()).search, prefer, ifNoneMatch };
}

/** What each finds by the examples of its page, where that is not there. */
const REFUSED: Readonly<Partial<Record<string, { readonly status: number; readonly why: string }>>> = {
  listPersonSessions: { status: 404, why: 'a later form adds the person' },
  revokeApiKey: { status: 404, why: 'the server chooses the first characters of a key' },
  endPersonSession: { status: 404, why: 'the server chooses the ids of sessions' },
  endOwnSession: { status: 404, why: 'a key has none' },
  sendVisitorCommand: { status: 401, why: 'a visitor has a token, and no key' },
  getVisitorEvents: { status: 401, why: 'a visitor has a token, and no key' },
  sendDeskCommand: { status: 403, why: 'nobody has ticked for whom the key acts' },
  getDeskEvents: { status: 403, why: 'nobody has ticked for whom the key acts' },
  readLinkedAttachment: { status: 403, why: 'the token of a link is of one file, for a day' },
  getAttachment: { status: 404, why: 'nobody has uploaded that file' },
  reserveVisitorAttachment: { status: 401, why: 'a visitor has a token, and no key' },
  uploadVisitorAttachment: { status: 401, why: 'a visitor has a token, and no key' },
  reserveDeskAttachment: { status: 403, why: 'nobody has ticked for whom the key acts' },
  uploadDeskAttachment: { status: 403, why: 'nobody has ticked for whom the key acts' },
  changeCannedReply: { status: 409, why: 'the form before it has taken the shortcut' },
  deleteView: { status: 412, why: 'the form before it has changed the view' },
};

// What erases comes last, because it takes what the others read.
const inOrder = OPERATIONS.toSorted((a, b) => Number(a.method !== 'GET') - Number(b.method !== 'GET'));

describe.each(inOrder.map((operation) => [operation.operationId, operation] as const))(
  'the form of %s',
  (_, operation) => {
    test('works at the first click and sends nothing that nobody ticked', async (context) => {
      if (browser === null) return context.skip(NO_BROWSER);
      const { method, operationId } = operation;
      const { status = 200 } = REFUSED[operationId] ?? {};
      const sent = { status, method, query: '', prefer: null, ifNoneMatch: null };
      expect(await sendForm(await openForm(operation), operation)).toEqual(sent);
    });
  },
);

describe('the page', () => {
  test('sends what somebody ticks', async (context) => {
    if (browser === null) return context.skip(NO_BROWSER);
    const form = await openForm(FIRST);
    for (const name of ['limit', 'Prefer']) await form.getByRole('checkbox', { name: `Include ${name} in` }).check();
    expect(await sendForm(form, FIRST)).toMatchObject({ status: 200, query: '?limit=100', prefer: 'count=exact' });
  });

  test('shows a whole reply, and samples that name this server and the place of the key', async (context) => {
    if (browser === null) return context.skip(NO_BROWSER);
    const text = (await page.locator('body').textContent()) ?? '';
    expect(text).toContain(`curl --user 'acme:KEY' '${server.url}/v2/projects/822/chats?`);
    expect(text).toContain(`'${server.url}/v2/projects/822/chats?limit=10'`);
    expect(text).not.toContain('acme.example.com');
    expect(text).toContain('How can I help you?');
  });

  test('finds the metric definitions by "response time"', async (context) => {
    if (browser === null) return context.skip(NO_BROWSER);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'search query' }).fill('response time');
    const found = page.getByRole('option').filter({ hasText: 'Metric definitions' });
    // Operations that filter by response times come before it.
    await found.waitFor();
    await found.click();
    await page.waitForFunction("location.hash === '#tag/metric-definitions'");
    await page.getByRole('heading', { name: 'Metric definitions, version 1' }).waitFor();
  });
});
