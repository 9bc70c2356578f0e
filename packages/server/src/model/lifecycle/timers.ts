/** What a live chat waits for, and until when. Computed from its state, so that no timer outlives what it belongs to. */
import { type CompiledCalendar, nextChange } from '../calendar.ts';
import { type Instant, instant } from '../instant.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Phase } from './phase.ts';
import type { TimerProfile } from './timer-profile.ts';
import type { Trigger } from './transitions.ts';

/** What happens when it fires: a trigger of the lifecycle, a reminder to the visitor, or a word to supervisors. */
export type TimerKind =
  | Extract<
      Trigger,
      | 'offerExpired'
      | 'waitedTooLong'
      | 'visitorLeft'
      | 'wentQuiet'
      | 'agentSilent'
      | 'agentLost'
      | 'parked'
      | 'graceEnded'
      | 'grewTooOld'
      | 'hoursEnded'
      | 'hoursBegan'
    >
  | 'remind'
  | 'alert';

export interface Timer {
  readonly kind: TimerKind;
  /** What it counts from. A timer of the same kind and instant is the same one, and fires once. */
  readonly from: Instant;
  readonly fireAt: Instant;
}

/** What the events of the chat do not say. */
export interface Surroundings {
  readonly profile: TimerProfile;
  /** Opening hours of the queue that it is in; null: always open. */
  readonly calendar: CompiledCalendar | null;
  /** Since when the visitor has no stream; null with one, and on channels without streams. */
  readonly visitorGoneSince: Instant | null;
  /** Since when whoever has the chat, or is asked, has no stream; null with one. */
  readonly agentGoneSince: Instant | null;
}

type TimersOf = (chat: Lifecycle, around: Surroundings) => readonly (Timer | null)[];

/** What is armed in each phase. */
const ARMED: Readonly<Record<Phase, TimersOf>> = {
  bot: (chat, around) => [visitorLeft(chat, around), grewTooOld(chat, around)],
  queued: (chat, around) => [
    waitedTooLong(chat, around),
    visitorLeft(chat, around),
    at('hoursEnded', chat.entered.at, nextChange(around.calendar, chat.entered.at, false)),
    grewTooOld(chat, around),
  ],
  offline: (chat, around) => [
    at('hoursBegan', chat.entered.at, nextChange(around.calendar, chat.entered.at, true)),
    grewTooOld(chat, around),
  ],
  offered: (chat, around) => [
    timer('offerExpired', chat.offer?.at ?? null, around.profile.offerSeconds),
    agentLost(chat, around),
    waitedTooLong(chat, around),
    visitorLeft(chat, around),
    grewTooOld(chat, around),
  ],
  active: (chat, around) => [
    agentLost(chat, around),
    visitorLeft(chat, around),
    ...silences(chat, around),
    grewTooOld(chat, around),
  ],
  parked: (chat, around) => [visitorLeft(chat, around), wentQuiet(chat, around), grewTooOld(chat, around)],
  closing: (chat, around) => [timer('graceEnded', chat.entered.at, around.profile.graceSeconds)],
  closed: () => [],
};

/** The timers of a chat as it stands; those that would never fire are left out. */
export function timersOf(chat: Lifecycle, around: Surroundings): readonly Timer[] {
  return ARMED[chat.phase](chat, around).filter((one) => one !== null);
}

function silences(chat: Lifecycle, around: Surroundings): readonly (Timer | null)[] {
  const { profile } = around;
  const word = chat.lastWord;
  if (word === null) return [timer('wentQuiet', chat.entered.at, profile.quietUnansweredSeconds)];
  if (word.by === 'agent') {
    return [
      chat.isReminded ? null : timer('remind', word.at, profile.remindSeconds),
      timer('parked', word.at, profile.parkSeconds),
      wentQuiet(chat, around),
    ];
  }
  // A chat that an agent has just got is not silent since before.
  const from = instant(Math.max(word.at, chat.entered.at));
  return [
    timer('alert', from, profile.alertSeconds),
    timer('agentSilent', from, profile.agentSilentSeconds),
    wentQuiet(chat, around),
  ];
}

function wentQuiet({ lastWord, entered }: Lifecycle, { profile }: Surroundings): Timer | null {
  if (lastWord?.by === 'agent') return timer('wentQuiet', lastWord.at, profile.quietSeconds);
  // Who waited for the opening hours through a night is not silent since then.
  const from = instant(Math.max(lastWord?.at ?? entered.at, entered.at));
  return timer('wentQuiet', from, profile.quietUnansweredSeconds);
}

/** From the beginning of the wait, or of the opening hours; an offer that nobody takes does not begin it again. */
function waitedTooLong({ chat, hoursBegan }: Lifecycle, { profile }: Surroundings): Timer | null {
  const since = chat.handling.waitingSince;
  const from = since === null ? null : instant(Math.max(since, hoursBegan ?? since));
  return timer('waitedTooLong', from, profile.queueSeconds);
}

/** For how many seconds a visitor without a stream is waited for; null: the chat waits for nobody. */
export function visitorPatience(phase: Phase, isWaiting: boolean, profile: TimerProfile): number | null {
  if (phase === 'offline' || phase === 'closing' || phase === 'closed') return null;
  return phase === 'bot' || isWaiting ? profile.visitorGoneWaitingSeconds : profile.visitorGoneSeconds;
}

function visitorLeft(
  { phase, chat, hoursBegan }: Lifecycle,
  { visitorGoneSince, profile }: Surroundings,
): Timer | null {
  // Who went before the opening has left a message, and is answered without being there.
  if (hoursBegan !== null && visitorGoneSince !== null && visitorGoneSince <= hoursBegan) return null;
  return timer('visitorLeft', visitorGoneSince, visitorPatience(phase, chat.handling.waitingSince !== null, profile));
}

/** Somebody who takes a chat without a stream has as long to open one. */
function agentLost({ entered }: Lifecycle, { agentGoneSince: from, profile }: Surroundings): Timer | null {
  const { agentGoneSeconds: seconds } = profile;
  if (from === null || seconds === null) return null;
  return { kind: 'agentLost', from, fireAt: instant(Math.max(from, entered.at) + seconds * 1000) };
}

function grewTooOld({ begun }: Lifecycle, { profile }: Surroundings): Timer | null {
  return timer('grewTooOld', begun.at, profile.oldestSeconds);
}

function timer(kind: TimerKind, from: Instant | null, seconds: number | null): Timer | null {
  return from === null || seconds === null ? null : { kind, from, fireAt: instant(from + seconds * 1000) };
}

function at(kind: TimerKind, from: Instant, fireAt: Instant | null): Timer | null {
  return fireAt === null ? null : { kind, from, fireAt };
}
