/** Plays visitors and agents against a server, over HTTP alone. Used by `parley robot` and `parley demo`. */
import type { Clock } from '../../platform/clock.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { Timers } from '../../platform/timers.ts';
import { SeededRandom } from '../sample/seeded-random.ts';
import { playAgent } from './robot-agent.ts';
import type { RobotCounts } from './robot-counts.ts';
import { prepareDesk } from './robot-desk.ts';
import { RobotNetwork } from './robot-network.ts';
import { playVisitor } from './robot-visitor.ts';
import { RobotWords } from './robot-words.ts';

export interface RobotRun {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  /** Of a key that may `admin` and `chats:answer`. */
  readonly authorization: string;
  readonly projectId: number;
  /** null: one of the robots' own. */
  readonly siteKey: string | null;
  /** At the same time, at most. */
  readonly visitors: number;
  readonly agents: number;
  /** New chats a minute. */
  readonly rate: number;
  readonly seed: number;
  /** How many times faster than people they write. */
  readonly haste: number;
  readonly hasFaults: boolean;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly counts: RobotCounts;
  /** Called after each chat that begins or ends, and every second. */
  readonly onProgress: () => void;
  readonly signal: AbortSignal;
}

const PROGRESS_MS = 1_000;
const MINUTE_MS = 60_000;

/** Resolves when `signal` has ended it. @throws RobotRefused when the server does not let it begin */
export async function runRobot(run: RobotRun): Promise<void> {
  const { url, clock, timers, signal, authorization, projectId, siteKey } = run;
  const faults = run.hasFaults ? new SeededRandom(run.seed, 2) : null;
  const plain = new RobotNetwork({ url, clock, timers, signal, faults: null });
  const network = new RobotNetwork({ url, clock, timers, signal, faults });
  const desk = await prepareDesk({ network: plain, authorization, projectId, agents: run.agents, siteKey });
  const words = new Map<number, RobotWords>();
  const strange = new RobotWords(new SeededRandom(run.seed, 3));
  const agents = desk.agents.map(({ agentId, name }, at) =>
    playAgent({
      ...run,
      network,
      random: new SeededRandom(run.seed, 4, at),
      agentId,
      agentName: name,
      wordsOf: (chatId) => words.get(chatId) ?? strange,
    }),
  );
  await Promise.all([
    beginChats({ run, network, siteKey: desk.siteKey, words }),
    showProgress(run, network),
    ...agents,
  ]);
}

async function showProgress({ onProgress, signal }: RobotRun, network: RobotNetwork): Promise<void> {
  while (!signal.aborted) {
    await network.wait(PROGRESS_MS);
    onProgress();
  }
}

interface Beginning {
  readonly run: RobotRun;
  readonly network: RobotNetwork;
  readonly siteKey: string;
  readonly words: Map<number, RobotWords>;
}

async function beginChats({ run, network, siteKey, words }: Beginning): Promise<void> {
  const { counts, haste, signal, randomness, seed } = run;
  const random = new SeededRandom(seed, 1);
  let active = 0;
  for (let number = 1; !signal.aborted; number += 1) {
    if (active < run.visitors) {
      active += 1;
      const own = new SeededRandom(seed, 5, number);
      const said = new RobotWords(own);
      let begun: number | null = null;
      const onChat = (chatId: number) => {
        begun = chatId;
        words.set(chatId, said);
      };
      void playVisitor({ network, counts, random: own, randomness, siteKey, words: said, haste, onChat }).then(() => {
        active -= 1;
        if (begun !== null) words.delete(begun);
        run.onProgress();
      });
    }
    // Between half and one and a half of the mean.
    await network.wait((MINUTE_MS / run.rate) * (0.5 + random.integer(0, 1_000) / 1_000));
  }
}
