/** Where files lie, each under the SHA-256 of its content in hexadecimal. Knows nothing of chats. */

/** Both inclusive. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

export interface FileShelf {
  /** In words for people. */
  readonly place: string;
  /** A folder of this machine for files that are still coming. Made when it is asked for. */
  openIncoming(): Promise<string>;
  /** Takes the file from `path`, where it is whole and on the disk. It is there for good when this resolves. */
  put(content: string, path: string): Promise<void>;
  /** The bytes of that stretch; null when there is no such file, or it is shorter. */
  read(content: string, stretch: Stretch): Promise<AsyncIterable<Uint8Array> | null>;
  /** Its length; null when it is not there. */
  sizeOf(content: string): Promise<number | null>;
  remove(content: string): Promise<void>;
  /** Files that were put before that time. */
  listBefore(beforeMs: number): AsyncIterable<string>;
  /** Removes what came before that time and never arrived. */
  clearIncoming(beforeMs: number): Promise<void>;
}
