/** An agent: is online, takes what is offered, answers, and closes chats whose visitors have said thanks. */
import type { LiveEvent, LiveFrameOf } from '@parley/contract';
import type { Randomness } from '../../platform/randomness.ts';
import type { SeededRandom } from '../sample/seeded-random.ts';
import type { RobotCounts } from './robot-counts.ts';
import type { RobotNetwork } from './robot-network.ts';
import { type RobotFrame, RobotPerson } from './robot-person.ts';
import type { RobotWords } from './robot-words.ts';

export interface RobotAgentParts {
  readonly network: RobotNetwork;
  readonly counts: RobotCounts;
  readonly random: SeededRandom;
  readonly randomness: Pick<Randomness, 'uuid'>;
  readonly authorization: string;
  readonly projectId: number;
  readonly agentId: number;
  readonly agentName: string;
  readonly wordsOf: (chatId: number) => RobotWords;
  readonly haste: number;
}

const THINKING_MS = [1_500, 8_000] as const;
/** After so many answers an agent closes what is not closed by its visitor. */
const MOST_ANSWERS = 7;

/** Resolves when everything ends. Never rejects. */
export async function playAgent(parts: RobotAgentParts): Promise<void> {
  const agent = new Agent(parts);
  await agent.play();
}

class Agent {
  readonly #parts: RobotAgentParts;
  readonly #person: RobotPerson;
  readonly #asked = new Set<number>();
  /** Own chats, with how often they were answered. */
  readonly #answers = new Map<number, number>();

  constructor(parts: RobotAgentParts) {
    const root = `/v2/projects/${parts.projectId}/desk`;
    this.#parts = parts;
    this.#person = new RobotPerson({
      ...parts,
      commandPath: `${root}/commands?actAs=${parts.agentId}`,
      streamPath: `${root}/events?actAs=${parts.agentId}`,
      authorization: async () => parts.authorization,
      onFrame: (frame) => this.#take(frame),
    });
  }

  async play(): Promise<void> {
    const following = this.#person.follow();
    await this.#person.command('presence.set', { presence: 'online' });
    await following;
  }

  #take({ name, data }: RobotFrame): void {
    if (name === 'inbox') this.#takeInbox(data as LiveFrameOf<'inbox'>);
    if (name === 'chat') this.#takeEvent(data as unknown as LiveEvent);
  }

  #takeInbox({ chats, presence }: LiveFrameOf<'inbox'>): void {
    // An agent who let offers pass is away.
    if (presence !== 'online') void this.#person.command('presence.set', { presence: 'online' });
    for (const { chatId, offeredUntil } of chats) {
      if (offeredUntil === null || this.#asked.has(chatId)) continue;
      this.#asked.add(chatId);
      void this.#accept(chatId);
    }
  }

  #takeEvent(event: LiveEvent): void {
    const { chatId } = event;
    if (event.type === 'message.sent' && event.sender === 'visitor' && this.#answers.has(chatId)) {
      void this.#answer(chatId);
    }
    if (event.type === 'chat.closed') this.#answers.delete(chatId);
  }

  async #accept(chatId: number): Promise<void> {
    await this.#think();
    const taken = await this.#person.command('chat.accept', { chatId });
    this.#asked.delete(chatId);
    if (taken === null) return;
    this.#answers.set(chatId, 0);
    await this.#say(chatId, 'agentGreeting');
    await this.#think();
    await this.#say(chatId, 'agentQuestion');
  }

  async #answer(chatId: number): Promise<void> {
    const answers = (this.#answers.get(chatId) ?? 0) + 1;
    this.#answers.set(chatId, answers);
    await this.#think();
    void this.#person.command('typing', { chatId });
    await this.#think();
    if (!this.#answers.has(chatId)) return;
    const isLast = answers >= MOST_ANSWERS;
    await this.#say(
      chatId,
      isLast ? 'agentClosing' : this.#parts.random.pick(['agentAnswer', 'agentShort', 'agentQuestion']),
    );
    if (isLast && this.#answers.delete(chatId)) await this.#person.command('chat.close', { chatId });
  }

  async #say(chatId: number, kind: Parameters<RobotWords['say']>[0]): Promise<void> {
    const text = this.#parts.wordsOf(chatId).say(kind, this.#parts.agentName);
    await this.#person.command('message.send', { chatId, text });
  }

  #think(): Promise<void> {
    const { network, random, haste } = this.#parts;
    return network.wait(random.integer(...THINKING_MS) / 2 / haste);
  }
}
