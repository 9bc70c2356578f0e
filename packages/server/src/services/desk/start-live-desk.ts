/** The long-lived parts of live chats. */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { DeskTurns } from './desk-turns.ts';
import { LiveHub } from './live-hub.ts';
import { LivePresence, type Who } from './live-presence.ts';

export interface LiveDeskParts {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly timers: Timers;
}

/** What a bot writes to a visitor who has been silent. */
const REMINDER = { name: 'Parley', text: 'Are you still there?' };

export function startLiveDesk({ store, clock, randomness, logger, timers }: LiveDeskParts) {
  const complain = (what: string) => (error: unknown) => logger.error({ err: error }, what);
  const hub = new LiveHub({ store, timers, onError: complain('live chats could not be looked at; their streams lag') });
  const turns = new DeskTurns({
    store,
    hub,
    clock,
    timers,
    firing: {
      reminder: REMINDER,
      newMessageId: () => randomness.uuid(),
      alert: ({ chatId }) => logger.info({ chatId }, 'a visitor waits for an answer of the agent who has the chat'),
    },
    onError: complain('waiting chats and timers could not be attended to; it is tried again in some seconds'),
  });
  const presence = new LivePresence({
    store,
    clock,
    timers,
    server: randomness.uuid(),
    onError: complain('who is connected could not be noted; it is tried again in some seconds'),
    onChange: ({ tenantId, projectId, ...who }: Who) => {
      if ('agentId' in who) turns.tell({ tenantId, projectId, kind: 'agent', agentId: who.agentId });
    },
  });
  return { hub, turns, presence };
}
