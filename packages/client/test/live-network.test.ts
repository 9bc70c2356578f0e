/** When `@parley/client/live` tries again and when it does not: networks that come and go, pages asleep, and servers that refuse. */
import { createHmac } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { type LiveEnvironment, MemoryVisitorStates, type PageChange } from '../src/live/index.ts';
import { makeLiveScene, whenever } from './live-scene.ts';

const SECRET = 'a secret of at least 32 characters';
const scene = await makeLiveScene();
afterAll(() => scene[Symbol.asyncDispose]());

interface Wait {
  readonly milliseconds: number;
  readonly act: () => void;
}

/** A machine whose time, network and page a test has in its hands. Waits end when the test says so. */
class Machine {
  nowMs = 1_000_000;
  isDown = false;
  /** Address and body of every request. */
  readonly requests: string[] = [];
  readonly waits = new Set<Wait>();
  /** Bodies on their way to the server. */
  alter = (body: string): string => body;
  readonly #listeners = new Set<(change: PageChange) => void>();
  #onRequest: () => void = () => undefined;

  readonly environment: Partial<LiveEnvironment> = {
    random: () => 0.4,
    nowMs: () => this.nowMs,
    after: (milliseconds, act) => {
      const wait = { milliseconds, act };
      this.waits.add(wait);
      return () => void this.waits.delete(wait);
    },
    onPage: (act) => {
      const own = (change: PageChange) => act(change);
      this.#listeners.add(own);
      return () => void this.#listeners.delete(own);
    },
    fetch: (async (url: string, init: RequestInit) => {
      this.requests.push(`${url} ${String(init.body ?? '')}`);
      this.#onRequest();
      if (this.isDown) throw new TypeError('down');
      const body = typeof init.body === 'string' ? this.alter(init.body) : null;
      return fetch(url, { ...init, body });
    }) as typeof fetch,
  };

