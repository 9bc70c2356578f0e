/** The checksum of a copy, by the same rule as the server's digest. Used by consumers that verify their copy. */
import type { ChatInReply } from './contract-types.ts';

const MODULUS = 2n ** 64n;

/**
 * The text that the checksum covers: the chat as the log prints it in JSON without `ext`. The text of a chat that was read
 * with `fields`, `tz` or `timestamps` differs from the server's.
 */
export function wireText(chat: ChatInReply): string {
  const { ext: _, ...row } = chat;
  const transcript = row.transcript?.map(({ ext: __, ...message }) => message) ?? null;
  return JSON.stringify({ ...row, transcript });
}

/** A chat's share of the checksum. Needs `crypto.subtle`, which browsers provide only in secure contexts. */
export async function chatChecksum(chat: ChatInReply): Promise<bigint> {
  const bytes = new TextEncoder().encode(wireText(chat));
  return new DataView(await crypto.subtle.digest('SHA-256', bytes)).getBigUint64(0);
}

/** Sums the shares of chats; they can be added and removed in any order. */
export class Checksum {
  #sum = 0n;

  add(share: bigint): void {
    this.#sum = (this.#sum + share) % MODULUS;
  }

  remove(share: bigint): void {
    this.#sum = (this.#sum + MODULUS - share) % MODULUS;
  }

  /** 16 hexadecimal digits, as in the digest. */
  toString(): string {
    return this.#sum.toString(16).padStart(16, '0');
  }
}
