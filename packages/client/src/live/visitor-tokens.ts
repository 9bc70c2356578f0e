/** The tokens by which a page takes part as a visitor: got when they are needed, and again before they end. */
import { type Answer, callLive, type Refusal } from './live-call.ts';
import type { LiveEnvironment } from './live-environment.ts';
import type { Visitor } from './live-types.ts';

/** What a page keeps of its visitor, for half a year at most. */
export interface VisitorState {
  readonly site: string;
  /** Whoever has it is the visitor. */
  readonly visitorToken: string;
  readonly visitorId: string;
}

/** The page that the visitor looks at. */
export interface VisitorPage {
  readonly url: string;
  readonly title: string;
}

export interface VisitorTokensOptions {
  readonly environment: LiveEnvironment;
  readonly url: string;
  readonly site: string;
  readonly state: VisitorState | null;
  readonly page: () => VisitorPage | null;
  readonly onVisitor: (visitor: Visitor) => void;
}

/** A token is renewed when so much of its time has passed. */
const RENEWED_AFTER = 0.8;

export class VisitorTokens {
  readonly #options: VisitorTokensOptions;
  #visitorToken: string | null;
  #identity: string | null = null;
  #stream: { readonly token: string; readonly renewAtMs: number } | null = null;
  #coming: Promise<Answer<Visitor>> | null = null;
  /** Changes when somebody else comes: what was asked for before is not theirs. */
  #generation = 0;

  constructor(options: VisitorTokensOptions) {
    this.#options = options;
    const { state, site } = options;
    this.#visitorToken = state?.site === site ? state.visitorToken : null;
  }

  /** One that is valid for a while, or why there is none. */
  async streamToken(): Promise<Answer<string>> {
    const now = this.#stream;
    if (now !== null && this.#options.environment.nowMs() < now.renewAtMs) return { kind: 'done', value: now.token };
    const answer = await this.come();
    return answer.kind === 'done' ? { kind: 'done', value: answer.value.streamToken } : answer;
  }

  /** The token was refused: the next is a new one. null: whichever there is. */
  refuse(token: string | null): void {
    if (token === null || this.#stream?.token === token) this.#stream = null;
  }

  /** Comes, or comes back. Calls at the same time are one. */
  come(): Promise<Answer<Visitor>> {
    this.#coming ??= this.#ask().finally(() => {
      this.#coming = null;
    });
    return this.#coming;
  }

  /** From now on as the one whom the site says; null: as a browser. */
  identify(identity: string | null): void {
    this.#generation += 1;
    this.#identity = identity;
    this.#stream = null;
    this.#coming = null;
  }

  /** From now on as somebody new. */
  forget(): void {
    this.identify(null);
    this.#visitorToken = null;
  }

  async #ask(): Promise<Answer<Visitor>> {
    const generation = this.#generation;
    const answer = await this.#post();
    if (generation !== this.#generation) return this.come();
    if (isTokenRefused(answer) && this.#visitorToken !== null) {
      // Too old, or of a store that is gone: the browser is somebody new.
      this.#visitorToken = null;
      return this.#ask();
    }
    if (answer.kind === 'done') this.#take(answer.value);
    return answer;
  }

  #post(): Promise<Answer<Visitor>> {
    const { environment, url, site } = this.#options;
    const page = this.#options.page();
    const body = {
      v: 1,
      site,
      ...(this.#visitorToken === null ? {} : { visitorToken: this.#visitorToken }),
      ...(this.#identity === null ? {} : { identity: this.#identity }),
      ...(page === null ? {} : { page }),
    };
    return callLive(environment, { url: `${url}/v2/live/visitors`, headers: {}, body });
  }

  #take(visitor: Visitor): void {
    const lifeMs = visitor.streamSeconds * 1_000 * RENEWED_AFTER;
    this.#visitorToken = visitor.visitorToken;
    this.#stream = { token: visitor.streamToken, renewAtMs: this.#options.environment.nowMs() + lifeMs };
    this.#options.onVisitor(visitor);
  }
}

/** Whether a token that was sent does not hold. */
export function isTokenRefused(answer: Answer<unknown>): answer is { kind: 'unauthorized'; refusal: Refusal } {
  return answer.kind === 'unauthorized' && answer.refusal.code === 'error.token_refused';
}
