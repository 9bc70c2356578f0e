/** What the operations on a project share. */
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import type { DamageLog } from './damage.ts';
import type { Database } from './database.ts';
import type { KeptChats } from './desk/kept-chats.ts';
import type { ErasureLedger } from './erasure-ledger.ts';
import type { LongChats } from './long-chats.ts';
import type { ProjectTable } from './project-table.ts';

export interface ProjectParts {
  readonly database: Database;
  readonly projects: ProjectTable;
  readonly calendars: CompiledCalendars;
  readonly ledger: ErasureLedger;
  readonly blocks: ByteCache;
  readonly keptChats: KeptChats;
  readonly longChats: LongChats;
  readonly damage: DamageLog;
}
