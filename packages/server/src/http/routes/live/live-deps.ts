/** What the handlers of live chats share. */
import type { Clock } from '../../../platform/clock.ts';
import type { Randomness } from '../../../platform/randomness.ts';
import type { DeskTurns } from '../../../services/desk/desk-turns.ts';
import type { LiveHub } from '../../../services/desk/live-hub.ts';
import type { LivePresence } from '../../../services/desk/live-presence.ts';
import type { VisitorLimits } from '../../../services/visitors/visitor-limits.ts';
import type { VisitorTokens } from '../../../services/visitors/visitor-tokens.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { StreamCounts } from '../../stream-counts.ts';

export interface LiveDeps {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly hub: LiveHub;
  readonly turns: DeskTurns;
  readonly presence: LivePresence;
  readonly tokens: VisitorTokens;
  readonly limits: VisitorLimits;
  readonly streams: StreamCounts;
}
