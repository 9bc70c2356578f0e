/** Service level of a chat: each target with its clock, and the overall status. Source: docs/spec/metrics.md. */
import { closedBy, type SlaPolicy, type SlaStatus, type SlaTargetName } from '@parley/contract';
import { addOpenSeconds, type CompiledCalendar } from './calendar.ts';
import { toArray } from './chain.ts';
import type { ChatState, Close, RecordedMiss } from './chat-state.ts';
import { type Instant, secondsBetween } from './instant.ts';
import type { Turn } from './response-times.ts';

export type TargetRule =
  | 'met-in-time'
  | 'met-late'
  | 'timer-saw-miss'
  | 'overdue'
  | 'running'
  | 'closed-by-visitor'
  | 'resolved-by-bot'
  | 'closed-by-us';

const STATUS_BY_RULE = {
  'met-in-time': 'met',
  'met-late': 'missed',
  'timer-saw-miss': 'missed',
  overdue: 'missed',
  running: 'running',
  'closed-by-visitor': 'void',
  'resolved-by-bot': 'void',
  'closed-by-us': 'missed',
} as const satisfies Readonly<Record<TargetRule, 'running' | 'met' | 'missed' | 'void'>>;

export interface TargetState {
  readonly target: SlaTargetName;
  /** null for waiting and close. */
  readonly turn: number | null;
  readonly allowedSeconds: number;
  readonly startedAt: Instant;
  /** null when the queue never opens long enough within two years. */
  readonly dueAt: Instant | null;
  /** null when it was not met in time. */
  readonly metAt: Instant | null;
  readonly status: (typeof STATUS_BY_RULE)[TargetRule];
  readonly rule: TargetRule;
}

const RULE_OF_SIDE = {
  visitor: 'closed-by-visitor',
  bot: 'resolved-by-bot',
  us: 'closed-by-us',
} as const satisfies Readonly<Record<ReturnType<typeof closedBy>, TargetRule>>;

export type SlaRule = 'no-policy' | 'spam' | 'missed' | 'open' | 'nothing-to-judge' | 'all-met';

const SLA_STATUS_BY_RULE: Readonly<Record<SlaRule, SlaStatus>> = {
  'no-policy': '',
  spam: '',
  missed: 'Out of SLA',
  open: '',
  'nothing-to-judge': '',
  'all-met': 'Within SLA',
};

export interface SlaResult {
  readonly status: SlaStatus;
  readonly rule: SlaRule;
  /** Empty without a policy and for spam. */
  readonly targets: readonly TargetState[];
  /** Earliest due instant of the running clocks; null when none runs, while a close is not yet final, and for spam. */
  readonly nextDueAt: Instant | null;
}

/** A started clock: its target, its start, and what stopped it. */
interface Clock {
  readonly target: SlaTargetName;
  readonly turn: number | null;
  readonly allowedSeconds: number;
  readonly startedAt: Instant;
  readonly stoppedAt: Instant | null;
}

/**
 * Judges a chat. `isFirstResponse` says whether the first turn counts as the first response (it does not when an agent wrote
 * first). Whole seconds decide: a target of 60 s is met by an answer whose second is at most 60 after the start's.
 */
export function judgeSla(
  state: ChatState,
  turns: readonly Turn[],
  isFirstResponse: boolean,
  calendar: CompiledCalendar | null,
): SlaResult {
  const policy = state.start.slaPolicy;
  if (policy === undefined) return result('no-policy', [], null);
  if (state.isSpam) return result('spam', [], null);
  const misses = toArray(state.misses);
  const clocks = clocksOf(state, policy, turns, isFirstResponse);
  const targets = clocks.map((clock) => judge(clock, clocks, misses, state, calendar));
  return result(ruleOf(targets, state.close), targets, state.close === null ? earliestDue(targets) : null);
}

function result(rule: SlaRule, targets: readonly TargetState[], nextDueAt: Instant | null): SlaResult {
  return { status: SLA_STATUS_BY_RULE[rule], rule, targets, nextDueAt };
}

function ruleOf(targets: readonly TargetState[], close: Close | null): SlaRule {
  if (targets.some(({ status }) => status === 'missed')) return 'missed';
  if (!close?.isFinal) return 'open';
  return targets.some(({ status }) => status === 'met') ? 'all-met' : 'nothing-to-judge';
}

