/** The lifecycle against a second, plain description of it: random lives of chats, step by step. */
import type { Agent, Queue } from '@parley/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatEvent, EventBody } from '../event.ts';
import { instant } from '../instant.ts';
import { type Decision, decide } from './decide.ts';
import type { Happening } from './happening.ts';
import { evolveLifecycle, type Lifecycle, occupantsOf } from './lifecycle.ts';
import { PHASES, type Phase } from './phase.ts';
import { type Outcome, TRANSITIONS, TRIGGERS, type TransitionTable, type Trigger } from './transitions.ts';

const STEPS = 100;
const LIVES = 10_000;
const AGENTS: readonly Agent[] = [1, 2, 3].map((agentId) => ({ agentId, name: `Agent ${agentId}` }));
const QUEUES: readonly Queue[] = [7, 8].map((queueId) => ({ queueId, name: `Queue ${queueId}` }));

const agent = fc.constantFrom(...AGENTS);
const agentId = agent.map((one) => one.agentId);
const queue = fc.constantFrom(...QUEUES);
const by = fc.option(agentId);
const yes = fc.boolean();
const said = (sender: 'visitor' | 'agent' | 'bot', senderId: number) =>
  ({ type: 'message.sent', sender, senderId, name: sender, messageId: 'm', text: 'text' }) as const;

/** One arbitrary for each trigger: a missing one does not compile. */
const HAPPENINGS: { readonly [T in Trigger]: fc.Arbitrary<Extract<Happening, { trigger: T }>> } = {
  visitorWrote: yes.map((isAgentFree) => ({ trigger: 'visitorWrote', message: said('visitor', 0), isAgentFree })),
  agentWrote: agentId.map((id) => ({ trigger: 'agentWrote', message: said('agent', id), agentId: id })),
  botWrote: fc.constant({ trigger: 'botWrote', message: said('bot', 0) }),
  handedOff: fc.option(queue).map((one) => ({ trigger: 'handedOff', queue: one })),
  botResolved: fc.constant({ trigger: 'botResolved' }),
  offered: agent.map((one) => ({ trigger: 'offered', agent: one })),
  accepted: agent.map((one) => ({ trigger: 'accepted', agent: one })),
  declined: fc.record({ trigger: fc.constant('declined'), agentId, isGiverThere: yes }),
  offerExpired: yes.map((isGiverThere) => ({ trigger: 'offerExpired', isGiverThere })),
  agentLost: fc.record({ trigger: fc.constant('agentLost'), agentId, isGiverThere: yes }),
  agentSilent: fc.constant({ trigger: 'agentSilent' }),
  transferredToAgent: fc.record({
    trigger: fc.constant('transferredToAgent'),
    agent,
    by,
    reason: fc.constantFrom('', 'x'),
  }),
  transferredToQueue: fc.record({
    trigger: fc.constant('transferredToQueue'),
    queue,
    by,
    reason: fc.constantFrom('', 'x'),
  }),
  parked: fc.record({ trigger: fc.constant('parked'), by }),
  hoursEnded: fc.constant({ trigger: 'hoursEnded' }),
  hoursBegan: fc.constant({ trigger: 'hoursBegan' }),
  waitedTooLong: fc.constant({ trigger: 'waitedTooLong' }),
  visitorLeft: fc.constant({ trigger: 'visitorLeft' }),
  visitorEnded: fc.constant({ trigger: 'visitorEnded' }),
  wentQuiet: fc.constant({ trigger: 'wentQuiet' }),
  grewTooOld: fc.constant({ trigger: 'grewTooOld' }),
  agentClosed: fc.record({ trigger: fc.constant('agentClosed'), by }),
  markedSpam: fc.constant({ trigger: 'markedSpam' }),
  unmarkedSpam: fc.constant({ trigger: 'unmarkedSpam' }),
  graceEnded: fc.constant({ trigger: 'graceEnded' }),
};

/** What ends a chat is rare, so that lives are long. */
const RARE: readonly Trigger[] = [
  'botResolved',
  'waitedTooLong',
  'grewTooOld',
  'agentClosed',
  'markedSpam',
  'graceEnded',
];
const happening = fc.oneof(
  ...Object.entries(HAPPENINGS).map(([trigger, arbitrary]) => ({
    arbitrary: arbitrary as fc.Arbitrary<Happening>,
    weight: RARE.includes(trigger as Trigger) ? 1 : 6,
  })),
);
const start = fc.constantFrom<EventBody>(
  { type: 'chat.started', channel: 'webchat', sessionId: 's', queue: QUEUES[0] as Queue },
  { type: 'chat.started', channel: 'webchat', sessionId: 's', heldByBot: true },
  { type: 'chat.started', channel: 'webchat', sessionId: 's', startedBy: AGENTS[0] as Agent },
);
const life = fc.tuple(start, fc.array(happening, { minLength: STEPS, maxLength: STEPS, size: 'max' }));

