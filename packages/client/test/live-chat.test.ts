/** `@parley/client/live` against a real server: both sides talk, tokens end, messages are refused, programs end and begin again. */
import { createHmac } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type ChatEvent,
  type LiveEnvironment,
  type LiveEvents,
  MemoryOutboxStorage,
  MemoryVisitorStates,
  type VisitorState,
  type VisitorStates,
} from '../src/live/index.ts';
import { HASTY, makeLiveScene, whenever } from './live-scene.ts';

const SECRET = 'a secret of at least 32 characters';
const scene = await makeLiveScene(0, { identity: { algorithm: 'HS256', key: SECRET } });
afterAll(() => scene[Symbol.asyncDispose]());

/** A fetch that fails as long as `isDown`, and notes what it was asked for. */
interface Network {
  isDown: boolean;
  /** Address and body of every request. */
  readonly sent: string[];
  readonly environment: Partial<LiveEnvironment>;
}

function brittleFetch(): Network {
  const network: Network = {
    isDown: false,
    sent: [],
    environment: {
      ...HASTY,
      fetch: ((url: string, init: RequestInit) => {
        network.sent.push(`${url} ${String(init.body ?? '')}`);
        return network.isDown ? Promise.reject(new TypeError('down')) : fetch(url, init);
      }) as typeof fetch,
    },
  };
  return network;
}

function textsOf({ messages }: { readonly messages: readonly { readonly text: string }[] }): readonly string[] {
  return messages.map(({ text }) => text);
}

