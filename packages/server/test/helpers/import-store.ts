/** A real store in a temporary folder with one empty project, to import into. Used by the tests of the import only. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredChat } from '../../src/chat-log/codec/stored-chat.ts';
import type { StoredEvent } from '../../src/model/event.ts';
import type { ProjectScope } from '../../src/model/ids.ts';
import { projectId, tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import type { Reject } from '../../src/services/import/import-batch.ts';
import { type ImportTotals, importChats } from '../../src/services/import/import-chats.ts';
import type { RowRules } from '../../src/services/import/row-rules.ts';
import type { ChatStore } from '../../src/store/chat-store.ts';
import type { StorePlace } from '../../src/store/open-store.ts';
import { openProject } from './open-project.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { testDeed } from './test-deed.ts';

const TENANT = tenantId('acme');
if (TENANT === null) throw new TypeError('acme is a tenant name');
export const SCOPE: ProjectScope = { tenantId: TENANT, projectId: projectId(822) };
/** Every chat is imported at this time, so that stores can be compared. */
const STOPPED_CLOCK = { nowMs: () => Date.UTC(2026, 0, 1), monotonicMs: () => 0 };
const EVERYTHING = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 1_000_000 } as const;

export interface ImportedText {
  readonly totals: ImportTotals;
  readonly rejects: readonly Reject[];
}

/** What a store holds of the project, in order of chatId. */
export interface StoreContent {
  readonly chats: readonly StoredChat[];
  readonly events: readonly (readonly StoredEvent[])[];
  readonly chatCount: number;
  readonly highestChatId: number;
}

export class ImportStore implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'parley-import-'));

  get place(): StorePlace {
    return { data: this.directory, database: null };
  }

  /** A folder with a store and the project 822 of acme in Europe/Budapest. */
  static async make(): Promise<ImportStore> {
    const made = new ImportStore();
    await using store = await made.open();
    const zone = new Zone('Europe/Budapest');
    await store.createProject({ ...SCOPE, name: 'Support', zone, createdAt: instant(0) }, testDeed());
    return made;
  }

  open(): Promise<ChatStore> {
    return openSqliteStore(this.directory, { ...STOPPED_CLOCK, mode: 'tool', newEpoch: () => 'epoch' });
  }

  /** Imports bytes that come in pieces of `pieceBytes`. */
  async import(input: string | Uint8Array, pieceBytes = 100_000, rules?: RowRules): Promise<ImportedText> {
    const rejects: Reject[] = [];
    const bytes = Buffer.from(input);
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
    }
    const totals = await importChats({
      store: this.place,
      scope: SCOPE,
      source: source(),
      clock: STOPPED_CLOCK,
      signal: new AbortController().signal,
      ...(rules === undefined ? {} : { rules }),
      workers: bytes.length > 100_000 ? 2 : 1,
      onReject: (reject) => rejects.push(reject),
      onProgress: () => undefined,
    });
    return { totals, rejects };
  }

  async read(): Promise<StoreContent> {
    await using store = await this.open();
    const project = await openProject(store, SCOPE);
    const chats: StoredChat[] = [];
    using reader = await project.chats.openSnapshot();
    for await (const some of reader.readChats(EVERYTHING)) chats.push(...some);
    const events: (readonly StoredEvent[])[] = [];
    for (const { chatId } of chats) events.push(await project.chats.readEvents(chatId));
    return { chats, events, chatCount: project.chatCount ?? Number.NaN, highestChatId: project.highestChatId };
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