/** The plain description: who has the chat, who is asked, and where it stands. */
interface Plain {
  readonly phase: Phase;
  readonly owner: number | null;
  readonly asked: number | null;
}
type Answer = Plain | 'refused' | 'late' | 'newChat';

function plainStart(body: EventBody): Plain {
  if (body.type !== 'chat.started') throw new TypeError('not a start');
  const owner = body.startedBy?.agentId ?? null;
  return { phase: owner !== null ? 'active' : body.heldByBot ? 'bot' : 'queued', owner, asked: null };
}

function plainly(before: Plain, what: Happening): Answer {
  const { phase, owner, asked } = before;
  const ended = phase === 'closing' || phase === 'closed';
  const waits = phase === 'queued' || phase === 'offline';
  const held = phase === 'active' || phase === 'parked';
  const closing: Plain = { phase: 'closing', owner, asked: null };
  const queued: Plain = { phase: 'queued', owner: null, asked: null };
  const backFromAsked = (isThere: boolean): Plain => {
    if (owner === null) return queued;
    return isThere && owner !== asked ? { phase: 'active', owner, asked: null } : queued;
  };
  const mayMove = (who: number | null) => who === null || who === owner;
  switch (what.trigger) {
    case 'visitorWrote':
      if (phase === 'closed') return 'newChat';
      if (phase === 'closing')
        return owner !== null && what.isAgentFree ? { phase: 'active', owner, asked: null } : queued;
      if (phase === 'parked') return what.isAgentFree ? { phase: 'offered', owner, asked: owner } : queued;
      return before;
    case 'agentWrote':
      return held && owner === what.agentId ? { phase: 'active', owner, asked: null } : 'refused';
    case 'botWrote':
      return ended ? 'late' : before;
    case 'handedOff':
      return phase === 'bot' ? queued : 'late';
    case 'botResolved':
      return phase === 'bot' ? closing : 'late';
    case 'offered':
      return phase === 'queued' ? { phase: 'offered', owner: null, asked: what.agent.agentId } : 'late';
    case 'accepted':
      if (phase === 'bot' || phase === 'active' || ended) return 'refused';
      if (phase === 'offered' && asked !== what.agent.agentId) return 'refused';
      if (phase === 'parked' && owner !== what.agent.agentId) return 'refused';
      return { phase: 'active', owner: what.agent.agentId, asked: null };
    case 'declined':
      return phase === 'offered' && asked === what.agentId ? backFromAsked(what.isGiverThere) : 'refused';
    case 'offerExpired':
      return phase === 'offered' ? backFromAsked(what.isGiverThere) : 'late';
    case 'agentLost':
      if (phase === 'offered') return asked === what.agentId ? backFromAsked(what.isGiverThere) : 'late';
      return phase === 'active' && owner === what.agentId ? queued : 'late';
    case 'agentSilent':
      return phase === 'active' ? queued : 'late';
    case 'transferredToAgent':
      if (ended || phase === 'bot' || !mayMove(what.by)) return 'refused';
      return { phase: 'offered', owner, asked: what.agent.agentId };
    case 'transferredToQueue':
      return ended || phase === 'bot' || !mayMove(what.by) ? 'refused' : queued;
    case 'parked':
      if (phase === 'parked') return 'late';
      return phase === 'active' && mayMove(what.by) ? { phase: 'parked', owner, asked: null } : 'refused';
    case 'hoursEnded':
      return phase === 'queued' ? { ...before, phase: 'offline' } : 'late';
    case 'hoursBegan':
      return phase === 'offline' ? { ...before, phase: 'queued' } : 'late';
    case 'waitedTooLong':
      return phase === 'queued' || (phase === 'offered' && owner === null) ? closing : 'late';
    case 'visitorLeft':
      return ended || phase === 'offline' ? 'late' : closing;
    case 'visitorEnded':
    case 'grewTooOld':
      return ended ? 'late' : closing;
    case 'wentQuiet':
      return held ? closing : 'late';
    case 'agentClosed':
      return ended || !mayMove(what.by) ? 'refused' : closing;
    case 'markedSpam':
      return { phase: 'closed', owner, asked: null };
    case 'unmarkedSpam':
      return phase === 'closed' ? before : 'late';
    case 'graceEnded':
      return phase === 'closing' ? { phase: 'closed', owner, asked: null } : 'late';
  }
  return waits ? before : 'late';
}

