/** Visitors and agents over real HTTP, as programs that know only the protocol. Never used outside tests. */
import type { CommandDone, LiveEvent, LiveFrameName, Visitor } from '@parley/contract';
import { basic, type TestKey, type TestReply, type TestServer } from './boot-server.ts';

/** A server, in this process or another. */
export type Reached = Pick<TestServer, 'get' | 'url'>;

const JSON_TYPE = { 'content-type': 'application/json' };

export interface Frame {
  readonly name: LiveFrameName;
  readonly id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A stream that is read as it comes. Disposing it disconnects. */
export class LiveStream implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #frames: AsyncGenerator<Frame>;
  /** Of the last frame with an event. */
  position = '';

  private constructor(response: Response) {
    if (response.body === null) throw new TypeError('a stream without a body');
    this.#frames = readFrames(response.body);
  }

  static async open(url: string, authorization: string, position = ''): Promise<LiveStream> {
    const headers = { authorization, ...(position === '' ? {} : { 'last-event-id': position }) };
    const stop = new AbortController();
    const response = await fetch(url, { headers, signal: stop.signal });
    if (response.status !== 200) throw new TypeError(await response.text());
    const stream = new LiveStream(response);
    stream.#stop.signal.addEventListener('abort', () => stop.abort());
    stream.position = position;
    return stream;
  }

  /** @throws TypeError when the stream ends */
  async next(): Promise<Frame> {
    const { value } = await this.#frames.next();
    if (value === undefined) throw new TypeError('the stream ended');
    this.position = value.id ?? this.position;
    return value;
  }

  /** Frames up to the first that fits, with it. */
  async until(fits: (frame: Frame) => boolean): Promise<readonly Frame[]> {
    const frames = [await this.next()];
    while (!frames.slice(-1).some(fits)) frames.push(await this.next());
    return frames;
  }

  /** The next event of that type, whatever comes before it. */
  async event<T extends LiveEvent['type']>(type: T): Promise<Extract<LiveEvent, { type: T }>> {
    const frames = await this.until(({ name, data }) => name === 'chat' && data.type === type);
    return frames.at(-1)?.data as unknown as Extract<LiveEvent, { type: T }>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#frames.return(undefined).catch(() => undefined);
  }
}

async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of body) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const name = fields.get('event');
      if (name === undefined) continue;
      yield { name: name as LiveFrameName, id: fields.get('id') ?? null, data: JSON.parse(fields.get('data') ?? '{}') };
    }
  }
}

/** What a command is answered with. @throws TypeError when it is refused */
export function doneOf({ status, text }: TestReply): CommandDone {
  if (status !== 200) throw new TypeError(text);
  return JSON.parse(text).response;
}

let commands = 0;
function newCommandId(): string {
  commands++;
  return `00000000-0000-4000-8000-${commands.toString(16).padStart(12, '0')}`;
}

/** A page of a visitor. */
export class TestVisitor {
  readonly server: Reached;
  readonly visitor: Visitor;
  readonly #origin: string | null;

  constructor(server: Reached, visitor: Visitor, origin: string | null) {
    this.server = server;
    this.visitor = visitor;
    this.#origin = origin;
  }

  static async come(
    server: Reached,
    site: string,
    more: Readonly<Record<string, unknown>> = {},
    origin: string | null = null,
  ): Promise<TestVisitor> {
    const reply = await comeAs(server, site, more, origin);
    if (reply.status !== 200) throw new TypeError(reply.text);
    return new TestVisitor(server, JSON.parse(reply.text).response, origin);
  }

  get authorization(): string {
    return `Bearer ${this.visitor.streamToken}`;
  }