  page(change: PageChange): void {
    for (const act of [...this.#listeners]) act(change);
  }

  count(part: string): number {
    return this.requests.filter((line) => line.includes(part)).length;
  }

  /** Resolves with the request that makes it so many. */
  untilCount(part: string, count: number): Promise<void> {
    return whenever(
      {
        subscribe: (listener) => {
          this.#onRequest = listener;
          return () => undefined;
        },
      },
      () => this.count(part) >= count,
    ).then(() => undefined);
  }

  /** Those before another try: requests and connections are given up after half a minute or more, storage after less. */
  get tries(): readonly Wait[] {
    return [...this.waits].filter(
      ({ milliseconds }) => milliseconds < 30_000 && ![2_000, 3_000].includes(milliseconds),
    );
  }
}

function jwt(claims: object): string {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

describe('a stream', () => {
  test('is offline as soon as the network is, and open as soon as it is back', async () => {
    const machine = new Machine();
    const visitor = scene.visitor({ environment: machine.environment });
    expect(visitor.state).toBe('closed');
    visitor.start();
    await whenever(visitor, ({ state }) => state === 'open');
    machine.isDown = true;
    machine.page('offline');
    expect(visitor.state).toBe('offline');
    machine.isDown = false;
    machine.nowMs += 10_000;
    machine.page('online');
    await whenever(visitor, ({ state }) => state === 'open');
    expect(visitor.counts.connections).toBe(2);
    visitor.close();
    expect(visitor.state).toBe('closed');
  });

  test('waits longer from failure to failure, by chance, up to half a minute', async () => {
    const machine = new Machine();
    machine.isDown = true;
    const visitor = scene.visitor({ environment: machine.environment });
    visitor.start();
    const waited: number[] = [];
    for (let at = 0; at < 9; at++) {
      await whenever(visitor, ({ state }) => state === 'offline');
      const [wait, ...others] = machine.tries;
      waited.push(wait?.milliseconds ?? 0);
      expect(others).toEqual([]);
      wait?.act();
    }
    expect(waited).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_000, 12_000, 12_000]);
  });

  test('is not tried more than once a second by a network that comes and goes', async () => {
    const machine = new Machine();
    machine.isDown = true;
    const visitor = scene.visitor({ environment: machine.environment });
    visitor.start();
    for (let at = 0; at < 10; at++) {
      await whenever(visitor, ({ state }) => state === 'offline');
      machine.page('online');
      machine.nowMs += 100;
    }
    // The first one, one at once, and one that is not before a second has passed.
    expect(machine.count('/v2/live/visitors')).toBe(2);
    expect(machine.tries.map(({ milliseconds }) => milliseconds <= 1_000)).toEqual([true]);
    machine.nowMs += 1_000;
    machine.page('online');
    await machine.untilCount('/v2/live/visitors', 3);
  });

  test('is connected again by a page that wakes from sleep, and only if it has been silent', async () => {
    const machine = new Machine();
    const visitor = scene.visitor({ environment: machine.environment });
    visitor.start();
    await whenever(visitor, ({ state }) => state === 'open');
    machine.nowMs += 20_000;
    machine.page('shown');
    expect(visitor.state).toBe('open');
    machine.nowMs += 3_600_000;
    machine.page('shown');
    expect(visitor.state).toBe('connecting');
    await whenever(visitor, ({ state }) => state === 'open');
    // With a token of its own: that of before has ended.
    expect([visitor.counts.connections, machine.count('/v2/live/visitors')]).toEqual([2, 2]);
  });

  test('ends while its page is left, and goes on when it is back', async () => {
    const machine = new Machine();
    const visitor = scene.visitor({ environment: machine.environment });
    visitor.start();
    await visitor.send('one').settled;
    await whenever(visitor, ({ chat }) => chat.messages[0]?.seq);
    machine.page('left');
    expect([visitor.state, machine.tries]).toEqual(['offline', []]);
    await visitor.send('two').settled;
    machine.page('shown');
    await whenever(visitor, ({ chat }) => chat.messages[1]?.seq);
    expect(visitor.chat.messages.map(({ text }) => text)).toEqual(['one', 'two']);
  });
});

describe('a refusal of who it is', () => {
  test('stops everything, says why, and nothing is tried before it is asked for', async () => {
    const machine = new Machine();
    const visitor = scene.visitor({ site: 'pk_of_nobody', environment: machine.environment });
    const states: string[] = [];
    visitor.on('state', (state) => states.push(state));
    visitor.start();
    await whenever(visitor, ({ state }) => state === 'refused');
    const first = visitor.refusal;
    visitor.send('one');
    await whenever(visitor, ({ refusal }) => refusal !== first);
    for (const change of ['online', 'shown', 'offline', 'online'] as const) machine.page(change);
    expect(visitor.refusal).toMatchObject({ status: 404, code: 'error.site_not_found' });
    expect([machine.requests.length, machine.tries, visitor.chat.messages[0]?.state]).toEqual([2, [], 'waiting']);
    visitor.start();
    await whenever(visitor, ({ state }) => state === 'refused');
    expect(states).toEqual(['connecting', 'refused', 'connecting', 'refused']);
  });

  test('of an agent is their key or session, and what they asked for waits', async () => {
    const machine = new Machine();
    const agent = scene.agent(1, { key: { tenant: 'acme', key: 'wrong' }, environment: machine.environment });
    agent.start();
    const { settled } = agent.do('presence.set', { presence: 'online' });
    await whenever(agent, ({ state }) => state === 'refused');
    await machine.untilCount('/commands', 1);
    await machine.untilCount('/events', 2);
    expect(agent.refusal).toMatchObject({ status: 401 });
    expect([machine.count('/commands'), machine.count('/events'), machine.tries]).toEqual([1, 2, []]);
    expect(await Promise.race([settled, Promise.resolve('waits')])).toBe('waits');
  });

  test('that is a token of before makes the browser somebody new, once', async () => {
    const machine = new Machine();
    const states = new MemoryVisitorStates({ site: scene.site, visitorToken: 'pv1.of.before', visitorId: 'before' });
    const visitor = scene.visitor({ states, environment: machine.environment });
    visitor.start();
    expect(await visitor.send('one').settled).toMatchObject({ state: 'sent' });
    expect(machine.count('/v2/live/visitors')).toBe(2);
    expect(states.load()).toMatchObject({ visitorId: visitor.visitor?.visitorId });
  });

  test('in the middle of a chat takes the chat away that is shown', async () => {
    const machine = new Machine();
    const visitor = scene.visitor({ environment: machine.environment });
    visitor.start();
    await visitor.send('one').settled;
    await whenever(visitor, ({ chat }) => chat.messages[0]?.seq);
    const before = visitor.visitor?.visitorId;
    machine.alter = (body) => body.replace(/"visitorToken":"[^"]+"/, '"visitorToken":"pv1.of.nobody"');
    machine.nowMs += 3_600_000;
    machine.page('shown');
    await whenever(visitor, (one) => one.visitor?.visitorId !== before && one.state === 'open');
    expect(visitor.chat).toMatchObject({ chatId: null, messages: [] });
    expect(await visitor.send('two').settled).toMatchObject({ state: 'sent' });
    await whenever(visitor, ({ chat }) => chat.messages[0]?.seq);
    expect(visitor.chat.messages.map(({ text }) => text)).toEqual(['two']);
  });

  test('of somebody whom the site does not know stands at their message, which is sent when it says who they are', async () => {
    const identity = { algorithm: 'HS256', key: SECRET };
    await using verified = await makeLiveScene(0, { identity, isVerifiedOnly: true });
    const machine = new Machine();
    const visitor = verified.visitor({ environment: machine.environment });
    visitor.start();
    const { id, settled } = visitor.send('one');
    expect(await settled).toMatchObject({ state: 'refused', refusal: { code: 'error.identity_needed' } });
    expect(visitor.visitor?.site.isVerifiedOnly).toBe(true);
    const exp = Math.floor(verified.server.clock.nowMs() / 1_000) + 600;
    visitor.identify(jwt({ sub: 'anna', aud: verified.site, exp }));
    expect(await visitor.retry(id)?.settled).toMatchObject({ state: 'sent' });
    await whenever(visitor, ({ chat, state }) => state === 'open' && chat.messages[0]?.seq);
  });

  test('is an identity that does not hold, until there is one that does', async () => {
    const identity = { algorithm: 'HS256', key: SECRET };
    await using verified = await makeLiveScene(0, { identity });
    const machine = new Machine();
    const visitor = verified.visitor({ environment: machine.environment });
    visitor.identify('no.jwt.atall');
    visitor.start();
    await whenever(visitor, ({ state }) => state === 'refused');
    expect([visitor.refusal?.code, machine.tries]).toEqual(['error.identity_refused', []]);
    const { settled } = visitor.send('one');
    const exp = Math.floor(verified.server.clock.nowMs() / 1_000) + 600;
    visitor.identify(jwt({ sub: 'anna', aud: verified.site, exp }));
    expect(await settled).toMatchObject({ state: 'sent' });
    await whenever(visitor, ({ state }) => state === 'open');
    expect(visitor.refusal).toBeNull();
  });
});
