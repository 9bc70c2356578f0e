/** What the handlers of live chats share. */
import type { Clock } from '../../../platform/clock.ts';
import type { FileShelf } from '../../../platform/file-shelf.ts';
import type { Randomness } from '../../../platform/randomness.ts';
import type { Timers } from '../../../platform/timers.ts';
import type { AttachmentLinks } from '../../../services/attachments/attachment-links.ts';
import type { DeskTurns } from '../../../services/desk/desk-turns.ts';
import type { LiveHub } from '../../../services/desk/live-hub.ts';
import type { LivePresence } from '../../../services/desk/live-presence.ts';
import type { VisitorLimits } from '../../../services/visitors/visitor-limits.ts';
import type { VisitorTokens } from '../../../services/visitors/visitor-tokens.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { StreamCounts } from '../../stream-counts.ts';

/** Where files of chats are, and how they are addressed. */
export interface FileDeps {
  /** null where there is no place for files. */
  readonly shelf: FileShelf | null;
  readonly links: AttachmentLinks;
  readonly largestBytes: number;
  /** For an upload to arrive. */
  readonly longestUploadMs: number;
  readonly timers: Timers;
}

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
  readonly files: FileDeps;
}
