/**
 * The tokens of visitors. Signed with a key of the store and kept nowhere: a visitor token says for half a year who a browser is, a
 * stream token lets its page take part for some minutes.
 */
import type { Instant } from '../../model/instant.ts';
import { SignedTokens } from '../../platform/signed-tokens.ts';

export const STREAM_SECONDS = 900;
const VISITOR_DAYS = 180;

/** Who a browser is. */
export interface VisitorClaims {
  readonly siteKey: string;
  readonly visitorId: string;
  /** Where the visit began that lasts; "" when unknown. */
  readonly firstUrl: string;
  readonly seenAt: Instant;
}

/** Who takes part. */
export interface StreamClaims {
  readonly siteKey: string;
  readonly visitorId: string;
  /** By which chats are found: the browser, or whom the site knows. */
  readonly person: string;
  /** Whether the site has said who it is. */
  readonly isVerified: boolean;
  readonly firstUrl: string;
  readonly endsAt: Instant;
}

const VISITOR = 'pv1';
const STREAM = 'ps1';

export class VisitorTokens {
  readonly #tokens: SignedTokens;

  /** `secret`: 32 random bytes of the store. */
  constructor(secret: Uint8Array) {
    this.#tokens = new SignedTokens(secret, 'parley live tokens');
  }

  makeVisitor(claims: VisitorClaims): string {
    return this.#tokens.make(VISITOR, claims);
  }

  makeStream(claims: StreamClaims): string {
    return this.#tokens.make(STREAM, claims);
  }

  /** null for any other text, for a token of another site, and for one that is too old. */
  readVisitor(token: string, siteKey: string, now: Instant): VisitorClaims | null {
    const claims = this.#tokens.read<VisitorClaims>(VISITOR, token);
    const isOld = claims === null || claims.seenAt + VISITOR_DAYS * 86_400_000 < now;
    return isOld || claims.siteKey !== siteKey ? null : claims;
  }

  /** null for any other text, and when it has ended. */
  readStream(token: string, now: Instant): StreamClaims | null {
    const claims = this.#tokens.read<StreamClaims>(STREAM, token);
    return claims === null || claims.endsAt <= now ? null : claims;
  }
}
