/** Drops the missed SLA targets that are already recorded from an append. */
import type { ChatEvent, EventBody, NewEvent, StoredEvent } from '../../model/event.ts';
import type { Instant } from '../../model/instant.ts';

/**
 * The events without each `sla.missed` whose target is already recorded in `before`: when several servers see the same
 * target become due, the first one records it. First response, waiting and close are targets once per chat, next response
 * once per turn; when the turn is not given, the due instant identifies it.
 */
export function omitKnownMisses(before: readonly StoredEvent[], events: readonly NewEvent[]): readonly NewEvent[] {
  if (!events.some(({ body }) => body.type === 'sla.missed')) return events;
  const known = new Set(before.map(missOf));
  return events.filter((event) => {
    const miss = missOf(event);
    return miss === null || !known.has(miss);
  });
}

function missOf({ at, body }: { readonly at: Instant; readonly body: EventBody | StoredEvent['body'] }): string | null {
  if (body.type !== 'sla.missed') return null;
  const { target, turn } = body as Extract<ChatEvent['body'], { type: 'sla.missed' }>;
  return `${target} ${turn ?? (target === 'nextResponse' ? `at ${at}` : '')}`;
}
