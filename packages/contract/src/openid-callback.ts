/** What the server and the console agree on about the way back from an OpenID Connect provider. */

/** Where the provider sends the browser back to; a page, and no operation of the API. */
export const OPENID_CALLBACK = '/openid/callback';

/** Name of the cookie of an attempt; over HTTPS with `__Host-` before it. */
export const OPENID_COOKIE = 'parley_openid';

/** Why nobody was signed in, as `#openid=` tells the console. */
export type OpenidFailure =
  /** The account is connected to nobody who may sign in. */
  | 'unknown'
  /** It is connected to somebody else. */
  | 'taken'
  /** The invitation was used, or is too old. */
  | 'invitation'
  /** The attempt is not of this browser or session, or took too long. */
  | 'expired'
  /** The provider refused, or what it said is not to be trusted. */
  | 'refused'
  /** It cannot be reached. */
  | 'unreachable'
  /** Too many failures from this address. */
  | 'wait';
