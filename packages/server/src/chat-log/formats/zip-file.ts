/** A ZIP file whose entries are compressed while they are written, one after the other. */
import { strToU8, Zip, ZipDeflate } from 'fflate';

/** A client waits while it is compressed: speed matters more than size. */
const LEVEL = 3;
/** The earliest that the format can say: what is written depends on nothing but what is in it. */
const NO_TIME = '1980-01-01T12:00:00';

/** So many bytes are compressed at a time: the file is the same in whatever pieces they came. */
const PIECE_BYTES = 65_536;

export class ZipFile {
  #ready: Uint8Array[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  readonly #zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    this.#ready.push(piece);
  });
  #entry: ZipDeflate | null = null;

  /** Ends the entry before. */
  begin(path: string): void {
    this.#endEntry();
    const entry = new ZipDeflate(path, { level: LEVEL });
    entry.mtime = NO_TIME;
    this.#entry = entry;
    this.#zip.add(entry);
  }

  add(part: string | Uint8Array): void {
    const bytes = typeof part === 'string' ? strToU8(part) : part;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes < PIECE_BYTES) return;
    const all = Buffer.concat(this.#waiting);
    const end = all.length - (all.length % PIECE_BYTES);
    for (let at = 0; at < end; at += PIECE_BYTES) this.#entry?.push(all.subarray(at, at + PIECE_BYTES));
    this.#waiting = [all.subarray(end)];
    this.#waitingBytes = all.length - end;
  }

  /** Ends the file. */
  end(): void {
    this.#endEntry();
    this.#zip.end();
  }

  /** What is ready to be sent. */
  take(): Uint8Array {
    const ready = Buffer.concat(this.#ready);
    this.#ready = [];
    return ready;
  }

  #endEntry(): void {
    this.#entry?.push(Buffer.concat(this.#waiting), true);
    this.#entry = null;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
