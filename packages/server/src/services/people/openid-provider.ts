/**
 * An OpenID Connect provider: where people are sent to sign in, and who they are by what they bring back. Knows nothing of the
 * store, and asks the provider for nothing but a subject.
 */
import type { Configuration } from 'openid-client';
import type { OpenidIdentity } from '../../model/user.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';

export interface OpenidOptions {
  /** As the provider spells itself. */
  readonly issuer: string;
  readonly clientId: string;
  /** null for a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | null;
  /** What the page for signing in calls it. */
  readonly label: string;
  /** Of this server, as the provider knows it. */
  readonly redirectUri: string;
}

/** What one attempt is recognised by when the browser comes back. */
export interface OpenidChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export type OpenidAnswer =
  | { readonly identity: OpenidIdentity }
  /** `refused`: by the provider, or because what came back does not pass the checks. */
  | { readonly refused: 'refused' | 'unreachable' };

const TIMEOUT_SECONDS = 10;
/** How long nobody asks again after the provider was not reached. */
const REST_MS = 5_000;
/** As in the specification; longer ones, and any that a text of PostgreSQL cannot hold, are no subject. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

export class OpenidProvider {
  readonly label: string;
  readonly #options: OpenidOptions;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #logger: Logger;
  #configuration: Promise<Configuration> | null = null;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: OpenidOptions, clock: Pick<Clock, 'monotonicMs'>, logger: Logger) {
    this.label = options.label;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Where the browser goes; null while the provider cannot be reached. */
  async addressOf({ state, nonce, verifier }: OpenidChecks): Promise<string | null> {
    const configuration = await this.#configure();
    if (configuration === null) return null;
    const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client');
    const address = buildAuthorizationUrl(configuration, {
      redirect_uri: this.#options.redirectUri,
      scope: 'openid',
      response_type: 'code',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return address.href;
  }

  /** Who it is, by the query with which the provider sent the browser back. Uses the code up. */
  async identify(query: URLSearchParams, { state, nonce, verifier }: OpenidChecks): Promise<OpenidAnswer> {
    const configuration = await this.#configure();
    if (configuration === null) return { refused: 'unreachable' };
    const { authorizationCodeGrant } = await import('openid-client');
    const current = new URL(this.#options.redirectUri);
    current.search = query.toString();
    try {
      const tokens = await authorizationCodeGrant(configuration, current, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const { iss: issuer, sub: subject } = tokens.claims() ?? { iss: '', sub: '' };
      return SUBJECT.test(subject) ? { identity: { issuer, subject } } : { refused: 'refused' };
    } catch (error) {
      this.#tell(error, 'nobody was signed in by OpenID Connect');
      return { refused: isUnreachable(error) ? 'unreachable' : 'refused' };
    }
  }

  /** Asks the provider what it offers, once; null when it does not answer as it should. */
  async #configure(): Promise<Configuration | null> {
    if (this.#clock.monotonicMs() < this.#restUntilMs) return null;
    this.#configuration ??= discover(this.#options);
    try {
      return await this.#configuration;
    } catch (error) {
      this.#configuration = null;
      this.#restUntilMs = this.#clock.monotonicMs() + REST_MS;
      this.#tell(error, 'the OpenID Connect provider cannot be used; people sign in by password and link meanwhile');
      return null;
    }
  }

  /** Without the causes, which may hold a token. */
  #tell(error: unknown, sentence: string): void {
    const { issuer } = this.#options;
    const reason = error instanceof Error ? error.message : 'unknown';
    this.#logger.warn({ issuer, reason, code: codeOf(error) }, sentence);
  }
}

async function discover({ issuer, clientId, clientSecret }: OpenidOptions): Promise<Configuration> {
  const { allowInsecureRequests, ClientSecretBasic, ClientSecretPost, discovery, enableNonRepudiationChecks, None } =
    await import('openid-client');
  const url = new URL(issuer);
  const authentication: ReturnType<typeof None> = (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const isPost = !methods.includes('client_secret_basic') && methods.includes('client_secret_post');
    const authenticate = clientSecret === null ? None() : (isPost ? ClientSecretPost : ClientSecretBasic)(clientSecret);
    return authenticate(server, client, body, headers);
  };
  return discovery(url, clientId, undefined, authentication, {
    timeout: TIMEOUT_SECONDS,
    // The signature is checked though TLS vouches for the token too.
    execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [allowInsecureRequests] : [])],
  });
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}

/** `fetch` throws a TypeError without a code where there is no connection. */
function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && code === null);
}
