/** Which events of an append are news. */
import type { ChatEvent, EventBody, NewEvent, StoredEvent } from '../../model/event.ts';
import type { Instant } from '../../model/instant.ts';

/**
 * The events without each `sla.missed` whose target is marked in `before` already: of several servers that see the same
 * target fall due, the first one marks it. The first response, waiting and close are targets once in a chat, the next
 * response once for each turn; where that is not named, the due instant tells one from another.
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
