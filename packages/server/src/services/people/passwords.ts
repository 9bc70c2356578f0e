/** Passwords as argon2id hashes. The parameters are those of the hash, so that stronger ones can follow. */
import { hash, verify } from '@node-rs/argon2';
import type { User } from '../../model/user.ts';

/** RFC 9106's second recommendation is 64 MiB; OWASP's least for argon2id is 19 MiB, two passes, one lane. */
const STRENGTH = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), STRENGTH);
}

/** Verifies a password in the same time whether there is such a person with a password, or not. */
export class PasswordCheck {
  #decoy: Promise<string> | null = null;

  async isPasswordOf(user: User | null, password: string): Promise<boolean> {
    this.#decoy ??= hashPassword('nobody has this password');
    const known = user?.passwordHash ?? null;
    const isRight = await verify(known ?? (await this.#decoy), password.normalize('NFKC'));
    return isRight && known !== null;
  }
}
