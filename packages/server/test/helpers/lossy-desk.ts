/**
 * One visitor with two tabs and two agents over a network that loses, doubles and reorders, before servers that crash and clocks that
 * jump: the pure parts of the desk as they work together, without a store. Only what is committed outlives a crash. Never used
 * outside tests.
 */

import { type CommandTurn, turnOf } from '../../src/model/command-turn.ts';
import type { ChatEvent, EventBody } from '../../src/model/event.ts';
import { type Instant, instant } from '../../src/model/instant.ts';
import { decide } from '../../src/model/lifecycle/decide.ts';
import type { Happening } from '../../src/model/lifecycle/happening.ts';
import { evolveLifecycle, type Lifecycle, lifecycleAfter } from '../../src/model/lifecycle/lifecycle.ts';
import { LIVE_PROFILE } from '../../src/model/lifecycle/timer-profile.ts';
import { type Timer, timersOf } from '../../src/model/lifecycle/timers.ts';
import { SeededRandom } from '../../src/services/sample/seeded-random.ts';
import type { Answered, LoggedChat } from './desk-model.ts';
import { agentOf, agentTab, type Command, QUEUE, type Tab, visitorTab } from './lossy-tabs.ts';

/** What a desk may do wrong. */
export interface Rules {
  readonly turnOf: (cseq: number, last: number) => CommandTurn;
  /** Whether a command that is known is answered as before. */
  readonly isRemembered: boolean;
  /** Whether the answer goes out when the commit is done, and not before. */
  readonly isCommittedFirst: boolean;
  /** Whether a timer fires once, and only as long as what it belongs to stands. */
  readonly isBound: boolean;
}
export const RIGHT: Rules = { turnOf, isRemembered: true, isCommittedFirst: true, isBound: true };

interface Chat {
  readonly chatId: number;
  readonly events: ChatEvent[];
  lifecycle: Lifecycle;
  readonly fired: Set<string>;
}
type At = Answered['at'];

const IN_FLIGHT = 4;

export class LossyDesk {
  readonly #random: SeededRandom;
  readonly #rules: Rules;
  /** What is committed. */
  readonly #chats: Chat[] = [];
  readonly #done = new Map<string, At>();
  readonly #turns = new Map<string, number>();
  readonly #tabs: readonly Tab[];
  readonly #answered = new Map<string, Answered>();
  readonly #old: (readonly [Tab, Command])[] = [];
  /** A server looks for due timers, and fires them later than another. */
  #seen: readonly (readonly [Chat, Timer])[] = [];
  #now = 1_000_000_000_000;
  #visitorGoneSince: Instant | null = null;
  #agentGoneSince: Instant | null = null;
  readonly faults: string[] = [];

  constructor(seed: number, rules: Rules) {
    this.#random = new SeededRandom(seed);
    this.#rules = rules;
    this.#tabs = [visitorTab('a'), visitorTab('b'), agentTab(1), agentTab(2)];
  }

  step(): void {
    const random = this.#random;
    const draw = random.integer(0, 99);
    if (draw < 68) this.#command();
    else if (draw < 78) this.#now += random.pick([1, 5, 21, 61, 91, 181, 301, 601, 3_601]) * 1_000;
    else if (draw < 81) this.#now -= random.integer(1, 120) * 1_000;
    else if (draw < 89) this.#fire();
    else if (draw < 93) this.#offer();
    else if (draw < 96) this.#visitorGoneSince = random.chance(0.5) ? null : instant(this.#now);
    else if (draw < 98) this.#agentGoneSince = random.chance(0.6) ? null : instant(this.#now);
    else this.#crash();
  }

