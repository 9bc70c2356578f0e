/** Carries out what agents ask for. */
import type { CommandDone, DeskCommand, DeskCommandOf, DeskCommandType } from '@parley/contract';
import { toArray } from '../../model/chain.ts';
import type { EventBody } from '../../model/event.ts';
import { chatId as asChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Lifecycle } from '../../model/lifecycle/lifecycle.ts';
import type { SentFiles } from '../../store/attachment-store.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { CommandKey, DeskAgent } from '../../store/desk-store.ts';
import type { LiveChat } from '../../store/live-store.ts';
import type { AttachmentLinks } from '../attachments/attachment-links.ts';
import { findFiles } from '../attachments/find-files.ts';
import { type AgentAction, actAsAgent } from './act-as-agent.ts';
import { changeLiveChat, type KnownChat, type LiveChanged, type LiveRefusal, type Place } from './change-live-chat.ts';
import { openTicket } from './open-ticket.ts';

export interface AgentActs {
  readonly project: ProjectStore & Required<Place>;
  readonly agent: DeskAgent;
  /** Whether they may take part in chats of others. */
  readonly isSupervisor: boolean;
  readonly integerBelow: (bound: number) => number;
  readonly links: AttachmentLinks;
  readonly at: Instant;
}

export type AgentRefusal = {
  readonly refused: LiveRefusal | 'ticket-type-not-found' | 'supervisor-needed' | 'agent-not-found' | 'queue-not-found';
};
type Done = Omit<CommandDone, 're'>;
type Answer = Done | AgentRefusal;
type OnChat = Extract<DeskCommand, { chatId: number }>;

export async function commandAsAgent(acts: AgentActs, command: DeskCommand): Promise<Answer> {
  if (command.type === 'presence.set') return setPresence(acts, command);
  const chat = await acts.project.desk.findLiveChat(asChatId(command.chatId));
  const isSeen = await maySee(acts, chat);
  if (command.type === 'typing' || command.type === 'read') {
    return isSeen ? sign(acts, command, chat) : { refused: 'chat-not-found' };
  }
  if (!isSeen) return answerOf(await refuse(acts, command, 'chat-not-found'));
  if ('isForced' in command && command.isForced === true && !acts.isSupervisor) {
    return answerOf(await refuse(acts, command, 'supervisor-needed'));
  }
  const act = ACTS[command.type] as (acts: AgentActs, command: OnChat) => Promise<LiveChanged | AgentRefusal>;
  return answerOf(await act(acts, command));
}

function answerOf(changed: LiveChanged | AgentRefusal): Answer {
  if ('refused' in changed) return changed;
  const { chatId, seq, isRepeated } = changed;
  return { chatId, seq, isRepeated };
}

/** Before the chat is looked at. A copy of what was carried out before is answered as then. */
async function refuse(
  { project, agent, at }: AgentActs,
  command: Sent,
  refused: AgentRefusal['refused'],
): Promise<LiveChanged | AgentRefusal> {
  return (await project.desk.refuse(keyOf(agent, command), at, true)) ?? { refused };
}

/** What they have or are asked about, and what waits in their queues; supervisors see every chat. */
async function maySee({ project, agent, isSupervisor }: AgentActs, chat: LiveChat | null): Promise<boolean> {
  if (chat === null) return isSupervisor && project.queueIds === null;
  if (!isWithin(project, chat)) return false;
  if (isSupervisor) return true;
  if (chat.ownerId === agent.agentId || chat.askedId === agent.agentId) return true;
  const queues = await project.desk.listQueues();
  return queues.some(
    ({ settings, memberIds }) => settings.queueId === chat.queueId && memberIds.includes(agent.agentId),
  );
}

/** Whether somebody who is limited to certain queues may know of the chat. */
export function isWithin(
  { queueIds }: Pick<ProjectStore, 'queueIds'>,
  { queueId }: Pick<LiveChat, 'queueId'>,
): boolean {
  return queueIds === null || queueIds.some((id) => id === queueId);
}

async function setPresence(
  { project, agent }: AgentActs,
  { presence }: DeskCommandOf<'presence.set'>,
): Promise<Answer> {
  await project.desk.setPresence(agent.agentId, presence);
  project.tell({ tenantId: project.tenantId, projectId: project.projectId, kind: 'agent', agentId: agent.agentId });
  return { chatId: null, seq: 0, isRepeated: false };
}

async function sign(
  { project, agent }: AgentActs,
  command: DeskCommandOf<'typing'> | DeskCommandOf<'read'>,
  chat: LiveChat | null,
): Promise<Answer> {
  if (chat === null) return { refused: { why: 'chat-closed', holderId: null } };
  if (chat.ownerId !== agent.agentId) return { refused: { why: 'not-yours', holderId: chat.ownerId } };
  const { tenantId, projectId } = project;
  const of = { tenantId, projectId, chatId: chat.chatId, by: 'agent' } as const;
  if (command.type === 'typing') project.tell({ ...of, kind: 'typing' });
  else {
    const seq = Math.min(command.seq, chat.seq);
    await project.desk.noteRead(chat.chatId, { side: 'agent', seq });
    project.tell({ ...of, kind: 'read', seq });
  }
  return { chatId: chat.chatId, seq: chat.seq, isRepeated: false };
}

type Act<T extends DeskCommandType> = (
  acts: AgentActs,
  command: DeskCommandOf<T>,
) => Promise<LiveChanged | AgentRefusal>;

