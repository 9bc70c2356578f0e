/**
 * An OpenID Connect provider for tests: discovery, keys, codes that work once, PKCE, and tokens signed by a real key. It signs
 * everybody in as whom the test says, and lies as the test says. For tests only.
 */
import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { OpenidOptions } from '../../src/services/people/openid-provider.ts';

export const CLIENT = { clientId: 'parley', clientSecret: 'a secret of the client' } as const;
const KEY_ID = 'one';

/** What a token says instead of the truth. */
export interface TokenLies {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly algorithm?: 'none';
  /** Signed by a key that is not among those of the provider. */
  readonly isForeign?: boolean;
  readonly hasNoToken?: boolean;
}

interface Grant {
  readonly subject: string;
  readonly lies: TokenLies;
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly redirectUri: string | null;
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2_048 });
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export class FakeProvider implements AsyncDisposable {
  readonly issuer: string;
  /** Whom `/authorize` signs in, as a browser follows it there; null refuses everybody. */
  subject: string | null = 'subject-of-anna';
  isDown = false;
  readonly #key = newKey();
  readonly #foreign = newKey();
  readonly #grants = new Map<string, Grant>();
  readonly #close: () => Promise<void>;
  #codes = 0;
  /** Paths that were asked for. */
  readonly asked: string[] = [];

  private constructor(issuer: string, close: () => Promise<void>) {
    this.issuer = issuer;
    this.#close = close;
  }

  static async start(): Promise<FakeProvider> {
    const server = createServer((request, response) => {
      provider.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    };
    const provider = new FakeProvider(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, close);
    return provider;
  }

  /** What a server at that address is given to use this provider. */
  options(publicUrl: string): OpenidOptions {
    return { issuer: this.issuer, ...CLIENT, label: 'Example SSO', redirectUri: `${publicUrl}/openid/callback` };
  }

  /** The address to which it sends the browser of `subject` back, from where `location` leads. */
  approve(location: string, subject: string, lies: TokenLies = {}): URL {
    const asked = new URL(location).searchParams;
    this.#codes += 1;
    const code = `code-${this.#codes}`;
    const redirectUri = asked.get('redirect_uri');
    this.#grants.set(code, {
      subject,
      lies,
      nonce: asked.get('nonce'),
      challenge: asked.get('code_challenge'),
      redirectUri,
    });
    const back = new URL(redirectUri ?? '');
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString();
    return back;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.issuer);
    this.asked.push(url.pathname);
    if (this.isDown) return void response.destroy();
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return sendJson(response, 200, this.#metadata());
      case '/keys':
        return sendJson(response, 200, {
          keys: [{ ...this.#key.publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' }],
        });
      case '/authorize':
        return this.#authorize(url, response);
      case '/token':
        return this.#exchange(request, response);
      default:
        return sendJson(response, 404, {});
    }
  }

  #metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  #authorize(url: URL, response: ServerResponse): void {
    const back = this.approve(url.href, this.subject ?? '');
    if (this.subject === null) {
      back.searchParams.delete('code');
      back.searchParams.set('error', 'access_denied');
    }
    response.writeHead(302, { location: back.href }).end();
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const code = form.get('code') ?? '';
    const grant = this.#grants.get(code);
    // A code works once, whatever comes of it.
    this.#grants.delete(code);
    const expected = Buffer.from(
      `${CLIENT.clientId}:${encodeURIComponent(CLIENT.clientSecret).replaceAll('%20', '+')}`,
    );
    if (request.headers.authorization !== `Basic ${expected.toString('base64')}`) {
      return sendJson(response, 401, { error: 'invalid_client' });
    }
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || grant.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri')) {
      return sendJson(response, 400, { error: 'invalid_grant' });
    }
    const token = grant.lies.hasNoToken === true ? {} : { id_token: this.#tokenOf(grant) };
    sendJson(response, 200, { access_token: 'unused', token_type: 'Bearer', expires_in: 60, ...token });
  }

  #tokenOf({ subject, nonce, lies }: Grant): string {
    const now = Math.floor(Date.now() / 1_000);
    const truth = { iss: this.issuer, aud: CLIENT.clientId, sub: subject, iat: now, exp: now + 300, nonce };
    const header = { alg: lies.algorithm ?? 'RS256', kid: KEY_ID, typ: 'JWT' };
    const signed = `${base64url(header)}.${base64url({ ...truth, ...lies.claims })}`;
    if (lies.algorithm === 'none') return `${signed}.`;
    return `${signed}.${signatureOf(signed, (lies.isForeign === true ? this.#foreign : this.#key).privateKey)}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

function signatureOf(signed: string, key: KeyObject): string {
  return createSign('RSA-SHA256').update(signed).sign(key, 'base64url');
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
