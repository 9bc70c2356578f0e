/** Tabs of visitors in a real browser: pages that have nothing but the published client, on the server's own origin. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from './find-chromium.ts';

export interface TabOptions {
  /** Of what is kept on its way; "none" keeps nothing beyond the page. */
  readonly storage?: 'indexed' | 'none';
  /** Whether tabs share a stream. */
  readonly isShared?: boolean;
  /** Waits take so much less of their time. */
  readonly haste?: number;
}

/** Runs in the page, as text. `heard`: texts of messages as they come; `states`, `kept`: what was told. */
const PROGRAM = `
  import { BrowserTabs, IndexedOutboxStorage, LiveVisitor, IndexedVisitorStates, MemoryOutboxStorage } from '/client/live/index.js';
  const { site, storage, isShared, haste } = window.options;
  const visitor = new LiveVisitor({
    url: location.origin,
    site,
    storage: storage === 'indexed' ? new IndexedOutboxStorage('outbox') : new MemoryOutboxStorage(),
    states: new IndexedVisitorStates('visitor'),
    ...(isShared ? { tabs: new BrowserTabs('chat') } : {}),
    environment: {
      after(milliseconds, act) {
        const timer = setTimeout(act, milliseconds / haste);
        return () => clearTimeout(timer);
      },
    },
  });
  const heard = [];
  const [states, kept] = [[], []];
  visitor.on('chat', (event) => event.type === 'message.sent' && heard.push(event.text));
  visitor.on('state', (state) => states.push(state));
  visitor.on('kept', (isKept) => kept.push(isKept));
  const whenever = (isSo) => new Promise((resolve) => {
    const look = () => {
      if (!isSo()) return;
      stop();
      resolve();
    };
    const stop = visitor.subscribe(look);
    look();
  });
  const shown = () => visitor.chat.messages.map(({ text }) => text);
  const isSent = () => visitor.chat.messages.every(({ seq }) => seq !== null);
  const rowsOf = (database) => new Promise((resolve) => {
    const counting = database.transaction('rows').objectStore('rows').count();
    counting.onsuccess = () => resolve(counting.result);
  });
  const untilStored = (count) => new Promise((resolve) => {
    const opening = indexedDB.open('outbox');
    opening.onsuccess = async () => {
      while (await rowsOf(opening.result) < count);
      opening.result.close();
      resolve();
    };
  });
  Object.assign(window, { visitor, heard, states, kept, whenever, shown, isSent, untilStored });
  visitor.start();
`;

/** A tab, and what its page has. */
export class VisitorTab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Says it, one after the other; what the outbox does with it is not waited for. */
  async say(texts: readonly string[]): Promise<void> {
    await this.page.evaluate(`for (const text of ${JSON.stringify(texts)}) visitor.send(text); 0`);
  }

  /** Resolves when it is so, as an expression of the page. */
  async until(isSo: string): Promise<void> {
    await this.page.evaluate(`whenever(() => ${isSo})`);
  }

  async untilHeard(count: number): Promise<void> {
    await this.until(`heard.length >= ${count}`);
  }

  read<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(expression);
  }

  heard(): Promise<readonly string[]> {
    return this.read('heard');
  }

  /** So many commands, of any tab, are in the storage. */
  async untilStored(count: number): Promise<void> {
    await this.page.evaluate(`untilStored(${count})`);
  }

  /** Runs what makes another page come, and waits for that page. */
  async leaveWith(code: string): Promise<void> {
    const coming = this.page.waitForEvent('load');
    await this.page.evaluate(`${code}; 0`);
    await coming;
    await this.#ready();
  }

  async open(address: string): Promise<this> {
    await this.page.goto(address);
    await this.#ready();
    return this;
  }

  async #ready(): Promise<void> {
    await this.page.waitForFunction('"visitor" in window');
  }
}

/** The tabs of one browser profile, and what they asked the server for. */
export class VisitorBrowser implements AsyncDisposable {
  readonly context: BrowserContext;
  readonly #address: string;
  readonly requests: { readonly method: string; readonly url: string }[] = [];

  private constructor(context: BrowserContext, address: string) {
    this.context = context;
    this.#address = address;
    context.on('request', (request) => this.requests.push({ method: request.method(), url: request.url() }));
  }

  /** `client`: the folder of the packed client. */
  static async open(
    browser: Browser,
    { url, site, client }: { readonly url: string; readonly site: string; readonly client: string },
    { storage = 'indexed', isShared = true, haste = 1 }: TabOptions = {},
  ): Promise<VisitorBrowser> {
    const context = await browser.newContext();
    const page = `<!doctype html><title>Shop</title><script type="module" src="/page.js"></script>`;
    await context.route(`${url}/page*`, (route) => {
      const isProgram = route.request().url().endsWith('.js');
      const body = isProgram ? PROGRAM : page;
      return route.fulfill({ contentType: isProgram ? 'text/javascript' : 'text/html', body });
    });
    await context.route(`${url}/client/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice('/client/'.length);
      return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(client, 'lib', name), 'utf8') });
    });
    await context.addInitScript(`window.options = ${JSON.stringify({ site, storage, isShared, haste })}`);
    return new VisitorBrowser(context, `${url}/page`);
  }

  async tab(): Promise<VisitorTab> {
    return new VisitorTab(await this.context.newPage()).open(this.#address);
  }

  /** How often a stream was asked for. */
  get streams(): number {
    return this.requests.filter(({ url }) => url.endsWith('/v2/live/events')).length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.context.close();
  }
}

/** null where the machine has none. It keeps pages for "back", as people's browsers do. */
export async function openVisitorsBrowser(): Promise<Browser | null> {
  const executablePath = findChromium();
  if (executablePath === null) return null;
  return chromium.launch({
    executablePath,
    args: CHROMIUM_FLAGS,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}
