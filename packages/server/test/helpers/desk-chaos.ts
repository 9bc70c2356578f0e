/**
 * Visitors and agents whose commands are doubled, late, lost on the way there and on the way back, at a desk of two stores that take
 * turns, are closed and opened again, and whose clock jumps. Repeatable by its seed. Never used outside tests.
 */
import { type ChatId, queueId } from '../../src/model/ids.ts';
import { type Instant, instant } from '../../src/model/instant.ts';
import { fireTimers } from '../../src/services/desk/fire-timers.ts';
import { routeWaiting } from '../../src/services/desk/route-waiting.ts';
import { judgeFact } from '../../src/services/doctor/judge-fact.ts';
import { SeededRandom } from '../../src/services/sample/seeded-random.ts';
import type { ChatStore, ProjectStore } from '../../src/store/chat-store.ts';
import type { ProjectDesk } from '../../src/store/desk-store.ts';
import { inspectStore } from '../../src/store/open-store.ts';
import { AT, SCOPE, ZONE } from './conformance-fixture.ts';
import { type Answered, faultsOf, holdersOf, type LoggedChat } from './desk-model.ts';
import { AGENTS, type Command, QUEUES, type Tab, tabOfAgent, tabOfVisitor } from './desk-tabs.ts';
import { makeProject, openProject } from './open-project.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const PERSONS = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
/** Two chats each. */
const CAPACITY = 20;
/** Of one tab that are under way at once. */
const IN_FLIGHT = 3;

export type WrapDesk = (desk: ProjectDesk) => ProjectDesk;

export class DeskChaos implements AsyncDisposable {
  readonly #installation: StoreUnderTest;
  readonly #random: SeededRandom;
  readonly #wrap: WrapDesk;
  readonly #answered = new Map<string, Answered>();
  readonly #old: Command[] = [];
  readonly #owners = new Map<number, string>();
  readonly #ended = new Map<number, string>();
  readonly #tabs: readonly Tab[];
  readonly faults: string[] = [];
  /** Of each kind of thing that happened. */
  readonly counts = new Map<string, number>();
  #stores: ChatStore[] = [];
  #places: ProjectStore[] = [];
  #seconds = 0;
  #reminders = 0;

