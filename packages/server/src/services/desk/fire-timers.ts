/** Lets happen what live chats have waited for in vain. */
import type { Instant } from '../../model/instant.ts';
import type { Happening } from '../../model/lifecycle/happening.ts';
import type { TimerKind } from '../../model/lifecycle/timers.ts';
import type { DueTimer } from '../../store/desk-store.ts';
import { giverOf } from './act-as-agent.ts';
import { isThere } from './agent-room.ts';
import { changeLiveChat, type KnownChat, type Place } from './change-live-chat.ts';

const MOST_AT_ONCE = 200;

export interface FiringParts {
  /** What a bot writes to a visitor who has not answered; null: nothing. */
  readonly reminder: { readonly name: string; readonly text: string } | null;
  readonly newMessageId: () => string;
  /** Tells supervisors that a chat waits for its agent. */
  readonly alert: (timer: DueTimer) => void;
}

/**
 * Fires the timers that are due, in their order, each once on any number of servers. Returns how many there were. What happens is
 * dated when the timer was due: a server that was down closes a chat at the instant at which it would have.
 */
export async function fireTimers(project: Place, now: Instant, parts: FiringParts): Promise<number> {
  const due = await project.desk.findDueTimers(now, MOST_AT_ONCE);
  await fireThese(project, due, parts);
  return due.length;
}

/** Those of them that still stand, in this order; one that fails keeps no other from firing. @throws the first failure, at the end */
export async function fireThese(project: Place, due: readonly DueTimer[], parts: FiringParts): Promise<void> {
  const failed: unknown[] = [];
  for (const timer of due) await fireOne(project, timer, parts).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw failed[0];
}

async function fireOne(project: Place, timer: DueTimer, parts: FiringParts): Promise<void> {
  const changed = await changeLiveChat(project, {
    of: { chatId: timer.chatId },
    at: timer.fireAt,
    timer,
    happening: (view) => HAPPENINGS[timer.kind](view, timer, parts),
  });
  if (timer.kind === 'alert' && !('refused' in changed)) parts.alert(timer);
}

const HAPPENINGS: Readonly<
  Record<TimerKind, (view: KnownChat, timer: DueTimer, parts: FiringParts) => Happening | null>
> = {
  offerExpired: (view) => ({ trigger: 'offerExpired', isGiverThere: isThere(giverOf(view)) }),
  waitedTooLong: () => ({ trigger: 'waitedTooLong' }),
  visitorLeft: () => ({ trigger: 'visitorLeft' }),
  wentQuiet: () => ({ trigger: 'wentQuiet' }),
  agentSilent: () => ({ trigger: 'agentSilent' }),
  agentLost: (view, { from }) => {
    const agentId = view.chat.offer?.agent.agentId ?? view.chat.chat.handling.owner?.agentId;
    const isStillGone = agentId !== undefined && view.agents.get(agentId)?.goneSince === from;
    return isStillGone ? { trigger: 'agentLost', agentId, isGiverThere: isThere(giverOf(view)) } : null;
  },
  parked: () => ({ trigger: 'parked', by: null }),
  graceEnded: () => ({ trigger: 'graceEnded' }),
  grewTooOld: () => ({ trigger: 'grewTooOld' }),
  hoursEnded: () => ({ trigger: 'hoursEnded' }),
  hoursBegan: () => ({ trigger: 'hoursBegan' }),
  remind: (_, __, { reminder, newMessageId }) =>
    reminder === null
      ? null
      : {
          trigger: 'botWrote',
          message: { type: 'message.sent', sender: 'bot', messageId: newMessageId(), ...reminder },
        },
  alert: () => null,
};
