/** The turns of a chat as its conversation draws them: how long the visitor waited, and whether that was too long. Pure. */
import type { ChatExplanation, ExplainedTarget, ExplainedTurn } from '@parley/contract';

export type Explained = Pick<ChatExplanation, 'turns' | 'slaTargets'>;

export interface ShownTurn {
  /** From 1. */
  readonly number: number;
  /** `late`: a target was missed. `waiting`: nobody has answered. `answered`: answered, and not too late. */
  readonly state: 'answered' | 'late' | 'waiting';
}

export interface Answer {
  readonly turn: ShownTurn;
  /** Response time. */
  readonly seconds: number;
  /** The part of it within opening hours; null where it is all of it. */
  readonly openSeconds: number | null;
  /** How long it might have taken on the calendar of the queue; null without a target. */
  readonly allowedSeconds: number | null;
}

/** Turns by the id of the message that began them, and answers by the id of the message that gave them. */
export function turnsById(explained: Explained | null): {
  readonly starts: ReadonlyMap<string, ShownTurn>;
  readonly answers: ReadonlyMap<string, Answer>;
} {
  const starts = new Map<string, ShownTurn>();
  const answers = new Map<string, Answer>();
  for (const turn of explained?.turns ?? []) {
    const target = explained?.slaTargets.find((one) => one.turn === turn.turn && one.status !== 'void') ?? null;
    const shown: ShownTurn = { number: turn.turn, state: stateOf(turn, target) };
    starts.set(turn.openedBy, shown);
    const { closedBy, seconds } = turn;
    if (closedBy === null || seconds === null) continue;
    answers.set(closedBy, {
      turn: shown,
      seconds,
      openSeconds: openSecondsOf(turn),
      allowedSeconds: target?.seconds ?? null,
    });
  }
  return { starts, answers };
}

function stateOf({ closedBy }: ExplainedTurn, target: ExplainedTarget | null): ShownTurn['state'] {
  if (target?.status === 'missed') return 'late';
  return closedBy === null ? 'waiting' : 'answered';
}

function openSecondsOf({ seconds, outsideHours }: ExplainedTurn): number | null {
  const outside = outsideHours.reduce((sum, stretch) => sum + stretch.seconds, 0);
  return outside === 0 || seconds === null ? null : seconds - outside;
}
