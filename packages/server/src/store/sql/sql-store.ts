/** The store over either database: the one way in which `ChatStore` is implemented. */

import type { NotedDeed } from '../../model/audit.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import type { TenantId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { ByteCache } from '../../platform/byte-cache.ts';
import type { ShelfUpkeep } from '../attachment-store.ts';
import type {
  ChatStore,
  NewProject,
  Project,
  ProjectStore,
  StoreDescription,
  StoreMaintenance,
  VisibleScope,
} from '../chat-store.ts';
import type { StoreOptions } from '../store-options.ts';
import { AuditTable } from './audit-table.ts';
import { findOverdueChats } from './chat-table.ts';
import { compactAll } from './compactor.ts';
import { DamageLog } from './damage.ts';
import type { Database } from './database.ts';
import { KeptChats } from './desk/kept-chats.ts';
import { LiveTable } from './desk/live-table.ts';
import { shelfUpkeepOf } from './desk/shelf-upkeep.ts';
import { purgeTombstones } from './erasure.ts';
import { ErasureLedger } from './erasure-ledger.ts';
import { FACT_BLOCK_SIZES } from './fact-block-table.ts';
import { fillFactBlocks, markAllFactBlocks } from './fill-fact-blocks.ts';
import { fillFacts } from './fill-facts.ts';
import { KeyTable } from './key-table.ts';
import { LongChats } from './long-chats.ts';
import { mendFound } from './mend-found.ts';
import type { ProjectParts } from './project-parts.ts';
import { openProject } from './project-store.ts';
import { ProjectTable } from './project-table.ts';
import { refoldOutdated } from './refold.ts';
import { SCHEMA_VERSION } from './schema-steps.ts';
import { sealOutdated } from './seal-outdated.ts';
import { indexWords } from './search-index.ts';
import { sql } from './sql.ts';
import { endAllSessions, UserTable } from './user-table.ts';
import { ViewTable } from './view-table.ts';

/** What a store was made with, for good. */
export interface Identity {
  readonly epoch: string;
  readonly cursorKey: Uint8Array;
  readonly ledgerSalt: Uint8Array;
}

export class SqlStore implements ChatStore {
  readonly epoch: string;
  readonly cursorKey: Uint8Array;
  readonly keys: KeyTable;
  readonly users: UserTable;
  readonly views: ViewTable;
  readonly audit: AuditTable;
  readonly live: LiveTable;
  readonly shelf: ShelfUpkeep;
  readonly maintenance: StoreMaintenance;
  readonly #parts: ProjectParts;

  constructor(
    database: Database,
    identity: Identity,
    { monotonicMs, longChatBytes }: Pick<StoreOptions, 'monotonicMs' | 'longChatBytes'>,
    blocks = new ByteCache(database.dialect.limits.blockCacheBytes),
  ) {
    this.epoch = identity.epoch;
    this.cursorKey = identity.cursorKey;
    this.keys = new KeyTable(database);
    this.users = new UserTable(database);
    this.views = new ViewTable(database);
    this.audit = new AuditTable(database);
    this.live = new LiveTable(database);
    this.shelf = shelfUpkeepOf(database);
    this.#parts = {
      database,
      projects: new ProjectTable(),
      calendars: new CompiledCalendars(),
      ledger: new ErasureLedger(identity.ledgerSalt),
      blocks,
      damage: new DamageLog(),
      keptChats: new KeptChats(),
      longChats: new LongChats(longChatBytes),
    };
    this.maintenance = maintenanceOf(this.#parts, monotonicMs);
  }

  async project({ queueIds = null, ...scope }: VisibleScope): Promise<ProjectStore | null> {
    const { database, projects } = this.#parts;
    const project = await database.answers.ask(`project ${scope.tenantId}/${scope.projectId}`, () =>
      projects.find(database.live, scope),
    );
    return project === null ? null : openProject(this.#parts, { ...project, queueIds });
  }

  async createProject(project: NewProject, deed: NotedDeed): Promise<Project | { readonly refused: 'project-exists' }> {
    const { database, projects } = this.#parts;
    const isNew = await database.write(null, (transaction) => projects.insert(transaction, project, deed));
    const made = isNew ? await projects.find(database.live, project) : null;
    return made ?? { refused: 'project-exists' };
  }

  listProjects(tenantId: TenantId | null): Promise<readonly Project[]> {
    return this.#parts.projects.list(this.#parts.database.live, tenantId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.database[Symbol.asyncDispose]();
    await this.#parts.longChats[Symbol.asyncDispose]();
  }
}

async function describeStore({ live }: Database): Promise<StoreDescription> {
  const row = await live.get({ version: 'text', bytes: 'int' }, live.dialect.describe);
  return { database: row?.version ?? '', tablesVersion: SCHEMA_VERSION, storeBytes: row?.bytes ?? 0 };
}

function maintenanceOf(parts: ProjectParts, monotonicMs: () => number): StoreMaintenance {
  const { database, projects, blocks, keptChats } = parts;
  const { scrubber } = database;
  const lateAfter = (milliseconds: number) => {
    const untilMs = monotonicMs() + milliseconds;
    return () => monotonicMs() >= untilMs;
  };
  const forget = () => {
    blocks.clear();
    keptChats.clear();
  };
  return {
    findOverdueChats: (at: Instant, limit: number) => findOverdueChats(database.live, at, limit),
    compact: (milliseconds) => compactAll(database, projects, lateAfter(milliseconds)),
    indexWords: (milliseconds, tell = () => undefined) => indexWords(parts, lateAfter(milliseconds), tell),
    async refold(at, milliseconds, tell = () => undefined) {
      const isLate = lateAfter(milliseconds);
      if ((await refoldOutdated(parts, at, isLate, tell)) || (await sealOutdated(parts, isLate))) return true;
      return fillFacts(parts, isLate, (news) => tell({ ...news, kind: 'without-facts' }));
    },
    markFactBlocks: (sizes = FACT_BLOCK_SIZES) => markAllFactBlocks(parts, sizes),
    fillFactBlocks: (milliseconds) => fillFactBlocks(parts, lateAfter(milliseconds)),
    watchDamage: (listener) => parts.damage.watch(listener),
    mendFound: (at) => mendFound(parts, at),
    describe: () => describeStore(database),
    checkFile: () => database.checkFile(),
    measureWatermark: () => database.measureWatermark(),
    purgeTombstones: (before) => database.write(null, (transaction) => purgeTombstones(database, transaction, before)),
    async beginHistory(epoch) {
      await database.write(null, async (transaction) => {
        await transaction.run(sql`UPDATE store SET value = ${database.dialect.ownText(epoch)} WHERE name = 'epoch'`);
        await endAllSessions(transaction);
      });
    },
    findScrubDue: () => scrubber.findDue(forget),
    scrub: () => scrubber.run(forget),
    findScrubCommand: () => scrubber.findCommand(),
  };
}
