/** The tabs of visitors and agents in a storm, and what they ask for. Never used outside tests. */
import type { ChatId } from '../../src/model/ids.ts';
import type { Instant } from '../../src/model/instant.ts';
import { type AgentAction, actAsAgent } from '../../src/services/desk/act-as-agent.ts';
import { changeLiveChat, type LiveChanged } from '../../src/services/desk/change-live-chat.ts';
import { endAsVisitor, writeAsVisitor } from '../../src/services/desk/write-as-visitor.ts';
import type { SeededRandom } from '../../src/services/sample/seeded-random.ts';
import type { ProjectStore } from '../../src/store/chat-store.ts';
import type { CommandKey, QueueSettings } from '../../src/store/desk-store.ts';

export const AGENTS = [1, 2, 3];
export const QUEUES: readonly [QueueSettings, QueueSettings] = [
  queueOf(3803, 'least-busy'),
  queueOf(3804, 'round-robin'),
];

function queueOf(id: number, strategy: QueueSettings['strategy']): QueueSettings {
  const slaPolicy = { policyId: 'standard-1', firstResponseSeconds: 60 };
  return { queueId: id, name: `Queue ${id}`, strategy, calendar: null, slaPolicy };
}

export interface Command {
  readonly key: CommandKey;
  readonly isMessage: boolean;
  readonly act: (where: ProjectStore, at: Instant, key: CommandKey) => Promise<LiveChanged>;
}

type Asked = Pick<Command, 'act' | 'isMessage'>;

export interface Tab {
  readonly sender: string;
  readonly name: string;
  next: number;
  /** Not answered yet, in their order. */
  outbox: Command[];
  readonly make: (random: SeededRandom, id: string) => Asked;
}

export function tabOfVisitor(person: string, name: string): Tab {
  const make = (random: SeededRandom, id: string): Asked => {
    const kind = random.pickWeighted([
      { kind: 'write', weight: 80 },
      { kind: 'end', weight: 8 },
      { kind: 'view', weight: 12 },
    ]).kind;
    if (kind === 'end')
      return { isMessage: false, act: (where, at, command) => endAsVisitor(where, { person, at, command }) };
    if (kind === 'view') {
      const amendment = [{ type: 'page.viewed', url: `https://shop.example.com/${name}` } as const];
      const act: Command['act'] = (where, at, command) =>
        changeLiveChat(where, { of: { person }, at, command, happening: () => ({ amendment }) });
      return { isMessage: false, act };
    }
    const start = { channel: 'webchat', sessionId: `webchat-plugin/customer/${person}` };
    const message = { name: 'Visitor', messageId: id, text: id };
    const [queue] = QUEUES;
    return {
      isMessage: true,
      act: (where, at, command) => writeAsVisitor(where, { person, start, queue, message, at, command }),
    };
  };
  return { sender: `visitor ${person}`, name, next: 1, outbox: [], make };
}

export function tabOfAgent(agentId: number, name: string, chatsNow: () => readonly number[]): Tab {
  const make = (random: SeededRandom, id: string): Asked => {
    // Mostly one of the last chats; those that are closed are asked for too.
    const chats = chatsNow().toSorted((a, b) => b - a);
    const chatId = (chats[Math.floor(random.skewed(0, chats.length))] ?? 1) as ChatId;
    const other = random.pick(AGENTS);
    const action = random.pickWeighted<{ readonly weight: number; readonly action: AgentAction }>([
      { weight: 40, action: { type: 'accept' } },
      { weight: 45, action: { type: 'write', message: { messageId: id, text: id } } },
      { weight: 8, action: { type: 'decline' } },
      {
        weight: 8,
        action: {
          type: 'transferToAgent',
          to: { agentId: other, name: `Agent ${other}` },
          reason: '',
          isForced: random.chance(0.2),
        },
      },
      { weight: 4, action: { type: 'transferToQueue', to: random.pick(QUEUES), reason: '', isForced: false } },
      { weight: 6, action: { type: 'park' } },
      { weight: 8, action: { type: 'close', isForced: random.chance(0.2) } },
      { weight: 1, action: { type: 'markSpam' } },
      { weight: 2, action: { type: 'unmarkSpam' } },
    ]).action;
    const agent = { agentId, name: `Agent ${agentId}` };
    return {
      isMessage: action.type === 'write',
      act: (where, at, command) => actAsAgent(where, { chatId, agent, action, at, command }),
    };
  };
  return { sender: `agent ${agentId}`, name, next: 1, outbox: [], make };
}
