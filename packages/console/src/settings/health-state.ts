/** What the facts about a store come to. Pure. */
import type { StoreHealth } from '@parley/contract';

export type HealthState = 'good' | 'busy' | 'damaged';

type Facts = Pick<StoreHealth, 'damagedCopies' | 'lostChats' | 'scrubDueSince' | 'projects'>;

export function healthState({ damagedCopies, lostChats, scrubDueSince, projects }: Facts): HealthState {
  if (damagedCopies + lostChats > 0) return 'damaged';
  const waits = projects.some(({ unindexedChats, chatsWithoutFacts }) => unindexedChats + chatsWithoutFacts > 0);
  return waits || scrubDueSince !== null ? 'busy' : 'good';
}
