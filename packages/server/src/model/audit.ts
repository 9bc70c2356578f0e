/** What the audit log says: who erased or redacted what, and when; never what stood there. */
import type { ProjectScope } from './ids.ts';
import type { Instant } from './instant.ts';

/** Who did something that is audited: an API key by its prefix, a person by login, or the operator at the command line. */
export type Actor = { readonly keyPrefix: string } | { readonly login: string } | 'operator';

/** One line of the audit log. Holds no content. */
export interface AuditEntry extends ProjectScope {
  readonly at: Instant;
  readonly actor: Actor;
  readonly action: 'chat.erased' | 'chat.redacted' | 'message.redacted' | 'contact.redacted';
  /** For example `chat 7`, `chat 7 message 3`, `contact 6`. */
  readonly target: string;
}
