/** Visitors and agents of the benchmark of live chats. */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { queueId } from '../../packages/server/src/model/ids.ts';
import { instant } from '../../packages/server/src/model/instant.ts';
import { SYSTEM_RANDOMNESS } from '../../packages/server/src/platform/randomness.ts';
import { createKey } from '../../packages/server/src/services/access/create-key.ts';
import type { ChatStore } from '../../packages/server/src/store/chat-store.ts';
import type { QueueSettings } from '../../packages/server/src/store/desk-store.ts';
import { openProject } from '../../packages/server/test/helpers/open-project.ts';
import { benchScope, TENANT } from './bench-store.ts';
import type { ChildServer } from './child-server.ts';
import { type LiveTarget, liveTarget, openStream, post } from './live-clients.ts';

const PROJECT_PATH = '/v2/projects/822';
const SITE_KEY = 'pk_benchmark';
export const QUEUE: QueueSettings = {
  queueId: 3803,
  name: 'Chat',
  strategy: 'manual',
  calendar: null,
  slaPolicy: null,
};
const AGENTS = 100;

/** The desk of the benchmark, and a key of an agent. */
export async function prepareDesk(store: ChatStore, capacity: number): Promise<string> {
  const project = await openProject(store, benchScope());
  const at = instant(Date.now());
  const ids = Array.from({ length: AGENTS }, (_, index) => index + 1);
  for (const agentId of ids) {
    await project.desk.saveAgent({ agentId, login: `agent${agentId}`, name: `Agent ${agentId}`, capacity }, at);
    await project.desk.setPresence(agentId, 'online');
  }
  await project.desk.saveQueue(QUEUE);
  await project.desk.setMembers(queueId(QUEUE.queueId), ids);
  await project.desk.saveSite({
    siteId: 1,
    siteKey: SITE_KEY,
    name: 'Shop',
    queueId: QUEUE.queueId,
    allowedOrigins: [],
    addressPrivacy: 'none',
    keptParameters: [],
    isNamedInLog: false,
    isVerifiedOnly: false,
    identity: null,
  });
  const request = {
    tenantId: benchScope().tenantId,
    name: 'agents',
    projectIds: null,
    queueIds: null,
    scopes: ['chats:answer'],
    startSemantics: 'id',
    allowedIps: [],
    expiresAt: null,
  } as const;
  const deed = { at, actor: 'operator', action: 'key.created', target: 'benchmark' } as const;
  const created = await createKey(store, request, deed, SYSTEM_RANDOMNESS);
  if ('refused' in created) throw new RangeError(`no key: ${created.refused}`);
  return `Basic ${Buffer.from(`${TENANT}:${created.key}`).toString('base64')}`;
}

/** Milliseconds. */
export interface LiveRun {
  /** From due to acknowledged, of each message. */
  readonly acks: readonly number[];
  /** From recorded to arrived at the other side. */
  readonly deliveries: readonly number[];
}

/** Where visitors and agents are served, and what has arrived on their streams. */
export class LiveScene {
  readonly #visitors: LiveTarget;
  readonly #agents: LiveTarget;
  readonly #authorization: string;
  readonly #sockets: Socket[] = [];
  readonly #chats: { readonly chatId: number; readonly visitor: string; readonly agentId: number }[] = [];
  readonly #delivered: number[] = [];
  #sent = 0;

  constructor(visitors: ChildServer, agents: ChildServer, authorization: string) {
    this.#visitors = liveTarget(visitors.port, 64);
    this.#agents = liveTarget(agents.port, 64);
    this.#authorization = authorization;
  }

  async openAgents(): Promise<void> {
    for (let agentId = 1; agentId <= AGENTS; agentId++) {
      const path = `${PROJECT_PATH}/desk/events?actAs=${agentId}`;
      this.#sockets.push(
        await openStream(this.#agents.port, path, this.#authorization, (text, at) => this.#arrived('agent', text, at)),
      );
    }
  }

  /** Each with a stream; the first of them begin a chat. */
  async openVisitors(streams: number, chats: number): Promise<void> {
    const open = async (at: number) => {
      const { streamToken } = (await post(this.#visitors, '/v2/live/visitors', '', { v: 1, site: SITE_KEY })) as {
        streamToken: string;
      };
      const visitor = `Bearer ${streamToken}`;
      this.#sockets.push(
        await openStream(this.#visitors.port, '/v2/live/events', visitor, (text, when) =>
          this.#arrived('visitor', text, when),
        ),
      );
      if (at < chats) await this.#begin(visitor, 1 + (at % AGENTS));
    };
    for (let at = 0; at < streams; at += 32) {
      await Promise.all(Array.from({ length: Math.min(32, streams - at) }, (_, more) => open(at + more)));
    }
  }

  /** Milliseconds from due to acknowledged of each message, and from recorded to arrived. */
  async run(perSecond: number, seconds: number): Promise<LiveRun> {
    this.#delivered.length = 0;
    const startMs = performance.now();
    const acks: Promise<number>[] = [];
    for (let number = 0; number < perSecond * seconds; number++) {
      const dueMs = startMs + (number * 1000) / perSecond;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      acks.push(this.#write().then(() => performance.now() - Math.min(dueMs, performance.now())));
    }
    const done = await Promise.all(acks);
    while (this.#delivered.length < done.length) await sleep(5);
    return { acks: done, deliveries: [...this.#delivered] };
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#visitors.agent.destroy();
    this.#agents.agent.destroy();
  }

  async #begin(visitor: string, agentId: number): Promise<void> {
    const command = { v: 1, id: crypto.randomUUID(), type: 'message.send', text: 'Hello' };
    const { chatId } = (await post(this.#visitors, '/v2/live/commands', visitor, command)) as { chatId: number };
    await this.#asAgent(agentId, { type: 'chat.accept', chatId });
    this.#chats.push({ chatId, visitor, agentId });
  }

  #write(): Promise<unknown> {
    const chat = this.#chats[Math.floor(this.#sent / 2) % this.#chats.length];
    if (chat === undefined) throw new RangeError('no chats');
    const side = this.#sent++ % 2 === 0 ? 'visitor' : 'agent';
    const text = `${side} ${this.#sent}: is the parcel on its way, and when will it be here?`;
    if (side === 'agent') return this.#asAgent(chat.agentId, { type: 'message.send', chatId: chat.chatId, text });
    const command = { v: 1, id: crypto.randomUUID(), type: 'message.send', text };
    return post(this.#visitors, '/v2/live/commands', chat.visitor, command);
  }

  #asAgent(agentId: number, command: object): Promise<unknown> {
    const path = `${PROJECT_PATH}/desk/commands?actAs=${agentId}`;
    return post(this.#agents, path, this.#authorization, { v: 1, id: crypto.randomUUID(), ...command });
  }

  /** What comes back to its own sender counts for nothing. */
  #arrived(reader: 'visitor' | 'agent', text: string, recordedAtMs: number): void {
    const isFromOther = text.startsWith(reader === 'visitor' ? 'agent ' : 'visitor ');
    if (isFromOther) this.#delivered.push(Date.now() - recordedAtMs);
  }
}