  send(command: Readonly<Record<string, unknown>>): Promise<TestReply> {
    const body = JSON.stringify({ v: 1, id: newCommandId(), ...command });
    const headers = { ...JSON_TYPE, authorization: this.authorization, ...originOf(this.#origin) };
    return this.server.get('/v2/live/commands', { method: 'POST', headers, body });
  }

  readonly attachmentsPath = '/v2/live/attachments';

  request(method: string, path: string, more: Readonly<Record<string, string>>, body: Buffer): Promise<TestReply> {
    const headers = { authorization: this.authorization, ...originOf(this.#origin), ...more };
    return this.server.get(path, { method, headers, body });
  }

  async says(text: string, more: Readonly<Record<string, unknown>> = {}): Promise<CommandDone> {
    return doneOf(await this.send({ type: 'message.send', text, ...more }));
  }

  follow(position = ''): Promise<LiveStream> {
    return LiveStream.open(`${this.server.url}/v2/live/events`, this.authorization, position);
  }
}

export function comeAs(
  server: Reached,
  site: string,
  more: Readonly<Record<string, unknown>> = {},
  origin: string | null = null,
): Promise<TestReply> {
  const body = JSON.stringify({ v: 1, site, ...more });
  return server.get('/v2/live/visitors', { method: 'POST', headers: { ...JSON_TYPE, ...originOf(origin) }, body });
}

function originOf(origin: string | null): Readonly<Record<string, string>> {
  return origin === null ? {} : { origin };
}

/** An agent, by a key. */
export class TestAgent {
  readonly #server: Reached;
  readonly #key: TestKey;
  readonly #root: string;
  readonly agentId: number;

  constructor(server: Reached, key: TestKey, projectId: number, agentId: number) {
    this.#server = server;
    this.#key = key;
    this.#root = `/v2/projects/${projectId}/desk`;
    this.agentId = agentId;
  }

  send(command: Readonly<Record<string, unknown>>): Promise<TestReply> {
    const body = JSON.stringify({ v: 1, id: newCommandId(), ...command });
    const path = `${this.#root}/commands?actAs=${this.agentId}`;
    return this.#server.get(path, { key: this.#key, method: 'POST', headers: JSON_TYPE, body });
  }

  get attachmentsPath(): string {
    return `${this.#root}/attachments?actAs=${this.agentId}`;
  }

  request(method: string, path: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<TestReply> {
    return this.#server.get(path, { key: this.#key, method, headers, body });
  }

  async does(type: string, chatId: number, more: Readonly<Record<string, unknown>> = {}): Promise<CommandDone> {
    return doneOf(await this.send({ type, chatId, ...more }));
  }

  async is(presence: 'online' | 'busy' | 'away'): Promise<void> {
    doneOf(await this.send({ type: 'presence.set', presence }));
  }

  follow(position = ''): Promise<LiveStream> {
    const url = `${this.#server.url}${this.#root}/events?actAs=${this.agentId}`;
    return LiveStream.open(url, basic(this.#key.tenant, this.#key.key), position);
  }
}

export interface TestDesk {
  readonly siteKey: string;
  readonly agents: readonly TestAgent[];
}

/** Agents 1 to `agents` in queue 3803, and a site whose chats wait there. The project must exist. */
export async function makeDesk(
  server: TestServer,
  projectId: number,
  { agents = 1, queue = {}, site = {} }: { agents?: number; queue?: object; site?: object } = {},
): Promise<TestDesk> {
  const admin = await server.makeKey({ scopes: ['admin'] });
  const key = await server.makeKey({ scopes: ['chats:answer'] });
  const root = `/v2/projects/${projectId}/desk`;
  const make = async (path: string, body: object) => {
    const options = { key: admin, method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) };
    const { status, text } = await server.get(path, options);
    if (status !== 200) throw new TypeError(text);
    return JSON.parse(text).response;
  };
  const ids = Array.from({ length: agents }, (_, at) => at + 1);
  for (const agentId of ids) {
    const login = `agent${projectId}.${agentId}`;
    await make('/v2/people', { login, name: `Agent ${agentId}`, role: 'agent', projectIds: null, queueIds: null });
    await make(`${root}/agents`, { login, agentId });
  }
  await make(`${root}/queues`, { queueId: 3803, name: 'Chat', memberIds: ids, ...queue });
  const { siteKey } = await make(`${root}/sites`, { name: 'Shop', queueId: 3803, ...site });
  return { siteKey, agents: ids.map((agentId) => new TestAgent(server, key, projectId, agentId)) };
}
