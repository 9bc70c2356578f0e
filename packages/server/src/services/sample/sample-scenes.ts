/** The building blocks of a sample chat: waiting, conversation, transfer, close. */
import type { Agent, CloseReason } from '@parley/contract';
import type { ChatDraft } from './chat-draft.ts';

const TICKET_TYPES = ['Request', 'Complaint', 'Reklamáció', 'Question'] as const;

/** Offers the chat until an agent takes it. */
export function acceptChat(draft: ChatDraft): void {
  const { random, queue } = draft;
  let agent = random.pick(queue.agents);
  draft.wait(1, 25);
  draft.add({ type: 'agent.offered', agent });
  if (random.chance(0.05)) {
    draft.wait(5, 30);
    draft.add({ type: 'agent.declined', agentId: agent.agentId });
    agent = otherAgent(draft, agent);
    draft.add({ type: 'agent.offered', agent });
  }
  draft.wait(1, 40);
  draft.agent = agent;
  draft.add({ type: 'agent.accepted', agent });
}

function otherAgent(draft: ChatDraft, agent: Agent): Agent {
  return draft.random.pick(draft.queue.agents.filter(({ agentId }) => agentId !== agent.agentId));
}

/** The agent's first words, after the missed target when the always open queue was too slow. */
export function greet(draft: ChatDraft, waitsSinceMs: number): void {
  const { random, queue } = draft;
  if (random.chance(0.06)) draft.wait(60, 900);
  else draft.wait(2, 60);
  const targetSeconds = queue.slaPolicy?.firstResponseSeconds;
  if (targetSeconds !== undefined && queue.calendar === undefined) {
    // Targets use whole seconds, so the due instant drops the start's milliseconds.
    const dueMs = (Math.floor(waitsSinceMs / 1000) + targetSeconds) * 1000;
    if (dueMs < draft.atMs) draft.addAt(dueMs, { type: 'sla.missed', target: 'firstResponse', turn: 1 });
  }
  draft.agentSays(draft.sentence('agentGreeting', random.chance(0.4) ? 'agentQuestion' : undefined));
}

/** One turn: the visitor writes, the agent answers, each in one or two messages. */
export function exchange(draft: ChatDraft): void {
  const { random } = draft;
  draft.wait(4, 120);
  if (draft.contact.channel === 'webchat' && random.chance(0.15)) {
    draft.turnPage();
    draft.add({ type: 'page.viewed', url: draft.pageUrl(), title: draft.pageTitle() });
  }
  if (random.chance(0.22)) draft.visitorSays(draft.sentence('visitorShort'));
  else if (random.chance(0.4)) draft.visitorSays(draft.sentence('visitorReply', 'visitorReply'));
  else draft.visitorSays(draft.sentence('visitorReply'));
  if (random.chance(0.3)) {
    draft.wait(2, 40);
    draft.visitorSays(draft.sentence('visitorReply'));
  }
  draft.wait(3, random.chance(0.04) ? 1500 : 150);
  answer(draft);
}

function answer(draft: ChatDraft): void {
  const { random } = draft;
  if (random.chance(0.3)) {
    draft.agentSays(draft.sentence('agentShort'));
    draft.wait(5, 90);
    draft.agentSays(draft.sentence('agentAnswer'));
    return;
  }
  if (random.chance(0.2)) draft.agentSays(draft.sentence('agentQuestion'));
  else if (random.chance(0.25)) draft.agentSays(draft.sentence('agentAnswer', 'agentAnswer'));
  else if (random.chance(0.6)) draft.agentSays(draft.sentence('agentAnswer', 'agentQuestion'));
  else draft.agentSays(draft.sentence('agentAnswer'));
}

/** Occasional events between two turns. */
export function interrupt(draft: ChatDraft): void {
  const { random, agent } = draft;
  if (random.chance(0.04)) correctMessage(draft);
  if (agent !== null && random.chance(0.05)) {
    draft.add({ type: 'note.added', agentId: agent.agentId, name: agent.name, text: draft.sentence('note') });
  }
  if (random.chance(0.035)) transferToAgent(draft);
  else if (random.chance(0.03)) transferToQueue(draft);
  else if (random.chance(0.006)) loseAgent(draft);
}

function correctMessage(draft: ChatDraft): void {
  const messageId = draft.someVisitorMessageId();
  if (messageId === null) return;
  draft.wait(3, 60);
  if (draft.random.chance(0.3)) draft.add({ type: 'message.redacted', messageId });
  else draft.add({ type: 'message.edited', messageId, text: draft.sentence('visitorReply') });
}

function someReason(draft: ChatDraft): { reason?: string } {
  return draft.random.chance(0.8) ? { reason: draft.random.pick(draft.contact.phrases.transferReasons) } : {};
}

function transferToAgent(draft: ChatDraft): void {
  if (draft.agent === null) return;
  const toAgent = otherAgent(draft, draft.agent);
  draft.wait(5, 60);
  draft.add({ type: 'chat.transferred', toAgent, ...someReason(draft) });
  draft.agent = toAgent;
  draft.wait(3, 90);
  draft.agentSays(draft.sentence('agentGreeting'));
}

function transferToQueue(draft: ChatDraft): void {
  const { queueId } = draft.queue.queue;
  draft.queue = draft.random.pickWeighted(draft.project.queues.filter((other) => other.queue.queueId !== queueId));
  draft.wait(5, 60);
  draft.add({ type: 'chat.transferred', toQueue: draft.queue.queue, ...someReason(draft) });
  acceptChat(draft);
  draft.wait(3, 60);
  draft.agentSays(draft.sentence('agentGreeting'));
}

function loseAgent(draft: ChatDraft): void {
  if (draft.agent === null) return;
  draft.wait(1, 60);
  draft.add({ type: 'agent.disconnected', agentId: draft.agent.agentId });
  draft.wait(1, 5);
  draft.add({ type: 'chat.queued', queue: draft.queue.queue });
  acceptChat(draft);
}

/** Links a new ticket to the chat; its number contains the local day. */
export function linkTicket(draft: ChatDraft, chatId: number): void {
  const { random, project } = draft;
  const valueId = random.integer(1, TICKET_TYPES.length);
  const label = TICKET_TYPES[valueId - 1] ?? '';
  const day = draft.wallTime().slice(0, 10).replaceAll('-', '');
  draft.add({
    type: 'ticket.linked',
    ticket: {
      ticketId: chatId + 14,
      // A number coprime to a million spreads the ids over it without a repeat.
      ticketNo: `${project.projectId}-${day}-${String((chatId * 785_643) % 1_000_000).padStart(6, '0')}`,
      ticketType: {
        fieldId: null,
        valueId,
        label,
        exportValue: label,
        params: [],
        fgColor: '',
        bgColor: '',
        sort: null,
        status: null,
        system: 0,
        fieldValueId: null,
      },
    },
  });
}

/** Closes the chat; sometimes with a non-final close first, and sometimes the visitor has one more question. */
export function closeChat(draft: ChatDraft, reason: CloseReason): void {
  const { random } = draft;
  draft.wait(5, 240);
  if (draft.agent === null || !random.chance(0.12)) {
    draft.add({ type: 'chat.closed', reason });
    return;
  }
  draft.add({ type: 'chat.closed', reason, final: false });
  if (random.chance(0.3)) {
    draft.wait(10, 200);
    draft.add({ type: 'chat.reopened' });
    exchange(draft);
    draft.wait(10, 120);
    draft.add({ type: 'chat.closed', reason, final: false });
  }
  draft.wait(300, 301);
  draft.add({ type: 'chat.finalized' });
}
