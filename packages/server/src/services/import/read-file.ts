/** Reads a file in pieces into one buffer. Used by the import; never holds more than one piece. */
import { type FileHandle, open } from 'node:fs/promises';

const PIECE_BYTES = 1024 * 1024;

/**
 * The bytes of the file or pipe at `path`. Each piece is valid until the next is requested: a new buffer for each would be
 * freed so late that memory grew with the file.
 * @throws the system's error when it cannot be opened or read
 */
export async function* readFilePieces(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  await using file: FileHandle = await open(path);
  const memory = new Uint8Array(PIECE_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(memory, 0, PIECE_BYTES, null);
    if (bytesRead === 0) return;
    yield memory.subarray(0, bytesRead);
  }
}