/** Lives a whole life in both, and compares them after each step. @throws when they differ */
function compare(started: EventBody, happenings: readonly Happening[], table: TransitionTable): void {
  const events: ChatEvent[] = [];
  let chat: Lifecycle | null = null;
  const add = (body: EventBody) => {
    const event: ChatEvent = { seq: events.length + 1, at: instant(events.length * 1000), offsetMinutes: 0, body };
    events.push(event);
    chat = evolveLifecycle(chat, event);
    return chat;
  };
  let now = add(started);
  let plain = plainStart(started);
  let isSpam = false;
  for (const what of happenings) {
    const decision = decide(now, what, table);
    const answer = plainly(plain, what);
    // A mark that is not there cannot be taken back.
    const expected = what.trigger === 'unmarkedSpam' && !isSpam ? 'late' : answer;
    expectSame(decision, expected, what);
    if (decision.kind !== 'events' || typeof answer === 'string') continue;
    for (const body of decision.events) now = add(body);
    if (what.trigger === 'markedSpam') isSpam = true;
    if (what.trigger === 'unmarkedSpam') isSpam = false;
    plain = answer;
    const found = {
      phase: now.phase,
      owner: now.chat.handling.owner?.agentId ?? null,
      asked: now.offer?.agent.agentId ?? null,
    };
    if (JSON.stringify(found) !== JSON.stringify(plain)) {
      throw new Error(`after ${what.trigger}: ${JSON.stringify(found)}, not ${JSON.stringify(plain)}`);
    }
    checkAlways(now);
  }
}

function expectSame(decision: Decision, answer: Answer, what: Happening): void {
  const kind = typeof answer === 'string' ? answer : 'events';
  if (decision.kind !== kind) throw new Error(`${what.trigger}: ${decision.kind}, not ${kind}`);
}

/** What holds in every state. */
function checkAlways({ phase, chat, offer, ...now }: Lifecycle): void {
  const occupants = occupantsOf({ phase, chat, offer, ...now });
  const problems = [
    phase === 'closed' && chat.close?.isFinal !== true ? 'closed without a final close' : '',
    phase === 'closing' && chat.close?.isFinal !== false ? 'closing without a close' : '',
    phase !== 'closed' && phase !== 'closing' && chat.close !== null ? 'open with a close' : '',
    (phase === 'offered') !== (offer !== null) ? 'an offer that is none' : '',
    phase === 'active' && occupants.length !== 1 ? 'active without an agent' : '',
    (phase === 'queued' || phase === 'offline') && occupants.length > 0 ? 'waiting with an agent' : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0) throw new Error(problems.join());
}

test(`${LIVES} random lives of ${STEPS} steps go as the plain description says`, { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(life, ([started, happenings]) => compare(started, happenings, TRANSITIONS)),
    { numRuns: LIVES },
  );
});

describe('a table with one wrong cell is found', () => {
  const wrongs = PHASES.flatMap((phase) => (Object.keys(TRIGGERS) as Trigger[]).map((trigger) => ({ phase, trigger })));
  test.each(wrongs)('$trigger while $phase', ({ phase, trigger }) => {
    const table = {
      ...TRANSITIONS,
      [phase]: { ...TRANSITIONS[phase], [trigger]: otherThan(TRANSITIONS[phase][trigger]) },
    };
    // Each life reaches that cell: it begins anywhere and tries what the cell is about often.
    const attempts = fc.tuple(
      start,
      fc.array(
        fc.oneof(
          { arbitrary: happening, weight: 3 },
          { arbitrary: HAPPENINGS[trigger] as fc.Arbitrary<Happening>, weight: 1 },
        ),
        {
          minLength: STEPS,
          maxLength: STEPS,
          size: 'max',
        },
      ),
    );
    expect(() =>
      fc.assert(
        fc.property(attempts, ([started, happenings]) => compare(started, happenings, table)),
        { numRuns: 2_000, endOnFailure: true },
      ),
    ).toThrow();
  });
});

function otherThan(outcome: Outcome): Outcome {
  return outcome === 'late' ? { refused: 'chat-closed' } : 'late';
}
