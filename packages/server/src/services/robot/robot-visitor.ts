/** A visitor: comes, asks, answers a few times, and ends the chat or just leaves. One chat each. */
import { LIVE_PROTOCOL, type LiveEvent, type Visitor } from '@parley/contract';
import type { Randomness } from '../../platform/randomness.ts';
import type { SeededRandom } from '../sample/seeded-random.ts';
import type { RobotCounts } from './robot-counts.ts';
import type { RobotNetwork } from './robot-network.ts';
import { type RobotFrame, RobotPerson } from './robot-person.ts';
import type { RobotWords } from './robot-words.ts';

export interface RobotVisitorParts {
  readonly network: RobotNetwork;
  readonly counts: RobotCounts;
  readonly random: SeededRandom;
  readonly randomness: Pick<Randomness, 'uuid'>;
  readonly siteKey: string;
  readonly words: RobotWords;
  /** How many times faster than people they are. */
  readonly haste: number;
  /** So that agents answer in their language. */
  readonly onChat: (chatId: number) => void;
}

const THINKING_MS = [1_500, 9_000] as const;
const PATIENCE_MS = 75_000;
/** A chat is left alone after so long, whatever happens to it. */
const LONGEST_MS = 600_000;

/** Resolves when the visitor has left. Never rejects. */
export async function playVisitor(parts: RobotVisitorParts): Promise<void> {
  const { network, counts, random, words, haste } = parts;
  const token = new RobotToken(parts);
  const said = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  let [turns, isAnswered] = [random.integer(2, 6), false];
  const person: RobotPerson = new RobotPerson({
    ...parts,
    commandPath: '/v2/live/commands',
    streamPath: '/v2/live/events',
    authorization: (isRefused) => token.authorization(isRefused),
    onFrame: (frame) => {
      const event = eventOf(frame);
      if (event?.type === 'chat.closed') over.resolve();
      if (event?.type !== 'message.sent' || event.sender !== 'agent') return;
      isAnswered = true;
      said.resolve();
      turns -= 1;
      if (turns >= 0) void answer(turns);
    },
  });
  const answer = async (left: number): Promise<void> => {
    await network.wait(random.integer(...THINKING_MS) / haste);
    void person.command('typing');
    await person.command('message.send', { text: words.say(left === 0 ? 'visitorThanks' : replyOf(random)) });
    if (left > 0) return;
    if (random.chance(0.6)) await person.command('chat.end');
    over.resolve();
  };
  const following = person.follow();
  if (random.chance(0.7)) await person.command('visitor.describe', { name: words.visitorName, email: words.email });
  const page = { url: 'https://shop.example.com/help', title: words.pageTitle };
  const begun = await person.command('message.send', { text: words.say('opening'), page });
  if (begun?.chatId != null) {
    counts.begun += 1;
    parts.onChat(begun.chatId);
    await Promise.race([said.promise, network.wait(PATIENCE_MS / haste)]);
    if (!isAnswered) {
      await person.command('message.send', { text: words.say('impatient') });
      await Promise.race([said.promise, over.promise, network.wait(PATIENCE_MS / haste)]);
      if (!isAnswered) await person.command('chat.end');
    }
    if (isAnswered) await Promise.race([over.promise, network.wait(LONGEST_MS / haste)]);
    counts.closed += 1;
  }
  person.leave();
  void following;
}

function replyOf(random: SeededRandom): 'visitorReply' | 'visitorShort' {
  return random.chance(0.7) ? 'visitorReply' : 'visitorShort';
}

function eventOf({ name, data }: RobotFrame): LiveEvent | null {
  return name === 'chat' ? (data as unknown as LiveEvent) : null;
}

/** The stream token of a visitor, got when it is needed. */
class RobotToken {
  readonly #parts: RobotVisitorParts;
  #visitor: Promise<Visitor> | null = null;
  #visitorToken: string | null = null;

  constructor(parts: RobotVisitorParts) {
    this.#parts = parts;
  }

  async authorization(isRefused: boolean): Promise<string> {
    if (isRefused) this.#visitor = null;
    this.#visitor ??= this.#come().catch((error: unknown) => {
      this.#visitor = null;
      throw error;
    });
    const { streamToken } = await this.#visitor;
    return `Bearer ${streamToken}`;
  }

  async #come(): Promise<Visitor> {
    const { network, siteKey, counts } = this.#parts;
    const known = this.#visitorToken === null ? {} : { visitorToken: this.#visitorToken };
    const body = { v: LIVE_PROTOCOL, site: siteKey, ...known };
    const reply = await network.call('POST', '/v2/live/visitors', '', body);
    if (reply.status !== 200) {
      counts.refused(reply.code);
      throw new TypeError(reply.code);
    }
    const visitor = reply.value as Visitor;
    this.#visitorToken = visitor.visitorToken;
    return visitor;
  }
}