function jwt(claims: object): string {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

describe('a visitor and an agent', () => {
  test('talk, see each other type and read, and the log has it', async () => {
    const [visitor, agent] = [scene.visitor(), scene.agent(1)];
    const typing: LiveEvents['typing'][] = [];
    agent.on('typing', (frame) => typing.push(frame));
    agent.start();
    visitor.start();
    await agent.do('presence.set', { presence: 'online' }).settled;
    const sending = visitor.send('Hello');
    expect(visitor.chat.messages).toMatchObject([
      { messageId: sending.id, text: 'Hello', state: 'waiting', seq: null },
    ]);
    const { chatId } = await whenever(agent, ({ inbox }) => inbox?.chats.find(({ offeredUntil }) => offeredUntil));
    expect(await agent.do('chat.accept', { chatId }).settled).toMatchObject({ state: 'sent' });
    const answer = agent.send(chatId, 'Good morning');
    await whenever(visitor, ({ chat }) => chat.messages.length === 2);
    expect(visitor.chat).toMatchObject({ chatId, phase: 'active', agentName: 'Agent 1' });
    expect(visitor.chat.messages).toMatchObject([
      { messageId: sending.id, sender: 'visitor', text: 'Hello', state: 'sent', seq: 2 },
      { messageId: answer.id, sender: 'agent', name: 'Agent 1', text: 'Good morning', state: 'sent', seq: 5 },
    ]);
    visitor.typing();
    visitor.read(5);
    await whenever(agent, (desk) => desk.chat(chatId)?.readSeq === 5);
    expect(typing).toMatchObject([{ chatId, by: 'visitor' }]);
    await agent.do('message.edit', { chatId, messageId: answer.id, text: 'Good evening' }).settled;
    await whenever(visitor, ({ chat }) => chat.messages.at(-1)?.isEdited);
    await agent.do('chat.close', { chatId }).settled;
    await whenever(visitor, ({ chat }) => chat.phase === 'closing');
    scene.server.clock.advance(301_000);
    await whenever(visitor, ({ chat }) => chat.phase === 'closed');
    expect((await scene.logged(chatId)).transcript.map(({ message }) => message)).toEqual(['Hello', 'Good evening']);
    await agent.do('presence.set', { presence: 'away' }).settled;
    visitor.send('And another thing');
    expect(await whenever(visitor, ({ chat }) => chat.chatId !== chatId && chat)).toMatchObject({ phase: 'queued' });
  });

  test('get every event once, also one who comes later', async () => {
    const visitor = scene.visitor();
    visitor.start();
    for (const text of ['one', 'two', 'three']) visitor.send(text);
    await whenever(visitor, ({ chat }) => chat.messages.filter(({ seq }) => seq !== null).length === 3);
    const later = scene.visitor({ states: keptOf(visitor) });
    const events: ChatEvent[] = [];
    const stop = new AbortController();
    const frames = later.frames(stop.signal);
    later.start();
    for await (const frame of frames) {
      if (frame.name !== 'chat') continue;
      events.push(frame.data);
      if (events.length === visitor.chat.lastSeq) stop.abort();
    }
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    expect(textsOf(later.chat)).toEqual(['one', 'two', 'three']);
  });
});

/** As a page would have kept it. */
function keptOf({ visitor }: ReturnType<typeof scene.visitor>): VisitorStates {
  if (visitor === null) throw new TypeError('the visitor has not come yet');
  const { visitorToken, visitorId } = visitor;
  return new MemoryVisitorStates({ site: scene.site, visitorToken, visitorId });
}

describe('an outbox', () => {
  test('is sent after a restart, in its order and under its ids', async () => {
    const storage = new MemoryOutboxStorage();
    const network = brittleFetch();
    const first = scene.visitor({ storage, environment: network.environment });
    first.start();
    await first.send('one').settled;
    network.isDown = true;
    const ids = ['two', 'three', 'four'].map((text) => first.send(text).id);
    await whenever(first, ({ chat }) => chat.messages.length === 4);
    const states = keptOf(first);
    first.close();
    expect((await storage.load()).map(({ id }) => id)).toEqual(ids);
    const second = scene.visitor({ storage, states });
    second.start();
    second.send('five');
    await whenever(second, ({ chat }) => chat.messages.filter(({ seq }) => seq !== null).length === 5);
    expect(textsOf(second.chat)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(second.chat.messages.slice(1, 4).map(({ messageId }) => messageId)).toEqual(ids);
    expect(await storage.load()).toEqual([]);
  });

  test('is not doubled by a restart when the server had it all', async () => {
    const storage = new MemoryOutboxStorage();
    const first = scene.visitor({ storage });
    first.start();
    await first.send('one').settled;
    // The program ended before it heard of it.
    const lost = await Promise.all(['two', 'three'].map((text) => sentBy(first, text)));
    first.close();
    for (const [order, command] of lost.entries()) await storage.add(command, order);
    const second = scene.visitor({ storage, states: keptOf(first) });
    second.start();
    expect(await second.send('four').settled).toMatchObject({ state: 'sent' });
    await whenever(
      second,
      ({ chat }) => textsOf(chat).includes('four') && chat.messages.every(({ seq }) => seq !== null),
    );
    expect(textsOf(second.chat)).toEqual(['one', 'two', 'three', 'four']);
    expect(await storage.load()).toEqual([]);
  });

  test('does not call a storage good that has failed for a message which was sent meanwhile', async () => {
    const adding = Promise.withResolvers<void>();
    const storage = Object.assign(new MemoryOutboxStorage(), {
      isLasting: true,
      load: () => Promise.reject(new Error('forbidden')),
      add: () => adding.promise,
    });
    const visitor = scene.visitor({ storage });
    const kept: boolean[] = [];
    visitor.on('kept', (isKept) => kept.push(isKept));
    visitor.start();
    await visitor.send('one').settled;
    adding.reject(new Error('forbidden'));
    await visitor.send('two').settled;
    expect([visitor.isKept, kept]).toEqual([false, [false]]);
  });

  test('keeps what waits for the network, and says so at the message', async () => {
    const network = brittleFetch();
    const visitor = scene.visitor({ environment: network.environment });
    visitor.start();
    await visitor.send('one').settled;
    network.isDown = true;
    const sending = visitor.send('two');
    await whenever(
      { subscribe: everySent(network) },
      () => network.sent.filter((line) => line.includes('two')).length > 2,
    );
    expect(visitor.chat.messages.at(-1)).toMatchObject({ messageId: sending.id, state: 'waiting' });
    network.isDown = false;
    expect(await sending.settled).toMatchObject({ state: 'sent' });
    expect(visitor.counts.resends).toBeGreaterThan(1);
  });
});

/** The command as an outbox keeps it. */
async function sentBy(visitor: ReturnType<typeof scene.visitor>, text: string) {
  const sending = visitor.send(text);
  await sending.settled;
  return { id: sending.id, type: 'message.send', text };
}

/** Looks again with every request. */
function everySent(network: Network) {
  return (listener: () => void) => {
    const { sent } = network;
    const push = sent.push.bind(sent);
    sent.push = (...lines) => {
      const count = push(...lines);
      listener();
      return count;
    };
    return () => undefined;
  };
}

describe('a refusal', () => {
  test('stands at its message, which can be sent again or removed, and holds up none after it', async () => {
    const visitor = scene.visitor();
    visitor.start();
    await visitor.send('fine').settled;
    const [bad, good] = [visitor.send(' '), visitor.send('after it')];
    expect(await bad.settled).toMatchObject({
      state: 'refused',
      refusal: { status: 400, code: 'error.malformed_body' },
    });
    expect(await good.settled).toMatchObject({ state: 'sent' });
    const shown = () => visitor.chat.messages.find(({ messageId }) => messageId === bad.id);
    expect(shown()).toMatchObject({ state: 'refused', refusal: { message: expect.stringContaining('text') } });
    expect(await visitor.retry(bad.id)?.settled).toMatchObject({ state: 'refused' });
    expect(await visitor.discard(bad.id)).toBe(true);
    expect(shown()).toBeUndefined();
    expect(visitor.retry(bad.id)).toBeNull();
    expect(await visitor.send('the last').settled).toMatchObject({ state: 'sent' });
  });

  test('that asks to wait is waited for', async () => {
    await using limited = await makeLiveScene(1);
    const visitor = limited.visitor();
    const problems: string[] = [];
    visitor.on('problem', ({ code }) => {
      problems.push(code);
      limited.server.clock.advance(3_000);
    });
    visitor.start();
    const sendings = Array.from({ length: 7 }, (_, at) => visitor.send(`message ${at}`));
    for (const { settled } of sendings) expect(await settled).toMatchObject({ state: 'sent' });
    expect(textsOf(visitor.chat)).toEqual(sendings.map((_, at) => `message ${at}`));
    expect(problems).toContain('error.too_many_messages');
  });
});

describe('tokens', () => {
  test('are got again when they are refused', async () => {
    const network = brittleFetch();
    const visitor = scene.visitor({ environment: network.environment });
    visitor.start();
    const { settled } = visitor.send('one');
    const first = await settled;
    scene.server.clock.advance(901_000);
    const second = await visitor.send('two').settled;
    expect([first, second]).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
    expect(network.sent.filter((line) => line.includes('/v2/live/visitors'))).toHaveLength(2);
    expect(network.sent.filter((line) => line.includes('two'))).toHaveLength(2);
    expect(network.sent.join()).not.toMatch(/(token|ps1|pv1)[^"]*\?|\?[^"]*(token|ps1|pv1)/);
  });

  test('are renewed before they end', async () => {
    const network = brittleFetch();
    let nowMs = 0;
    const wakes: (() => void)[] = [];
    const environment = {
      ...network.environment,
      nowMs: () => nowMs,
      after: (milliseconds: number, act: () => void) => {
        // Of all waits only that for the end of the token.
        if (milliseconds > 600_000) wakes.push(act);
        return () => undefined;
      },
    };
    const visitor = scene.visitor({ environment });
    const states: string[] = [];
    visitor.on('state', (state) => states.push(state));
    visitor.start();
    await visitor.send('one').settled;
    await whenever(visitor, ({ state }) => state === 'open');
    nowMs = 810_000;
    wakes[0]?.();
    await visitor.send('two').settled;
    const comings = network.sent.filter((line) => line.includes('/v2/live/visitors'));
    expect(comings).toHaveLength(2);
    expect(comings[1]).toContain('visitorToken');
    expect(states.filter((state) => state === 'connecting')).toHaveLength(2);
  });

  test('of a visitor whom the site knows are for their chats, and of nobody after a reset', async () => {
    const states: (VisitorState | null)[] = [];
    const kept = new MemoryVisitorStates();
    const save = (state: VisitorState | null) => {
      states.push(state);
      kept.save(state);
    };
    const visitor = scene.visitor({ states: { load: kept.load, save } });
    visitor.start();
    await visitor.send('as a browser').settled;
    await whenever(visitor, ({ chat }) => chat.chatId);
    const { chatId } = visitor.chat;
    const exp = Math.floor(scene.server.clock.nowMs() / 1_000) + 600;
    visitor.identify(jwt({ sub: 'anna', aud: scene.site, exp, name: 'Anna' }));
    expect(await visitor.send('as Anna').settled).toMatchObject({ state: 'sent', done: { chatId } });
    expect(visitor.visitor?.isVerified).toBe(true);
    await whenever(visitor, ({ chat }) => textsOf(chat).length === 2 && chat.messages.every(({ seq }) => seq !== null));
    await visitor.reset();
    expect(visitor.chat).toMatchObject({ chatId: null, messages: [] });
    const asNew = await visitor.send('as nobody').settled;
    expect(asNew).toMatchObject({ state: 'sent' });
    expect(asNew).not.toMatchObject({ done: { chatId } });
    expect(states.map((state) => state?.visitorId ?? null)).toEqual([
      states[0]?.visitorId,
      states[0]?.visitorId,
      null,
      expect.not.stringContaining(states[0]?.visitorId ?? ''),
    ]);
  });
});

describe('a stream', () => {
  test('that leaves an event out is read again from the one before', async () => {
    const positions: (string | null)[] = [];
    let isLeftOut = false;
    /** Takes the third event out of the first stream. */
    const leaky = (async (url: string, init: RequestInit) => {
      const response = await fetch(url, init);
      if (!String(url).endsWith('/events')) return response;
      positions.push(new Headers(init.headers).get('last-event-id'));
      if (isLeftOut || response.body === null) return response;
      isLeftOut = true;
      return new Response(response.body.pipeThrough(withoutEvent(/"seq":3\b/)), response);
    }) as typeof fetch;
    const sender = scene.visitor();
    sender.start();
    for (const text of ['one', 'two', 'three', 'four']) await sender.send(text).settled;
    const visitor = scene.visitor({ states: keptOf(sender), environment: { ...HASTY, fetch: leaky } });
    const seqs: number[] = [];
    visitor.on('chat', ({ seq }) => seqs.push(seq));
    visitor.start();
    const { lastSeq } = await whenever(visitor, ({ chat }) => chat.messages.length === 4 && chat);
    expect(seqs).toEqual(Array.from({ length: lastSeq }, (_, at) => at + 1));
    expect(positions).toEqual([null, `${visitor.chat.chatId}.2`]);
  });

  test('that is silent for two heartbeats is dead', async () => {
    const waits: (() => void)[] = [];
    let connections = 0;
    const environment = {
      ...HASTY,
      fetch: ((url: string, init: RequestInit) => {
        if (String(url).endsWith('/events')) connections++;
        return fetch(url, init);
      }) as typeof fetch,
      after: (milliseconds: number, act: () => void) => {
        if (milliseconds === 51_000) {
          waits.push(act);
          return () => void waits.splice(waits.indexOf(act), 1);
        }
        return HASTY.after?.(milliseconds, act) ?? (() => undefined);
      },
    };
    const visitor = scene.visitor({ environment });
    visitor.start();
    await visitor.send('one').settled;
    await whenever(visitor, ({ chat }) => chat.messages[0]?.seq);
    expect([waits.length, connections]).toEqual([1, 1]);
    waits[0]?.();
    await new Promise<void>((resolve) => visitor.on('state', (state) => state === 'open' && resolve()));
    expect(connections).toBe(2);
  });
});

/** Passes on all frames but those that fit. */
function withoutEvent(fits: RegExp): TransformStream<Uint8Array, Uint8Array> {
  let rest = '';
  const decoder = new TextDecoder();
  return new TransformStream({
    transform(piece, out) {
      const blocks = (rest + decoder.decode(piece, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      const kept = blocks.filter((block) => !fits.test(block));
      if (kept.length > 0) out.enqueue(new TextEncoder().encode(kept.map((block) => `${block}\n\n`).join('')));
    },
  });
}
