/** Lets something happen to a live chat: what the lifecycle makes of it is written in one commit, or refused in words. */
import type { EventBody, NewEvent } from '../../model/event.ts';
import type { Instant } from '../../model/instant.ts';
import { decide } from '../../model/lifecycle/decide.ts';
import type { Happening } from '../../model/lifecycle/happening.ts';
import type { Lifecycle } from '../../model/lifecycle/lifecycle.ts';
import type { Refusal } from '../../model/lifecycle/transitions.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { DeskChange, DeskChanged, DeskRefusal, DeskView, DueTimer, Overdue } from '../../store/desk-store.ts';
import type { LiveHint } from '../../store/live-store.ts';

/** `holderId`: who has the chat, or is asked, where that is why. */
export type LiveRefusal =
  | { readonly why: Refusal; readonly holderId: number | null }
  | 'message-not-found'
  | DeskRefusal;
export type LiveChanged = DeskChanged | { readonly refused: LiveRefusal };

/** Events that move no chat. */
export interface Amendment {
  readonly amendment: readonly EventBody[];
}

/** A chat that is there, and who is looked at with it. */
export type KnownChat = DeskView & { readonly chat: Lifecycle };

export interface LiveChange
  extends Pick<DeskChange<never>, 'of' | 'at'>,
    Partial<Pick<DeskChange<never>, 'agentIds' | 'command' | 'timer' | 'files'>> {
  /** What happens to a chat that is there, or what is added to it whatever its phase; null: nothing. */
  readonly happening: (view: KnownChat) => Happening | Amendment | { readonly refused: LiveRefusal } | null;
  /** The events of a chat that begins; null when none may begin. */
  readonly begin?: (view: DeskView) => readonly EventBody[];
}

/** Where chats are, and who is told when one of them has changed. */
export interface Place extends Pick<ProjectStore, 'zone' | 'desk' | 'tenantId' | 'projectId'> {
  readonly tell?: (hint: LiveHint) => void;
  /** Lets timers fire that are due, before anything else happens to their chat; without it they may fire afterwards. */
  readonly fire?: (due: readonly DueTimer[]) => Promise<void>;
}

export async function changeLiveChat(place: Place, change: LiveChange): Promise<LiveChanged> {
  const changed = await decideInTurn(place, change);
  if (!('refused' in changed) && !changed.isRepeated) {
    const { tenantId, projectId } = place;
    place.tell?.({ tenantId, projectId, kind: 'changed', chatId: changed.chatId, ...changed.touched });
  }
  return changed;
}

async function decideInTurn(place: Place, change: LiveChange): Promise<LiveChanged> {
  for (;;) {
    const changed = await decideInCommit(place, change);
    if (!('refused' in changed) || !isOverdue(changed.refused)) return changed as LiveChanged;
    await place.fire?.(changed.refused.overdue);
  }
}

function isOverdue(refused: LiveRefusal | Overdue): refused is Overdue {
  return typeof refused === 'object' && 'overdue' in refused;
}

function decideInCommit(
  { zone, desk, fire }: Place,
  change: LiveChange,
): Promise<DeskChanged | { readonly refused: LiveRefusal | Overdue }> {
  const { of, at, agentIds = [], command = null, timer = null, files = null } = change;
  const dated = (bodies: readonly EventBody[], when: Instant): readonly NewEvent[] =>
    bodies.map((body) => ({ at: when, offsetMinutes: zone.offsetMsAt(when) / 60_000, body }));
  return desk.change<LiveRefusal>({
    of,
    at,
    agentIds,
    command,
    timer,
    firesFirst: fire !== undefined && timer === null,
    files,
    decide(view) {
      const { chat } = view;
      if (chat === null)
        return change.begin === undefined ? { refused: 'chat-not-found' } : dated(change.begin(view), at);
      const happening = change.happening({ ...view, chat });
      if (happening === null) return [];
      if ('refused' in happening) return happening;
      if ('amendment' in happening) return dated(happening.amendment, notBefore(chat, at));
      const decision = decide(chat, happening);
      switch (decision.kind) {
        case 'events':
          return dated(decision.events, notBefore(chat, at));
        case 'late':
          return [];
        case 'newChat':
          return { refused: { why: 'chat-closed', holderId: null } };
        case 'refused':
          return { refused: { why: decision.refusal, holderId: decision.holder?.agentId ?? null } };
      }
    },
  });
}

/** An event is never before the one that was recorded before it, whatever the clock says. */
function notBefore({ chat }: Lifecycle, at: Instant): Instant {
  return chat.latestAt <= at ? at : chat.latestAt;
}
