/** What happened in a chat besides messages: queues, agents, transfers, pages, missed due times, the close. Pure. */
import type { CloseReason, ExplainedTarget, Participant } from '@parley/contract';
import type { Message, WholeChat } from '../api/chats.ts';
import { dayIn, timeIn } from '../language/day-in-zone.ts';
import { plainText } from '../text/plain-text.ts';
import { wallParts } from '../text/wall-times.ts';

type Transfers = NonNullable<WholeChat['transfers']>;
export type ShownTransfer = Transfers[number];

interface When {
  /** Milliseconds, for the order. */
  readonly at: number;
  /** `2025-10-28` in the zone of the printed times; empty when not known. */
  readonly day: string;
  /** `10:18:17` there; empty when not known. */
  readonly time: string;
  /** Whether it comes after messages of the same second. */
  readonly isAfterMessages: boolean;
}

export type ChatMoment = When &
  (
    | { readonly kind: Participant['kind']; readonly name: string; readonly id: number }
    | { readonly kind: 'handOff' }
    | { readonly kind: 'transfer'; readonly transfer: ShownTransfer }
    | { readonly kind: 'page'; readonly url: string; readonly title: string }
    /** A target that was missed, or whose time still runs. */
    | { readonly kind: 'due'; readonly target: ExplainedTarget }
    | { readonly kind: 'closed'; readonly reason: CloseReason | null }
  );

/** In order of time. `zone` is that of the printed times. */
export function momentsOf(chat: WholeChat, targets: readonly ExplainedTarget[], zone: string): readonly ChatMoment[] {
  const { ext } = chat;
  const transfers = (chat.transfers ?? []).map((transfer) => transferMoment(transfer, chat.transcript ?? []));
  const moments: readonly (ChatMoment | null)[] = [
    ...(ext?.participants ?? []).map((one) => joined(one, chat.transfers ?? [], zone)),
    whenOf(ext?.times?.handedOff, zone, false, (when) => ({ ...when, kind: 'handOff' })),
    ...transfers,
    ...pageMoments(chat.transcript ?? []),
    ...targets.map((target) =>
      target.status === 'missed' || target.status === 'running'
        ? whenOf(target.dueAt, zone, true, (when) => ({ ...when, kind: 'due', target }))
        : null,
    ),
    whenOf(ext?.times?.sessionClose, zone, true, (when) => ({
      ...when,
      kind: 'closed',
      reason: ext?.closeReason ?? null,
    })),
  ];
  return moments.filter((moment) => moment !== null).sort((a, b) => a.at - b.at);
}

function whenOf(
  instant: string | null | undefined,
  zone: string,
  isAfterMessages: boolean,
  make: (when: When) => ChatMoment,
): ChatMoment | null {
  const at = new Date(instant ?? '');
  if (Number.isNaN(at.getTime())) return null;
  // Messages are printed in whole seconds.
  const second = Math.floor(at.getTime() / 1_000) * 1_000;
  return make({ at: second, day: dayIn(zone, at), time: timeIn(zone, at), isAfterMessages });
}

/** null for those that came by a transfer, which says so. */
function joined({ kind, id, name, joinedAt }: Participant, transfers: Transfers, zone: string): ChatMoment | null {
  const isByTransfer = transfers.some(({ toAgent, toQueueId }) => id === (kind === 'agent' ? toAgent : toQueueId));
  if (isByTransfer && kind !== 'bot') return null;
  return whenOf(joinedAt, zone, false, (when) => ({ ...when, kind, id, name }));
}

/** Its printed time has no offset: that of the message before it is the same. */
function transferMoment(transfer: ShownTransfer, messages: readonly Message[]): ChatMoment {
  const wall = wallParts(plainText(transfer.time));
  const isBefore = ({ date }: Message) => wall !== null && (date ?? '').slice(0, 19) <= `${wall.day}T${wall.time}`;
  const neighbour = messages.findLast(isBefore) ?? messages[0];
  const offset = neighbour?.date?.slice(19) ?? 'Z';
  const at = wall === null ? Number.NaN : Date.parse(`${wall.day}T${wall.time}${offset}`);
  const when = { at: Number.isNaN(at) ? 0 : at, day: wall?.day ?? '', time: wall?.time ?? '', isAfterMessages: false };
  return { ...when, kind: 'transfer', transfer };
}

/** Each page that the visitor had not been on with the message before. */
function pageMoments(messages: readonly Message[]): readonly ChatMoment[] {
  let last = '';
  return messages.flatMap(({ pageUrl, pageTitle, date }) => {
    const url = pageUrl ?? '';
    const wall = wallParts(date);
    if (url === '' || url === last || wall === null) return [];
    last = url;
    const when = { at: Date.parse(date ?? ''), ...wall, isAfterMessages: false };
    return [{ ...when, kind: 'page', url, title: pageTitle ?? '' }];
  });
}
