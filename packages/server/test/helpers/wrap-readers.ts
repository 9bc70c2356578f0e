/** Stands between a server and the reads of its log, to watch them or to make them fail. Used by the tests of replies under way. */
import type { Journal, LogReader } from '../../src/store/chat-store.ts';

/** What is done with each list of chats that the store reads, whole or as stored bytes. */
export type WrapReads = <T>(source: AsyncGenerator<T>) => AsyncGenerator<T>;

/** The journal with every read of the log handed through `wrap`. */
export function wrapReaders(journal: Journal, wrap: WrapReads): Journal {
  return override(journal, {
    openLiveReader: () => wrapReader(journal.openLiveReader(), wrap),
    openSnapshot: async () => wrapReader(await journal.openSnapshot(), wrap),
  });
}

function wrapReader(reader: LogReader, wrap: WrapReads): LogReader {
  return override(reader, {
    readChunks: (...request) => wrap(reader.readChunks(...request)),
    readChats: (...request) => wrap(reader.readChats(...request)),
  });
}

/** The object with some methods exchanged; the others are called on the object itself. */
function override<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
