/** `parley audit`: prints who erased or redacted what. */

import type { Actor } from '../model/audit.ts';
import { utcText } from '../model/instant.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, writeTable } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { STORE_OPTIONS, TENANT } from './option-groups.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  tenant: TENANT,
  lines: {
    kind: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    unit: 'lines',
    default: 100,
    sentence: 'How many lines to print at most.',
  },
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Print who erased or redacted what, the newest first.',
  examples: ['parley audit --tenant acme'],
  options: OPTIONS,
  run: printAudit,
});

async function printAudit(options: Values, io: CommandIo): Promise<number> {
  await using store = await openTenantStore(options, io);
  const entries = await store.audit.list(options.tenant, options.lines);
  writeTable(io.stdout, [
    ['TIME', 'TENANT', 'PROJECT', 'WHO', 'ACTION', 'WHAT'],
    ...entries.map((entry) => [
      utcText(entry.at),
      entry.tenantId,
      String(entry.projectId),
      describeActor(entry.actor),
      entry.action,
      entry.target,
    ]),
  ]);
  return EXIT.done;
}

function describeActor(actor: Actor): string {
  if (actor === 'operator') return actor;
  return 'login' in actor ? `user ${actor.login}` : `key ${actor.keyPrefix}`;
}
