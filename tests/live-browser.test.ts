/**
 * The SDK of live chats in a real Chromium over a real server: several tabs of one visitor, tabs that close, stop and reload,
 * networks that go away, storage that refuses. What visitors write is neither lost, nor doubled, nor inverted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import { makeLiveScene } from '../packages/client/test/live-scene.ts';
import { packClient } from '../tools/pack-client.ts';
import { openVisitorsBrowser, type TabOptions, VisitorBrowser, type VisitorTab } from './helpers/live-browser.ts';
import { NO_FAULTS, orderFaults } from './helpers/order-checker.ts';

const client = mkdtempSync(join(tmpdir(), 'parley-live-browser-'));
const browser = await openVisitorsBrowser();
const scene = await makeLiveScene();
afterAll(async () => {
  await browser?.close();
  await scene[Symbol.asyncDispose]();
  rmSync(client, { recursive: true });
});
packClient(client);

async function visit(context: TestContext, options: TabOptions = {}): Promise<VisitorBrowser> {
  if (browser === null) return context.skip('no Chromium on the PATH of this machine');
  const { server, site } = scene;
  return VisitorBrowser.open(browser, { url: server.url, site, client }, options);
}

function lines(who: string, count: number, from = 1): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${who} ${at + from}`);
}

/** The chat that a tab has begun, and its agent. It is closed with the test. */
async function beginChat(tab: VisitorTab) {
  await tab.say(['Hello']);
  await tab.until('visitor.chat.chatId !== null && isSent()');
  const chatId = await tab.read<number>('visitor.chat.chatId');
  const agent = scene.agent(1);
  agent.start();
  expect(await agent.do('chat.accept', { chatId }).settled).toMatchObject({ state: 'sent' });
  const close = async () => {
    await agent.do('chat.close', { chatId }).settled;
  };
  return { chatId, agent, [Symbol.asyncDispose]: close };
}

async function logged(chatId: number): Promise<readonly string[]> {
  return (await scene.logged(chatId)).transcript.map(({ message }) => message);
}

/** In each of the places everything is that was said, once and in the order of each sender. */
function expectAll(said: readonly (readonly string[])[], places: readonly (readonly string[])[]): void {
  for (const place of places) {
    expect(said.map((one) => orderFaults(one, place))).toEqual(said.map(() => NO_FAULTS));
    expect(place).toHaveLength(1 + said.flat().length);
  }
}

describe('three tabs of one visitor', () => {
  test('are one visitor with one stream, and all of them show everything once and in order', async (context) => {
    await using visitors = await visit(context);
    const tabs = await Promise.all([visitors.tab(), visitors.tab(), visitors.tab()]);
    const [a, b, c] = tabs;
    await using talk = await beginChat(a);
    const { chatId, agent } = talk;
    const said = [lines('a', 20), lines('b', 20), lines('c', 20), lines('agent', 20)];
    const [byA = [], byB = [], byC = [], byAgent = []] = said;
    const saying = Promise.all([a.say(byA), b.say(byB), c.say(byC)]);
    for (const text of byAgent) agent.send(chatId, text);
    await saying;
    for (const tab of tabs) await tab.untilHeard(81);
    expectAll(said, [...(await Promise.all(tabs.map((tab) => tab.heard()))), await logged(chatId)]);
    const ids = await Promise.all(tabs.map((tab) => tab.read('visitor.visitor.visitorId')));
    expect([new Set(ids).size, visitors.streams]).toEqual([1, 1]);
  });

  test('go on when the one that leads is closed in the middle', async (context) => {
    await using visitors = await visit(context);
    const leader = await visitors.tab();
    await using talk = await beginChat(leader);
    const { chatId, agent } = talk;
    const others = [await visitors.tab(), await visitors.tab()] as const;
    const [b, c] = others;
    for (const tab of others) await tab.untilHeard(1);
    const said = [lines('b', 40), lines('c', 40), lines('agent', 40)];
    const [byB = [], byC = [], byAgent = []] = said;
    await Promise.all([b.say(byB), c.say(byC)]);
    for (const text of byAgent) agent.send(chatId, text);
    await leader.untilHeard(20);
    await leader.page.close();
    for (const tab of others) await tab.untilHeard(121);
    expectAll(said, [await b.heard(), await c.heard(), await logged(chatId)]);
    expect(visitors.streams).toBe(2);
  });

  test('go on when the one that leads stops without a word', async (context) => {
    await using visitors = await visit(context, { haste: 5 });
    const leader = await visitors.tab();
    await using talk = await beginChat(leader);
    const { chatId, agent } = talk;
    const others = [await visitors.tab(), await visitors.tab()] as const;
    for (const tab of others) await tab.untilHeard(1);
    const debuggers = await visitors.context.newCDPSession(leader.page);
    await debuggers.send('Debugger.enable');
    await debuggers.send('Debugger.pause');
    const stopped = leader.page.evaluate('0');
    const said = [lines('b', 20), lines('agent', 20)];
    const [byB = [], byAgent = []] = said;
    await others[0].say(byB);
    for (const text of byAgent) agent.send(chatId, text);
    for (const tab of others) await tab.untilHeard(41);
    expectAll(said, [await others[0].heard(), await others[1].heard(), await logged(chatId)]);
    await debuggers.send('Debugger.disable');
    await stopped;
    await leader.untilHeard(41);
    expectAll(said, [await leader.heard()]);
  });

  test('have a stream each where tabs cannot know of each other', async (context) => {
    await using visitors = await visit(context);
    await visitors.context.addInitScript('delete Navigator.prototype.locks');
    const first = await visitors.tab();
    await using talk = await beginChat(first);
    const { chatId } = talk;
    const second = await visitors.tab();
    const said = [lines('a', 10), lines('b', 10)];
    const [byA = [], byB = []] = said;
    await Promise.all([first.say(byA), second.say(byB)]);
    for (const tab of [first, second]) await tab.untilHeard(21);
    expectAll(said, [await first.heard(), await second.heard(), await logged(chatId)]);
    expect(visitors.streams).toBe(2);
  });
});