  /** Everybody sends what is left until it is answered. */
  end(): void {
    for (let round = 0; this.#tabs.some(({ outbox }) => outbox.length > 0); round++) {
      if (round > 200) {
        this.faults.push('the outboxes are never empty');
        return;
      }
      for (const tab of this.#tabs) this.#deliver(tab, tab.outbox[0], true);
    }
  }

  get log(): readonly LoggedChat[] {
    return this.#chats.map(({ chatId, events }) => ({ chatId, person: 'p', events }));
  }

  get answered(): readonly Answered[] {
    return [...this.#answered.values()];
  }

  #command(): void {
    const random = this.#random;
    if (this.#old.length > 0 && random.chance(0.1)) {
      const [tab, command] = random.pick(this.#old);
      this.#deliver(tab, command, true);
      return;
    }
    const tab = random.pick(this.#tabs);
    if (tab.outbox.length < IN_FLIGHT && random.chance(0.7)) {
      const id = `${tab.sender} ${tab.name}${tab.next}`;
      const happening = tab.make(random, id);
      const isMessage = happening.trigger === 'visitorWrote' || happening.trigger === 'agentWrote';
      tab.outbox.push({ id, cseq: tab.next++, isMessage, happening });
    }
    const command = tab.outbox[random.integer(0, Math.max(0, tab.outbox.length - 1))];
    const fate = random.integer(0, 99);
    if (fate < 10) return;
    this.#deliver(tab, command, fate >= 25);
    if (fate >= 85) this.#deliver(tab, command, random.chance(0.5));
  }

  /** `isHeard`: whether the answer arrives. Sometimes the server dies before it has committed. */
  #deliver(tab: Tab, command: Command | undefined, isHeard: boolean): void {
    if (command === undefined) return;
    const isLost = this.#random.chance(0.03);
    const answer = this.#carryOut(tab, command, isLost);
    if (isLost) this.#crash();
    if (answer === 'early' || !isHeard || (isLost && this.#rules.isCommittedFirst)) return;
    const at = answer === 'refused' ? null : answer;
    const before = this.#answered.get(command.id);
    if (before?.at === null && at !== null) this.faults.push(`${command.id} was refused, and is carried out`);
    const { id, cseq, isMessage } = command;
    this.#answered.set(id, { sender: tab.sender, tab: tab.name, cseq, id, isMessage, at: before?.at ?? at });
    this.#old.push([tab, command]);
    tab.outbox = tab.outbox.filter((one) => one !== command);
  }

  #carryOut(tab: Tab, { id, cseq, happening }: Command, isLost: boolean): At | 'refused' | 'early' {
    const key = `${tab.sender} ${tab.name}`;
    const known = this.#rules.isRemembered ? this.#done.get(id) : undefined;
    if (known !== undefined) return known ?? 'refused';
    const turn = this.#rules.turnOf(cseq, this.#turns.get(key) ?? 0);
    if (typeof turn === 'object') return 'early';
    if (turn === 'passed') return 'refused';
    const at = this.#happen(happening, isLost);
    if (isLost) return at ?? 'refused';
    this.#done.set(id, at);
    this.#turns.set(key, cseq);
    return at ?? 'refused';
  }

  /** null when it is refused. */
  #happen(happening: Happening, isLost: boolean): NonNullable<At> | null {
    const last = this.#chats.at(-1);
    if (last !== undefined && !isLost) this.#fireThese(this.#dueOf(last));
    if (last === undefined) return happening.trigger === 'visitorWrote' ? this.#begin(happening, isLost) : null;
    const decision = decide(last.lifecycle, happening);
    switch (decision.kind) {
      case 'refused':
        return null;
      case 'newChat':
        return happening.trigger === 'visitorWrote' ? this.#begin(happening, isLost) : null;
      case 'late':
        return { chatId: last.chatId, seq: last.events.length };
      case 'events':
        if (!isLost) this.#append(last, decision.events, this.#now);
        return { chatId: last.chatId, seq: last.events.length };
    }
  }

  #begin({ message }: Extract<Happening, { trigger: 'visitorWrote' }>, isLost: boolean): NonNullable<At> {
    const chatId = this.#chats.length + 1;
    if (isLost) return { chatId, seq: 2 };
    const previous = this.#chats.at(-1);
    const started: EventBody = {
      type: 'chat.started',
      channel: 'webchat',
      sessionId: 'p',
      queue: QUEUE,
      ...(previous === undefined ? {} : { previousChatId: previous.chatId }),
    };
    const first: ChatEvent = { seq: 1, at: instant(this.#now), offsetMinutes: 0, body: started };
    const chat: Chat = { chatId, events: [first], lifecycle: evolveLifecycle(null, first), fired: new Set() };
    this.#append(chat, [message], this.#now);
    this.#chats.push(chat);
    return { chatId, seq: 2 };
  }

  #append(chat: Chat, bodies: readonly EventBody[], now: number): void {
    for (const body of bodies) {
      const at = instant(Math.max(now, chat.lifecycle.chat.latestAt));
      const event: ChatEvent = { seq: chat.events.length + 1, at, offsetMinutes: 0, body };
      chat.events.push(event);
      chat.lifecycle = evolveLifecycle(chat.lifecycle, event);
    }
  }

  #offer(): void {
    const chat = this.#chats.at(-1);
    if (chat?.lifecycle.phase !== 'queued') return;
    const decision = decide(chat.lifecycle, { trigger: 'offered', agent: agentOf(this.#random.integer(1, 2)) });
    if (decision.kind === 'events') this.#append(chat, decision.events, this.#now);
  }

  /** Two servers look at the same time: the second fires what it saw when the first has fired it. */
  #fire(): void {
    const chat = this.#chats.at(-1);
    if (chat === undefined) return;
    this.#fireThese(this.#seen);
    this.#seen = this.#dueOf(chat);
    if (this.#random.chance(0.7)) this.#fireThese(this.#seen);
  }

  #dueOf(chat: Chat): readonly (readonly [Chat, Timer])[] {
    const due = this.#timersOf(chat).filter(({ fireAt }) => fireAt <= this.#now);
    return due.sort((a, b) => a.fireAt - b.fireAt).map((timer) => [chat, timer]);
  }

  #timersOf({ lifecycle, fired }: Chat): Timer[] {
    const around = { profile: LIVE_PROFILE, calendar: null };
    const [visitorGoneSince, agentGoneSince] = [this.#visitorGoneSince, this.#agentGoneSince];
    return timersOf(lifecycle, { ...around, visitorGoneSince, agentGoneSince }).filter(
      (timer) => !this.#rules.isBound || !fired.has(nameOf(timer)),
    );
  }

  #fireThese(timers: readonly (readonly [Chat, Timer])[]): void {
    for (const [chat, timer] of timers) {
      const stands = this.#timersOf(chat).some((one) => nameOf(one) === nameOf(timer));
      if (this.#rules.isBound && !stands) continue;
      chat.fired.add(nameOf(timer));
      const happening = this.#happeningOf(chat, timer);
      const decision = happening === null ? null : decide(chat.lifecycle, happening);
      if (decision?.kind === 'events') this.#append(chat, decision.events, timer.fireAt);
    }
  }

  #happeningOf({ lifecycle, events }: Chat, { kind }: Timer): Happening | null {
    const agentId = lifecycle.offer?.agent.agentId ?? lifecycle.chat.handling.owner?.agentId;
    switch (kind) {
      case 'alert':
        return null;
      case 'remind': {
        const messageId = `bot ${events.length}`;
        return {
          trigger: 'botWrote',
          message: { type: 'message.sent', sender: 'bot', name: 'Bot', messageId, text: '' },
        };
      }
      case 'offerExpired':
        return { trigger: kind, isGiverThere: true };
      case 'agentLost':
        return agentId === undefined ? null : { trigger: kind, agentId, isGiverThere: true };
      case 'parked':
        return { trigger: kind, by: null };
      default:
        return { trigger: kind };
    }
  }

  /** What is in memory is gone; what is committed says where each chat stands. */
  #crash(): void {
    this.#seen = [];
    for (const chat of this.#chats.slice(-1)) {
      const again = lifecycleAfter(chat.events);
      if (JSON.stringify(again) !== JSON.stringify(chat.lifecycle)) this.faults.push('a crash has changed the chat');
      chat.lifecycle = again;
    }
  }
}

function nameOf({ kind, from }: Timer): string {
  return `${kind} ${from}`;
}
