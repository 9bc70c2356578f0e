/** The checksum of a tombstone. */
import { crc32 } from 'node:zlib';

interface Tombstone {
  readonly chatId: number;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly deletedAt: number;
}

export function checksumOfTombstone({ chatId, revision, deletedAt }: Tombstone): number {
  return crc32(`${chatId} ${revision} ${deletedAt}`);
}

/** One that 0.1.0 left has no checksum, and passes. */
export function isSoundTombstone(tombstone: Tombstone & { readonly checksum: number | null }): boolean {
  return tombstone.checksum === null || tombstone.checksum === checksumOfTombstone(tombstone);
}