describe('a network that is away', () => {
  test('is waited for, and what was written is sent in its order', async (context) => {
    await using visitors = await visit(context);
    const tab = await visitors.tab();
    await using talk = await beginChat(tab);
    const { chatId, agent } = talk;
    await visitors.context.setOffline(true);
    await tab.until('visitor.state === "offline"');
    const said = [lines('a', 5), lines('agent', 5)];
    const [byA = [], byAgent = []] = said;
    await tab.say(byA);
    await Promise.all(byAgent.map((text) => agent.send(chatId, text).settled));
    expect(await tab.read('[visitor.isKept, isSent()]')).toEqual([true, false]);
    await visitors.context.setOffline(false);
    await tab.untilHeard(11);
    await tab.until('visitor.state === "open" && isSent()');
    expectAll(said, [await tab.heard(), await logged(chatId)]);
  });

  /** Writes without a network, reloads the page, and gets the network back. What the log has then. */
  async function reloadUnsent(context: TestContext, options: TabOptions): Promise<readonly string[]> {
    await using visitors = await visit(context, options);
    const tab = await visitors.tab();
    await using talk = await beginChat(tab);
    const { chatId } = talk;
    await visitors.context.setOffline(true);
    await tab.say(lines('a', 5));
    await tab.until('shown().length === 6');
    await tab.leaveWith('visitor.send("the last"); location.reload()');
    await tab.say(lines('b', 2));
    await visitors.context.setOffline(false);
    await tab.until('shown().includes("b 2") && isSent()');
    return logged(chatId);
  }

  test('while the page is reloaded: what was written is sent once and in order', async (context) => {
    const log = await reloadUnsent(context, {});
    expect(log).toEqual(['Hello', ...lines('a', 5), 'the last', ...lines('b', 2)]);
  });

  test('the checker finds what an outbox loses that keeps nothing', async (context) => {
    const log = await reloadUnsent(context, { storage: 'none' });
    expect(orderFaults(lines('a', 5), log)).toEqual({ lost: 5, doubled: 0, inverted: 0 });
  });

  test('while a tab closes: another sends what it has left', async (context) => {
    await using visitors = await visit(context);
    const [a, b] = [await visitors.tab(), await visitors.tab()];
    await using talk = await beginChat(a);
    const { chatId } = talk;
    await b.untilHeard(1);
    await visitors.context.setOffline(true);
    await a.say(lines('a', 5));
    await b.say(lines('b', 5));
    await a.untilStored(5);
    await a.page.close();
    await b.until('shown().length === 11');
    await visitors.context.setOffline(false);
    await b.untilHeard(11);
    expectAll([lines('a', 5), lines('b', 5)], [await b.heard(), await logged(chatId)]);
  });
});

