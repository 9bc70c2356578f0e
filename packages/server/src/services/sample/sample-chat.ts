/** One chat of the sample, generated from the seed and its index alone. */
import { EVENT_FORMAT, type EventFormatLine } from '@parley/contract';
import { ChatDraft } from './chat-draft.ts';
import { sampleContact } from './sample-contact.ts';
import { SampleProject } from './sample-project.ts';
import { acceptChat, closeChat, exchange, greet, interrupt, linkTicket } from './sample-scenes.ts';
import { SeededRandom } from './seeded-random.ts';

const CHAT_STREAM = 4;

const PLOTS = [
  { plot: 'answered', weight: 740 },
  { plot: 'botHandedOff', weight: 110 },
  { plot: 'botResolved', weight: 45 },
  { plot: 'missed', weight: 38 },
  { plot: 'lost', weight: 34 },
  { plot: 'spam', weight: 14 },
  { plot: 'agentFirst', weight: 19 },
] as const;
type Plot = (typeof PLOTS)[number]['plot'];

const SPAM_TEXTS = [
  'Buy followers for your page now, first 500 free >> promo.example.net',
  'You were drawn as today’s winner!!! Claim within 24 hours',
  'Cheap watches 90% off, best quality, write back',
  'SEO offer: number one in all search engines guaranteed',
] as const;

/** Writes what follows the start of a chat, up to its close, which a chat that stays open does not reach. */
type Scene = (draft: ChatDraft, chatId: number, staysOpen: boolean) => void;

const SCENES: Readonly<Record<Plot, Scene>> = {
  answered: (draft, chatId, staysOpen) => {
    const waitsSinceMs = draft.atMs;
    openByVisitor(draft);
    acceptChat(draft);
    greet(draft, waitsSinceMs);
    talk(draft, chatId, staysOpen);
  },
  agentFirst: (draft, chatId, staysOpen) => {
    draft.agentSays(draft.sentence('agentGreeting', 'agentAnswer'));
    talk(draft, chatId, staysOpen);
  },
  botHandedOff: (draft, chatId, staysOpen) => {
    talkToBot(draft);
    draft.botSays(draft.sentence('botHandOff'));
    draft.add({ type: 'bot.handed_off', queue: draft.queue.queue });
    const waitsSinceMs = draft.atMs;
    acceptChat(draft);
    greet(draft, waitsSinceMs);
    talk(draft, chatId, staysOpen);
  },
  botResolved: (draft, _chatId, staysOpen) => {
    talkToBot(draft);
    draft.visitorSays(draft.sentence('visitorShort'));
    if (!staysOpen) closeChat(draft, 'bot_resolved');
  },
  missed: (draft, _chatId, staysOpen) => {
    openByVisitor(draft);
    draft.wait(120, 900);
    draft.visitorSays(draft.sentence('impatient'));
    draft.wait(900, 3600);
    if (!staysOpen) closeChat(draft, draft.random.chance(0.6) ? 'idle' : 'system');
  },
  lost: (draft, _chatId, staysOpen) => {
    openByVisitor(draft);
    draft.wait(20, 100);
    if (draft.random.chance(0.5)) draft.visitorSays(draft.sentence('impatient'));
    if (!staysOpen) closeChat(draft, draft.random.chance(0.7) ? 'visitor_left' : 'visitor');
  },
  spam: (draft, _chatId, staysOpen) => {
    draft.visitorSays(draft.random.pick(SPAM_TEXTS));
    acceptChat(draft);
    draft.wait(5, 60);
    draft.add({ type: 'spam.marked' });
    if (!staysOpen) closeChat(draft, 'agent');
  },
};

/**
 * The chat with this index, counted from 0. The same seed, index and project give the same chat.
 * @param staysOpen whether it has not been closed yet.
 */