const ACTS: { readonly [T in Exclude<DeskCommandType, 'presence.set' | 'typing' | 'read'>]: Act<T> } = {
  'chat.accept': (acts, command) => act(acts, command, { type: 'accept' }),
  'chat.decline': (acts, command) => act(acts, command, { type: 'decline' }),
  'message.send': write,
  'message.edit': (acts, command) =>
    amend(acts, command, ({ chat }) => {
      const { messageId, text } = command;
      return wrote(chat, acts.agent, messageId) ? [{ type: 'message.edited', messageId, text }] : 'message-not-found';
    }),
  'note.add': (acts, command) =>
    amend(acts, command, () => [
      { type: 'note.added', agentId: acts.agent.agentId, name: acts.agent.name, text: command.text },
    ]),
  'chat.transfer': transfer,
  'chat.park': (acts, command) => act(acts, command, { type: 'park' }),
  'chat.close': (acts, command) => act(acts, command, { type: 'close', isForced: command.isForced === true }),
  'spam.mark': (acts, command) => act(acts, command, { type: 'markSpam' }),
  'spam.unmark': (acts, command) => act(acts, command, { type: 'unmarkSpam' }),
  'ticket.open': ticket,
  'contact.identify': (acts, { visitorName, contactId, entityId, ...command }) =>
    amend(acts, command, () => {
      const known = Object.entries({ visitorName, contactId, entityId }).filter(([, value]) => value !== undefined);
      return known.length === 0 ? [] : [{ type: 'contact.identified', ...Object.fromEntries(known) }];
    }),
};

async function ticket(acts: AgentActs, command: DeskCommandOf<'ticket.open'>): Promise<LiveChanged | AgentRefusal> {
  const { project, agent, at, integerBelow } = acts;
  const type = (await project.desk.listChoices('ticketType')).find((one) => one.ticketTypeId === command.ticketTypeId);
  if (type === undefined) return refuse(acts, command, 'ticket-type-not-found');
  const { sender, id: commandId } = keyOf(agent, command);
  const wish = { chatId: asChatId(command.chatId), sender, commandId, type, at, integerBelow };
  const opened = await openTicket(project, wish);
  return amend(acts, command, () => [{ type: 'ticket.linked', ticket: opened }]);
}

async function write(acts: AgentActs, command: DeskCommandOf<'message.send'>): Promise<LiveChanged | AgentRefusal> {
  const { text, attachmentIds } = command;
  const { sender } = keyOf(acts.agent, command);
  const messageId = command.id.toLowerCase();
  const found = await findFiles(acts.project, acts.links, { sender, messageId, attachmentIds });
  const { attachments, files } = found;
  const message = { messageId, text, ...(files === null ? {} : { attachments }) };
  return act(acts, command, { type: 'write', message }, files);
}

async function transfer(acts: AgentActs, command: DeskCommandOf<'chat.transfer'>): Promise<LiveChanged | AgentRefusal> {
  const { desk } = acts.project;
  const { reason = '', isForced = false } = command;
  if (command.toAgentId !== undefined) {
    const to = await desk.findAgent(command.toAgentId);
    if (to === null) return refuse(acts, command, 'agent-not-found');
    const agent = { agentId: to.agentId, name: to.name };
    return act(acts, command, { type: 'transferToAgent', to: agent, reason, isForced });
  }
  const queue = (await desk.listQueues()).find(({ settings }) => settings.queueId === command.toQueueId);
  if (queue === undefined) return refuse(acts, command, 'queue-not-found');
  return act(acts, command, { type: 'transferToQueue', to: queue.settings, reason, isForced });
}

interface Sent {
  readonly chatId: number;
  readonly id: string;
  readonly tab?: string;
  readonly cseq?: number;
}

function act(
  { project, agent, at }: AgentActs,
  command: Sent,
  action: AgentAction,
  files: SentFiles | null = null,
): Promise<LiveChanged> {
  return actAsAgent(project, {
    chatId: asChatId(command.chatId),
    agent: { agentId: agent.agentId, name: agent.name },
    action,
    at,
    command: keyOf(agent, command),
    files,
  });
}

/** Adds events to a chat of the agent's, or to any for a supervisor. */
async function amend(
  { project, agent, isSupervisor, at }: AgentActs,
  command: Sent,
  eventsOf: (view: KnownChat) => readonly EventBody[] | 'message-not-found',
): Promise<LiveChanged | AgentRefusal> {
  return changeLiveChat(project, {
    of: { chatId: asChatId(command.chatId) },
    at,
    command: keyOf(agent, command),
    happening(view) {
      const holderId = ownerOf(view.chat);
      if (!isSupervisor && holderId !== agent.agentId) return { refused: { why: 'not-yours', holderId } };
      const events = eventsOf(view);
      return events === 'message-not-found' ? { refused: events } : { amendment: events };
    },
  });
}

/** Whether the agent wrote that message, and it is not redacted. */
function wrote({ chat }: Lifecycle, { agentId }: DeskAgent, messageId: string): boolean {
  let isOwn = false;
  for (const { body } of toArray(chat.messageLog)) {
    if (body.messageId !== messageId) continue;
    if (body.type === 'message.redacted') return false;
    if (body.type === 'message.sent') isOwn = body.sender === 'agent' && body.senderId === agentId;
  }
  return isOwn;
}

function ownerOf({ chat }: Lifecycle): number | null {
  return chat.handling.owner?.agentId ?? null;
}

function keyOf(
  { agentId }: DeskAgent,
  { id, tab = '', cseq = null }: Omit<Sent, 'cseq'> & { readonly cseq?: number | null },
): CommandKey {
  return { sender: `agent ${agentId}`, id: id.toLowerCase(), tab, cseq };
}