describe('storage', () => {
  /** What breaks it, as the first script of the page. */
  const BROKEN = {
    forbidden: `IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };`,
    stuck: `IDBFactory.prototype.open = () => ({});`,
    full: `IDBObjectStore.prototype.add = function () {
      this.transaction.abort();
      return {};
    };`,
  };

  test.for(Object.entries(BROKEN))(
    'that is %s keeps nothing from being sent, and the page is told',
    async ([, code], context) => {
      await using visitors = await visit(context, { haste: 5 });
      await visitors.context.addInitScript(code);
      const tab = await visitors.tab();
      await using talk = await beginChat(tab);
      await tab.say(lines('a', 10));
      await tab.untilHeard(11);
      expect(await tab.read('[visitor.isKept, kept]')).toEqual([false, [false]]);
      expectAll([lines('a', 10)], [await tab.heard(), await logged(talk.chatId)]);
    },
  );

  test('that is full for a while gets what it did not take, in its order', async (context) => {
    await using visitors = await visit(context);
    const tab = await visitors.tab();
    await using talk = await beginChat(tab);
    await visitors.context.setOffline(true);
    await tab.read(`(add => {
      const full = IDBObjectStore.prototype.add = function () {
        this.transaction.abort();
        return {};
      };
      window.empty = () => { IDBObjectStore.prototype.add = add; };
    })(IDBObjectStore.prototype.add)`);
    await tab.say(lines('a', 2));
    await tab.until('!visitor.isKept');
    await tab.read('empty()');
    await tab.say(lines('a', 1, 3));
    await tab.until('visitor.isKept');
    await tab.leaveWith('location.reload()');
    await visitors.context.setOffline(false);
    await tab.untilHeard(4);
    expectAll([lines('a', 3)], [await tab.heard(), await logged(talk.chatId)]);
  });
});

describe('a page', () => {
  test('that is left and comes back from the history goes on where it was', async (context) => {
    await using visitors = await visit(context);
    const [a, b] = [await visitors.tab(), await visitors.tab()];
    await using talk = await beginChat(a);
    await b.untilHeard(1);
    await b.read('window.told = new Promise((resolve) => (new BroadcastChannel("test").onmessage = resolve)), 0');
    await a.read(
      `addEventListener('pageshow', ({ persisted }) => new BroadcastChannel('test').postMessage(persisted))`,
    );
    await a.page.goto(`${scene.server.url}/healthz`);
    const said = [lines('b', 5), lines('agent', 5)];
    const [byB = [], byAgent = []] = said;
    await b.say(byB);
    for (const text of byAgent) talk.agent.send(talk.chatId, text);
    await b.untilHeard(11);
    await a.read('history.back()');
    expect(await b.read('told.then(({ data }) => data)')).toBe(true);
    await a.untilHeard(11);
    await a.say(['again']);
    for (const tab of [a, b]) await tab.untilHeard(12);
    expectAll([...said, ['again']], [await a.heard(), await b.heard(), await logged(talk.chatId)]);
  });

  test('that is about to be frozen leaves the stream to another, and comes back to it', async (context) => {
    await using visitors = await visit(context);
    const [a, b] = [await visitors.tab(), await visitors.tab()];
    await using talk = await beginChat(a);
    await b.untilHeard(1);
    // Chromium freezes no page that is in front.
    await a.read('document.dispatchEvent(new Event("freeze"))');
    await a.until('visitor.state === "offline"');
    for (const text of lines('agent', 5)) talk.agent.send(talk.chatId, text);
    await b.untilHeard(6);
    expect([await a.read('heard.length'), visitors.streams]).toEqual([1, 2]);
    await a.read('document.dispatchEvent(new Event("resume"))');
    await a.untilHeard(6);
    expectAll([lines('agent', 5)], [await a.heard(), await b.heard()]);
    expect(visitors.streams).toBe(2);
  });

  test('whose token has ended gets another, and no token is in an address', async (context) => {
    await using visitors = await visit(context);
    const tabs = [await visitors.tab(), await visitors.tab()] as const;
    const [a, b] = tabs;
    await using talk = await beginChat(a);
    await b.untilHeard(1);
    scene.server.clock.advance(901_000);
    await b.say(lines('b', 3));
    talk.agent.send(talk.chatId, 'agent 1');
    for (const tab of tabs) await tab.untilHeard(5);
    expectAll([lines('b', 3), ['agent 1']], [await a.heard(), await b.heard(), await logged(talk.chatId)]);
    expect(visitors.requests.filter(({ url }) => /\/v2\/.*(token|ps1|pv1|[?])/.test(url))).toEqual([]);
    // The second was asked for with the token that had ended.
    expect(visitors.streams).toBe(3);
  });

  test('whose visitor signs out is signed out in all tabs, and begins as one other visitor', async (context) => {
    await using visitors = await visit(context);
    const tabs = [await visitors.tab(), await visitors.tab(), await visitors.tab()] as const;
    const [a] = tabs;
    await using talk = await beginChat(a);
    for (const tab of tabs) await tab.untilHeard(1);
    const before = await a.read('visitor.visitor.visitorId');
    await a.read('visitor.reset()');
    const isOther = `visitor.visitor !== null && visitor.visitor.visitorId !== ${JSON.stringify(before)}`;
    for (const tab of tabs) await tab.until(`visitor.state === "open" && shown().length === 0 && ${isOther}`);
    const now = await Promise.all(tabs.map((tab) => tab.read('visitor.visitor.visitorId')));
    expect(new Set(now).size).toBe(1);
    expect(now).not.toContain(before);
    await a.say(['as somebody else']);
    for (const tab of tabs) await tab.until('shown().length === 1');
    expect(await logged(talk.chatId)).toEqual(['Hello']);
  });
});
