/** `parley audit`: prints who erased or redacted what. */
import type { OptionValues } from '../platform/option-table.ts';
import { type CommandIo, EXIT } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { readTenant } from './read-tenant.ts';
import { writeTable } from './write-table.ts';

/** One line for each erasure and redaction, the newest first. */
export async function auditCommand(options: OptionValues<'audit'>, io: CommandIo): Promise<number> {
  await using store = await openCommandStore(options, io, { isMade: false });
  const tenantId = options.tenant === null ? null : readTenant(options.tenant);
  const entries = await store.audit.list(tenantId, options.lines);
  writeTable(io.stdout, [
    ['TIME', 'TENANT', 'PROJECT', 'WHO', 'ACTION', 'WHAT'],
    ...entries.map((entry) => [
      `${new Date(entry.at).toISOString().slice(0, 19)}Z`,
      entry.tenantId,
      String(entry.projectId),
      entry.actor === 'operator' ? 'operator' : `key ${entry.actor.keyPrefix}`,
      entry.action,
      entry.target,
    ]),
  ]);
  return EXIT.done;
}
