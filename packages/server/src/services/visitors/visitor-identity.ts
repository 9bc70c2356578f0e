/** Who a visitor is, as their site says by a JWT. */
import { errors, importSPKI, jwtVerify } from 'jose';
import type { Instant } from '../../model/instant.ts';
import type { SiteSettings } from '../../store/live-store.ts';

const LONGEST_SUBJECT = 200;
const SUBJECT = /^[^\p{Cc}]+$/u;
const LONGEST_LIFE_SECONDS = 3_600;
/** How far the clocks of site and server may differ. */
const TOLERANCE_SECONDS = 60;

export interface VisitorIdentity {
  readonly subject: string;
  /** Absent when the site does not say. */
  readonly name?: string;
  readonly email?: string;
}

/** What stands for one person alone in any store. */
function isSubject(sub: unknown): sub is string {
  return typeof sub === 'string' && sub.length <= LONGEST_SUBJECT && sub.isWellFormed() && SUBJECT.test(sub);
}

/** `refused`: why, as the end of a sentence for whoever runs the site. */
export async function verifyIdentity(
  { siteKey, identity }: Pick<SiteSettings, 'siteKey' | 'identity'>,
  jwt: string,
  now: Instant,
): Promise<VisitorIdentity | { readonly refused: string }> {
  if (identity === null) return { refused: 'the site has no key for identities' };
  const { algorithm, key } = identity;
  try {
    const secret = algorithm === 'HS256' ? new TextEncoder().encode(key) : await importSPKI(key, algorithm);
    const { payload } = await jwtVerify(jwt, secret, {
      algorithms: [algorithm],
      audience: siteKey,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(now),
    });
    const { sub, exp = 0, name, email } = payload;
    if (!isSubject(sub)) return { refused: 'sub must be a text of 1 to 200 characters, without control characters' };
    if (exp * 1_000 - now > (LONGEST_LIFE_SECONDS + TOLERANCE_SECONDS) * 1_000) {
      return { refused: 'exp is more than an hour away' };
    }
    return {
      subject: sub,
      ...(typeof name === 'string' && name !== '' ? { name: name.slice(0, 200) } : {}),
      ...(typeof email === 'string' && email !== '' ? { email: email.slice(0, 320) } : {}),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return { refused: error.message };
    // A public key that is none, which the site's settings hold.
    if (error instanceof TypeError) return { refused: 'the key of the site cannot be used with its algorithm' };
    throw error;
  }
}