function earliestDue(targets: readonly TargetState[]): Instant | null {
  let earliest: Instant | null = null;
  for (const { status, dueAt } of targets) {
    if (status === 'running' && dueAt !== null && (earliest === null || dueAt < earliest)) earliest = dueAt;
  }
  return earliest;
}

/** The clocks that started, in the order of the targets; none starts after the close. */
function clocksOf(
  state: ChatState,
  policy: SlaPolicy,
  turns: readonly Turn[],
  isFirstResponse: boolean,
): readonly Clock[] {
  const clocks = [
    ...turnClocks(state, policy, turns, isFirstResponse),
    ...waitingClock(state, policy),
    ...closeClock(state, policy),
  ];
  const { close } = state;
  return close === null ? clocks : clocks.filter(({ startedAt }) => secondsBetween(startedAt, close.at) >= 0);
}

function turnClocks(
  state: ChatState,
  policy: SlaPolicy,
  turns: readonly Turn[],
  isFirstResponse: boolean,
): readonly Clock[] {
  const isHeldByBot = isStillHeldByBot(state);
  const clocks: Clock[] = [];
  for (const { ordinal, startedAt, closedBy } of turns) {
    const isFirst = ordinal === 1 && isFirstResponse;
    const allowedSeconds = isFirst ? policy.firstResponseSeconds : policy.nextResponseSeconds;
    if (allowedSeconds === undefined || (isHeldByBot && closedBy === null)) continue;
    const target = isFirst ? 'firstResponse' : 'nextResponse';
    clocks.push({ target, turn: ordinal, allowedSeconds, startedAt, stoppedAt: closedBy?.sentAt ?? null });
  }
  return clocks;
}

function waitingClock(state: ChatState, { waitingSeconds }: SlaPolicy): readonly Clock[] {
  const startedAt = state.start.heldByBot ? state.handedOffAt : state.startedAt;
  const stoppedAt = state.handling.firstAcceptedAt;
  if (waitingSeconds === undefined || startedAt === null) return [];
  if (stoppedAt !== null && stoppedAt < startedAt) return [];
  return [{ target: 'waiting', turn: null, allowedSeconds: waitingSeconds, startedAt, stoppedAt }];
}

function closeClock({ startedAt, close }: ChatState, { closeSeconds }: SlaPolicy): readonly Clock[] {
  if (closeSeconds === undefined) return [];
  const stoppedAt = close?.isFinal ? close.at : null;
  return [{ target: 'close', turn: null, allowedSeconds: closeSeconds, startedAt, stoppedAt }];
}

function isStillHeldByBot({ start, handedOffAt }: ChatState): boolean {
  return start.heldByBot === true && handedOffAt === null;
}

function judge(
  clock: Clock,
  clocks: readonly Clock[],
  misses: readonly RecordedMiss[],
  state: ChatState,
  calendar: CompiledCalendar | null,
): TargetState {
  const { target, turn, allowedSeconds, startedAt, stoppedAt } = clock;
  const dueAt = addOpenSeconds(calendar, startedAt, allowedSeconds);
  const isRecorded = misses.some((miss) => clockOfMiss(miss, clocks) === clock);
  const rule = isRecorded ? 'timer-saw-miss' : ruleOfTarget(stoppedAt, dueAt, state);
  const metAt = rule === 'met-in-time' ? stoppedAt : null;
  return { target, turn, allowedSeconds, startedAt, dueAt, metAt, status: STATUS_BY_RULE[rule], rule };
}

/** The clock of a recorded miss; without a turn, the latest of that target that had started by then. */
function clockOfMiss(miss: RecordedMiss, clocks: readonly Clock[]): Clock | undefined {
  return clocks.findLast(
    ({ target, turn, startedAt }) =>
      target === miss.target && (miss.turn === null || turn === null ? startedAt <= miss.at : turn === miss.turn),
  );
}

function ruleOfTarget(stoppedAt: Instant | null, dueAt: Instant | null, { close, latestAt }: ChatState): TargetRule {
  const isAfterClose = stoppedAt !== null && close !== null && secondsBetween(close.at, stoppedAt) > 0;
  if (stoppedAt !== null && !isAfterClose) return isPast(dueAt, stoppedAt) ? 'met-late' : 'met-in-time';
  if (isPast(dueAt, close?.at ?? latestAt)) return 'overdue';
  if (!close?.isFinal) return 'running';
  return RULE_OF_SIDE[closedBy(close.reason)];
}

function isPast(dueAt: Instant | null, at: Instant): boolean {
  return dueAt !== null && secondsBetween(dueAt, at) > 0;
}