export function sampleChat(
  seed: number,
  index: number,
  project: SampleProject = new SampleProject(),
  staysOpen = false,
): EventFormatLine {
  const random = new SeededRandom(seed, index, CHAT_STREAM);
  const contact = sampleContact(seed, index);
  const draft = new ChatDraft(random, project, contact, project.schedule.startOf(seed, index));
  const chatId = project.firstChatId + index;
  const { plot } = random.pickWeighted(PLOTS);
  startChat(draft, plot);
  SCENES[plot](draft, chatId, staysOpen);
  return { format: EVENT_FORMAT, chatId, events: draft.events() };
}

function startChat(draft: ChatDraft, plot: Plot): void {
  const { random, contact, queue, project } = draft;
  const isHeldByBot = plot === 'botHandedOff' || plot === 'botResolved';
  const isWeb = contact.channel === 'webchat';
  if (plot === 'agentFirst') draft.agent = random.pick(queue.agents);
  const isKnown = random.chance(0.75);
  draft.add({
    type: 'chat.started',
    channel: contact.channel,
    sessionId: `${contact.channel}-plugin/customer/${random.uuid()}`,
    ...(isWeb ? { pageName: draft.pageTitle(), ipAddress: contact.ipAddress, firstUrl: draft.pageUrl() } : {}),
    ...(isKnown ? { visitorName: contact.name, contactId: contact.contactId, entityId: contact.entityId } : {}),
    ...(contact.previousIndex === null ? {} : { previousChatId: project.firstChatId + contact.previousIndex }),
    ...(isHeldByBot ? { heldByBot: true } : { queue: queue.queue }),
    ...(draft.agent === null ? {} : { startedBy: draft.agent }),
    ...(queue.slaPolicy === undefined ? {} : { slaPolicy: queue.slaPolicy }),
    ...(queue.calendar === undefined ? {} : { calendar: queue.calendar }),
  });
  if (!isKnown && random.chance(0.8)) {
    const { name, contactId, entityId } = contact;
    draft.addAt(draft.atMs + 30_000, { type: 'contact.identified', visitorName: name, contactId, entityId });
  }
}

function openByVisitor(draft: ChatDraft): void {
  draft.visitorSays(draft.sentence('opening', draft.random.chance(0.5) ? 'visitorReply' : undefined));
  if (draft.random.chance(0.25)) {
    draft.wait(3, 30);
    draft.visitorSays(draft.sentence('visitorReply'));
  }
}

function talkToBot(draft: ChatDraft): void {
  const { random } = draft;
  draft.visitorSays(draft.sentence('opening'));
  draft.wait(0.2, 1);
  draft.botSays(draft.sentence('botGreeting'));
  for (let turns = random.integer(1, 2); turns > 0; turns--) {
    draft.wait(4, 90);
    draft.visitorSays(draft.sentence('visitorReply'));
    draft.wait(0.2, 1);
    draft.botSays(draft.sentence('botAnswer'));
  }
}

function talk(draft: ChatDraft, chatId: number, staysOpen: boolean): void {
  const { random } = draft;
  for (let turns = 1 + Math.floor(random.skewed(0.7, 10)); turns > 0; turns--) {
    exchange(draft);
    interrupt(draft);
  }
  if (random.chance(0.22)) linkTicket(draft, chatId);
  if (staysOpen) return;
  if (random.chance(0.006)) markAsSpamByMistake(draft);
  const thanks = random.chance(0.7);
  if (thanks) {
    draft.wait(3, 60);
    draft.visitorSays(draft.sentence('visitorThanks'));
  }
  if (random.chance(thanks ? 0.6 : 0.3)) {
    draft.wait(2, 45);
    draft.agentSays(draft.sentence('agentClosing'));
  }
  closeChat(draft, random.pick(['agent', 'agent', 'agent', 'visitor', 'visitor_left', 'idle'] as const));
}

function markAsSpamByMistake(draft: ChatDraft): void {
  draft.add({ type: 'spam.marked' });
  draft.wait(5, 60);
  draft.add({ type: 'spam.unmarked' });
}
