/** Where files lie, each under the SHA-256 of its content in hexadecimal. Knows nothing of chats. */

/** Both inclusive. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** Disposing it ends its connections. */
export interface FileShelf extends Disposable {
  /** In words for people. */
  readonly place: string;
  /** Whether files can be put, read and removed there. @throws ShelfFailure, and the system's errors, when not */
  check(): Promise<void>;
  /** False where nothing was ever put, because the place itself is not there. */
  isThere(): Promise<boolean>;
  /** A folder of this machine for files that are still coming. Made when it is asked for. */
  openIncoming(): Promise<string>;
  /**
   * Takes the file from `path`, where it is whole and on the disk, and may leave it there. It is kept for good when this
   * resolves, and nothing of it is when it throws.
   */
  put(content: string, path: string): Promise<void>;
  /** The bytes of that stretch; null when there is no such file, or it is shorter. */
  read(content: string, stretch: Stretch): Promise<AsyncIterable<Uint8Array> | null>;
  /** Its length; null when it is not there. */
  sizeOf(content: string): Promise<number | null>;
  /** Ends within ten seconds, if need be by an error: what is removed so late is not asked for again yet. */
  remove(content: string): Promise<void>;
  /** Files that were put before that time. */
  listBefore(beforeMs: number): AsyncIterable<string>;
  /** Removes what came before that time and never arrived. */
  clearIncoming(beforeMs: number): Promise<void>;
}