  constructor(installation: StoreUnderTest, seed: number, wrap: WrapDesk = (desk) => desk) {
    this.#installation = installation;
    this.#random = new SeededRandom(seed, 18);
    this.#wrap = wrap;
    this.#tabs = [
      ...PERSONS.flatMap((person) => ['a', 'b'].map((name) => tabOfVisitor(person, name))),
      ...AGENTS.flatMap((agentId) =>
        ['a', 'b'].map((name) => tabOfAgent(agentId, name, () => [...this.#owners.keys()])),
      ),
    ];
  }

  async open(): Promise<void> {
    this.#stores = [await this.#installation.open('serve'), await this.#installation.open('tool')];
    const [first] = this.#stores;
    if (first !== undefined) await makeProject(first, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
    this.#places = await Promise.all(
      this.#stores.map(async (store) => {
        const project = await openProject(store, SCOPE);
        return { ...project, desk: this.#wrap(project.desk) };
      }),
    );
  }

  async hire(): Promise<void> {
    const { desk } = this.#place();
    for (const queue of QUEUES) await desk.saveQueue(queue);
    for (const agentId of AGENTS) {
      await desk.saveAgent({ agentId, name: `Agent ${agentId}`, login: `a${agentId}`, capacity: CAPACITY }, AT);
      await desk.setPresence(agentId, 'online');
      await desk.noteAgent(agentId, 's', null);
    }
    for (const queue of QUEUES) await desk.setMembers(queueId(queue.queueId), AGENTS);
  }

  /** So many things happen, some at once; then everybody gets their answers, and everything is looked at. */
  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps && this.faults.length === 0; step++) {
      await this.#step();
      if (step % 20 === 19) await this.#look();
    }
    for (let round = 0; this.#tabs.some(({ outbox }) => outbox.length > 0); round++) {
      if (round > 10_000) throw new TypeError('the outboxes are never empty');
      for (const tab of this.#tabs) await this.#deliver(tab, 0, 'answered');
    }
    await this.#look();
    const chats = await this.#readAll();
    this.faults.push(...faultsOf(chats, [...this.#answered.values()]), ...(await this.#faultsOfSums(chats)));
    await this.inspect();
  }

  /** Whether every row is what the events of its chat give. */
  async inspect(): Promise<void> {
    const { place } = this.#installation;
    for await (const fact of inspectStore(place, () => performance.now(), new AbortController().signal)) {
      const finding = judgeFact(fact, this.#now());
      if (finding?.verdict === 'fail') this.faults.push(finding.text);
    }
  }

  /** Nobody does anything any more: every chat ends, and leaves nothing at the desk. */
  async end(): Promise<void> {
    this.#seconds += 3 * 86_400;
    const { desk } = this.#place();
    while ((await this.#fire(0)) > 0);
    const taken = (await desk.listAgents()).filter((agent) => agent.taken > 0);
    if (taken.length > 0) this.faults.push(`agents ${taken.map(({ agentId }) => agentId)} still have chats`);
    const left = await desk.findDueTimers(instant(8.64e15), 9);
    if (left.length > 0) this.faults.push(`timers are left: ${left.map(({ kind }) => kind)}`);
    for (const { chatId, events } of await this.#readAll()) {
      if (events.at(-1)?.body.type === 'chat.started') this.faults.push(`chat ${chatId} never ended`);
      const { disposition } = await this.#documentOf(chatId as ChatId);
      if (disposition === 'In progress') this.faults.push(`chat ${chatId} never ended`);
    }
    await this.inspect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const store of this.#stores) await store[Symbol.asyncDispose]();
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const kind = random.pickWeighted([
      { kind: 'commands', weight: 70 },
      { kind: 'time', weight: 16 },
      { kind: 'presence', weight: 10 },
      { kind: 'back', weight: 2 },
      { kind: 'reopen', weight: 0.3 },
    ]).kind;
    this.#count(kind);
    switch (kind) {
      case 'commands':
        await Promise.all(Array.from({ length: random.integer(1, 4) }, () => this.#command()));
        return;
      case 'time':
        this.#seconds += random.pick([1, 5, 21, 61, 91, 181, 301, 601]);
        await Promise.all([this.#fire(0), ...(random.chance(0.5) ? [this.#fire(1)] : [])]);
        await Promise.all([0, 1].map((at) => routeWaiting(this.#place(at), this.#now())));
        return;
      case 'presence':
        return this.#presence();
      case 'back':
        this.#seconds = Math.max(0, this.#seconds - random.integer(1, 120));
        return;
      default:
        await this[Symbol.asyncDispose]();
        await this.open();
    }
  }

  async #command(): Promise<void> {
    const random = this.#random;
    if (this.#old.length > 0 && random.chance(0.1)) {
      this.#count('late copy');
      await this.#send(random.pick(this.#old), random.integer(0, 1), true);
      return;
    }
    const tab = random.pick(this.#tabs);
    if (tab.outbox.length < IN_FLIGHT && random.chance(0.7)) {
      const cseq = tab.next++;
      const id = `${tab.sender} ${tab.name}${cseq}`;
      const key = { sender: tab.sender, id, tab: tab.name, cseq };
      tab.outbox.push({ key, ...tab.make(random, id) });
    }
    const fate = random.pickWeighted([
      { fate: 'answered', weight: 60 },
      { fate: 'lost before', weight: 10 },
      { fate: 'lost after', weight: 15 },
      { fate: 'doubled', weight: 15 },
    ]).fate;
    await this.#deliver(tab, random.integer(0, Math.max(0, tab.outbox.length - 1)), fate);
  }

  async #deliver(tab: Tab, at: number, fate: string): Promise<void> {
    const command = tab.outbox[at];
    if (command === undefined) return;
    this.#count(fate);
    if (fate === 'lost before') return;
    const servers = [this.#random.integer(0, 1), ...(fate === 'doubled' ? [this.#random.integer(0, 1)] : [])];
    await Promise.all(servers.map((server) => this.#send(command, server, fate !== 'lost after')));
  }

  /** `isHeard`: whether the answer arrives. */
  async #send(command: Command, server: number, isHeard: boolean): Promise<void> {
    const { key, isMessage } = command;
    const changed = await command.act(this.#place(server), this.#now(), key);
    const isRefused = 'refused' in changed;
    if (!isRefused) this.#owners.set(changed.chatId, this.#owners.get(changed.chatId) ?? key.sender);
    if (isRefused && typeof changed.refused === 'object' && 'resendFrom' in changed.refused) {
      this.#count('sent too early');
      if (changed.refused.resendFrom >= (key.cseq ?? 0))
        this.faults.push(`${key.id} was in its turn, and is sent back`);
      return;
    }
    if (!isHeard) return;
    const at = isRefused ? null : { chatId: changed.chatId, seq: changed.seq };
    const before = this.#answered.get(key.id);
    if (before?.at != null && JSON.stringify(before.at) !== JSON.stringify(at)) {
      this.faults.push(`${key.id} was answered ${JSON.stringify(before.at)}, and then ${JSON.stringify(at)}`);
    }
    // A copy of one that was refused, whose turn is over, says so; it never does anything.
    if (before?.at === null && at !== null) this.faults.push(`${key.id} was refused, and is carried out`);
    this.#answered.set(key.id, { ...key, cseq: key.cseq ?? 0, isMessage, at: before?.at ?? at });
    this.#count(isRefused ? 'refused' : 'done');
    this.#old.push(command);
    for (const tab of this.#tabs) tab.outbox = tab.outbox.filter((one) => one !== command);
  }

  async #presence(): Promise<void> {
    const random = this.#random;
    const { desk } = this.#place(random.integer(0, 1));
    const [server, since] = [random.pick(['s', 't']), random.chance(0.6) ? null : this.#now()];
    if (random.chance(0.5)) await desk.noteAgent(random.pick(AGENTS), server, since);
    else await desk.notePerson(random.pick(PERSONS), server, since);
    if (random.chance(0.3)) await desk.setPresence(random.pick(AGENTS), random.pick(['online', 'online', 'away']));
  }

  #fire(server: number): Promise<number> {
    return fireTimers(this.#place(server), this.#now(), {
      reminder: { name: 'Bot', text: 'Are you still there?' },
      newMessageId: () => `bot ${this.#reminders++}`,
      alert: () => this.#count('alert'),
    });
  }

  /** Between two steps nobody has more than there is room for, and what is closed for good stays as it is. */
  async #look(): Promise<void> {
    const chats = await this.#readAll();
    const held = Map.groupBy(
      chats.flatMap(({ events }) => holdersOf(events)),
      (agentId) => agentId,
    );
    for (const { agentId, taken } of await this.#place().desk.listAgents()) {
      const has = (held.get(agentId)?.length ?? 0) * 10;
      if (has > CAPACITY) this.faults.push(`agent ${agentId} has ${has} of ${CAPACITY}`);
      if (has !== taken) this.faults.push(`agent ${agentId} has ${has} by the log, ${taken} by the desk`);
    }
    for (const { chatId } of chats) {
      const { disposition, duration, sessionCloseTime, transcript, transfers } = await this.#documentOf(
        chatId as ChatId,
      );
      if (disposition === 'In progress') continue;
      const now = JSON.stringify([disposition, duration, sessionCloseTime, transcript, transfers]);
      if ((this.#ended.get(chatId) ?? now) !== now) this.faults.push(`chat ${chatId} changed after its end`);
      this.#ended.set(chatId, now);
    }
  }

  async #faultsOfSums(chats: readonly LoggedChat[]): Promise<readonly string[]> {
    const count = await this.#place().chats.count({});
    const sums = await Promise.all(
      ['Completed', 'Missed', 'Lost', 'In progress'].map((disposition) => this.#place().chats.count({ disposition })),
    );
    const sum = sums.reduce((all, one) => all + one, 0);
    return [
      ...(count === chats.length ? [] : [`${count} chats, of which ${chats.length} are known`]),
      ...(sum === count ? [] : [`${sum} dispositions of ${count} chats`]),
    ];
  }

  #readAll(): Promise<readonly LoggedChat[]> {
    return Promise.all(
      [...this.#owners.keys()].map(async (id) => {
        const events = await this.#place().chats.readEvents(id as ChatId);
        const [begin] = events;
        const person = begin?.body.type === 'chat.started' ? begin.body.sessionId : '';
        return { chatId: id, person, events };
      }),
    );
  }

  async #documentOf(id: ChatId) {
    const stored = await this.#place().chats.read(id);
    return JSON.parse(stored?.chatJson ?? '{}') as Record<string, unknown>;
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  #place(at = 0): ProjectStore {
    const place = this.#places[at];
    if (place === undefined) throw new TypeError('the stores are closed');
    return place;
  }

  #now(): Instant {
    return instant(AT + this.#seconds * 1000);
  }
}
