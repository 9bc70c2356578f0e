/** Stands between a server and the reads of its log, to watch them or to make them fail. Used by the tests of replies under way. */
import type { ChatStore, LogReader, ProjectChats } from '../../src/store/chat-store.ts';

/** What is done with each list of chats that the store reads, whole or as stored bytes. */
export type WrapReads = <T>(source: AsyncGenerator<T>) => AsyncGenerator<T>;

/** The store with every read of a log handed through `wrap`. */
export function wrapReaders(store: ChatStore, wrap: WrapReads): ChatStore {
  return override(store, {
    project: async (scope) => {
      const project = await store.project(scope);
      return project === null ? null : override(project, { chats: wrapReads(project.chats, wrap) });
    },
  });
}

/** The chats with every read of them handed through `wrap`. */
export function wrapReads(chats: ProjectChats, wrap: WrapReads): ProjectChats {
  return override(chats, {
    openLiveReader: (mostRows) => wrapReader(chats.openLiveReader(mostRows), wrap),
    openSnapshot: async (mostRows) => wrapReader(await chats.openSnapshot(mostRows), wrap),
  });
}

function wrapReader(reader: LogReader, wrap: WrapReads): LogReader {
  return override(reader, {
    readChunks: (...request) => wrap(reader.readChunks(...request)),
    readFullRows: (...request) => wrap(reader.readFullRows(...request)),
    readBriefs: (...request) => wrap(reader.readBriefs(...request)),
    readChats: (...request) => wrap(reader.readChats(...request)),
    readPlaces: (...request) => wrap(reader.readPlaces(...request)),
  });
}

/** The object with some members exchanged; the other methods are called on the object itself. */
export function override<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(members, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
