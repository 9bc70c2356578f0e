/** Tokens that say something, signed with a key and kept nowhere. They hide nothing. */
import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';

export class SignedTokens {
  readonly #key: KeyObject;

  /** `secret`: 32 random bytes; `use` keeps tokens of one use apart from those of another. */
  constructor(secret: Uint8Array, use: string) {
    this.#key = createSecretKey(new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), use, 32)));
  }

  make(kind: string, claims: object): string {
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${kind}.${body}.${this.#mac(kind, body).toString('base64url')}`;
  }

  /** What `make` was given; null for any other text. */
  read<Claims>(kind: string, token: string): Claims | null {
    const [found, body = '', mac = '', ...more] = token.split('.');
    // As texts: several texts stand for the same bytes.
    const given = Buffer.from([mac, ...more].join('.'));
    const expected = Buffer.from(this.#mac(kind, body).toString('base64url'));
    const isOurs = found === kind && given.length === expected.length && timingSafeEqual(given, expected);
    return isOurs ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims) : null;
  }

  #mac(kind: string, body: string): Buffer {
    return createHmac('sha256', this.#key).update(`${kind}.${body}`).digest();
  }
}
