/** Gives the flat journal the scoped face; goes when `sql/` stands. */
import type { ChatStore, ProjectChats, ProjectFeed, ProjectPrivacy, ProjectScope } from './chat-store.ts';
import type { Journal, ScopedLogReader } from './journal.ts';

export function scopeJournal(journal: Journal): ChatStore {
  return {
    epoch: journal.epoch,
    cursorKey: journal.cursorKey,
    async project(scope) {
      const project = await journal.findProject(scope);
      if (project === null) return null;
      return {
        ...project,
        chats: chatsOf(journal, project),
        feed: feedOf(journal, project),
        privacy: privacyOf(journal, project),
      };
    },
    createProject: (project) => journal.createProject(project),
    listProjects: (tenantId) => journal.listProjects(tenantId),
    keys: {
      create: (key) => journal.createKey(key),
      findByPrefix: (prefix) => journal.findKeyByPrefix(prefix),
      list: (tenantId) => journal.listKeys(tenantId),
      revoke: (tenantId, prefix, at) => journal.revokeKey(tenantId, prefix, at),
      touch: (prefix, at) => journal.touchKey(prefix, at),
    },
    audit: { list: (tenantId, limit) => journal.listAudit(tenantId, limit) },
    maintenance: {
      findOverdueChats: (at, limit) => journal.findDueChats(at, limit),
      compact: (milliseconds) => journal.joinBlocks(milliseconds),
      measureWatermark: () => journal.measureWatermark(),
      purgeTombstones: (before) => journal.purgeTombstones(before),
      findScrubDue: () => journal.findScrubDue(),
      scrub: () => journal.scrub(),
      findScrubCommand: () => journal.findScrubCommand(),
    },
    [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
  };
}

function chatsOf(journal: Journal, scope: ProjectScope): ProjectChats {
  return {
    append: (request) => journal.append(scope, request),
    import: (chats, at) => journal.importChats(scope, chats, at),
    read: (id) => journal.readChat(scope, id),
    readEvents: (id) => journal.readEvents(scope, id),
    count: (selection) => journal.countChats(scope, selection),
    openSnapshot: async () => readerOf(await journal.openSnapshot(), scope),
    openLiveReader: () => readerOf(journal.openLiveReader(), scope),
    readDigests: (selection) => journal.readDigests(scope, selection),
  };
}

function readerOf(reader: ScopedLogReader, scope: ProjectScope) {
  return {
    readChunks: (...[window, mayJoin]: [Parameters<ScopedLogReader['readChunks']>[1], boolean]) =>
      reader.readChunks(scope, window, mayJoin),
    readChats: (window: Parameters<ScopedLogReader['readChats']>[1]) => reader.readChats(scope, window),
    findIdAt: (window: Parameters<ScopedLogReader['findIdAt']>[1], skip: number) =>
      reader.findIdAt(scope, window, skip),
    countChats: (selection: Parameters<ScopedLogReader['countChats']>[1]) => reader.countChats(scope, selection),
    [Symbol.dispose]: () => reader[Symbol.dispose](),
  };
}

function feedOf(journal: Journal, scope: ProjectScope): ProjectFeed {
  return {
    readHead: () => journal.readMoment(scope),
    findPosition: (since) => journal.findFeedPosition(scope, since),
    readPage: (window) => journal.readChangePage(scope, window),
    readChanges: (keys) => journal.readChanges(scope, keys),
    waitForChange: (after, signal) => journal.waitForChange(scope, after, signal),
  };
}

function privacyOf(journal: Journal, scope: ProjectScope): ProjectPrivacy {
  return {
    eraseChat: (id, at, actor) => journal.eraseChat(scope, id, at, actor),
    redact: (target, at, actor) => journal.redact(scope, target, at, actor),
  };
}
