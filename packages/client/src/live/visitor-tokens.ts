/** The tokens by which a page takes part as a visitor: got when they are needed, and again before they end. */
import { type Answer, callLive, type Refusal } from './live-call.ts';
import type { LiveEnvironment } from './live-environment.ts';
import type { Visitor } from './live-types.ts';
import type { VisitorState, VisitorStates } from './visitor-states.ts';
import { within } from './within.ts';

/** The page that the visitor looks at. */
export interface VisitorPage {
  readonly url: string;
  readonly title: string;
}

export interface VisitorTokensOptions {
  readonly environment: LiveEnvironment;
  readonly url: string;
  readonly site: string;
  readonly states: VisitorStates;
  /** Acts while no other tab does. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
  readonly page: () => VisitorPage | null;
  readonly onVisitor: (visitor: Visitor) => void;
}

/** Storage that takes longer counts as none. */
const LONGEST_KEEPING_MS = 2_000;
/** A token is renewed when so much of its time has passed. */
const RENEWED_AFTER = 0.8;

export class VisitorTokens {
  readonly #options: VisitorTokensOptions;
  #visitorToken: string | null = null;
  /** Does not count, wherever it is kept. */
  #refusedToken: string | null = null;
  #identity: string | null = null;
  #stream: { readonly token: string; readonly renewAtMs: number } | null = null;
  #coming: Promise<Answer<Visitor>> | null = null;
  /** Changes when somebody else comes: what was asked for before is not theirs. */
  #generation = 0;

  constructor(options: VisitorTokensOptions) {
    this.#options = options;
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

  /** Whom the site says that it is; "" for nobody. It is not verified here. */
  get subject(): string {
    return this.#identity === null ? '' : subjectOf(this.#identity);
  }

  /** From now on as the one whom the site says; null: as a browser. */
  identify(identity: string | null): void {
    this.#generation += 1;
    this.#identity = identity;
    this.#stream = null;
    this.#coming = null;
  }

  /** From now on as whoever is kept, or as somebody new. */
  forget(): void {
    this.identify(null);
    this.#visitorToken = null;
  }

  /** For the next page. What cannot be kept is not. */
  async save(state: VisitorState | null): Promise<void> {
    const { environment, states } = this.#options;
    await within(environment, LONGEST_KEEPING_MS, (async () => states.save(state))());
  }

  async #ask(): Promise<Answer<Visitor>> {
    const generation = this.#generation;
    const answer = this.#visitorToken === null ? await this.#askAlone(generation) : await this.#askNow(generation);
    if (generation !== this.#generation) return this.come();
    if (!isTokenRefused(answer) || this.#visitorToken === null) return answer;
    // Too old, or of a store that is gone: the browser is somebody new.
    this.#refusedToken = this.#visitorToken;
    this.#visitorToken = null;
    return this.#ask();
  }

  /** Tabs that open at the same time come as one visitor: the second finds what the first has kept. */
  #askAlone(generation: number): Promise<Answer<Visitor>> {
    return this.#options.alone(async () => {
      const kept = await this.#keptToken();
      if (generation === this.#generation) this.#visitorToken = kept;
      return this.#askNow(generation);
    });
  }

  async #keptToken(): Promise<string | null> {
    const { environment, states, site } = this.#options;
    const state = await within(environment, LONGEST_KEEPING_MS, (async () => states.load())());
    return state?.site !== site || state.visitorToken === this.#refusedToken ? null : state.visitorToken;
  }

  /** Whoever it was asked for before somebody else came is not taken. */
  async #askNow(generation: number): Promise<Answer<Visitor>> {
    if (generation !== this.#generation) return { kind: 'failed', refusal: null };
    const answer = await this.#post();
    if (generation === this.#generation && answer.kind === 'done') await this.#take(answer.value);
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

  async #take(visitor: Visitor): Promise<void> {
    const lifeMs = visitor.streamSeconds * 1_000 * RENEWED_AFTER;
    this.#visitorToken = visitor.visitorToken;
    this.#stream = { token: visitor.streamToken, renewAtMs: this.#options.environment.nowMs() + lifeMs };
    this.#options.onVisitor(visitor);
    const { visitorToken, visitorId } = visitor;
    await this.save({ site: this.#options.site, visitorToken, visitorId });
  }
}

/** Whether a token that was sent does not hold. */
export function isTokenRefused(answer: Answer<unknown>): answer is { kind: 'unauthorized'; refusal: Refusal } {
  return answer.kind === 'unauthorized' && answer.refusal.code === 'error.token_refused';
}

function subjectOf(jwt: string): string {
  try {
    const [, claims = ''] = jwt.split('.');
    const { sub } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { readonly sub?: unknown };
    return String(sub);
  } catch {
    // The server refuses it.
    return jwt;
  }
}
