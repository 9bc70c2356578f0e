/** `parley key list`: prints one line per key, oldest first, with its rights and status. */
import type { StoredApiKey } from '../model/api-key.ts';
import { type Instant, utcText } from '../model/instant.ts';
import { defineCommand } from './command.ts';
import { EXIT, writeTable } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { required, STORE_OPTIONS, TENANT } from './option-groups.ts';

export const keyListCommand = defineCommand({
  name: 'key list',
  summary: 'Print the keys of a tenant, by their first characters.',
  examples: ['parley key list --tenant acme'],
  options: { ...STORE_OPTIONS, tenant: required(TENANT) },
  async run(options, io) {
    await using store = await openTenantStore(options, io);
    const keys = await store.keys.list(options.tenant);
    writeTable(io.stdout, [
      ['KEY', 'PROJECTS', 'QUEUES', 'SCOPES', 'START', 'ADDRESSES', 'EXPIRES', 'LAST USED', 'REVOKED', 'NAME'],
      ...keys.map(keyRow),
    ]);
    return EXIT.done;
  },
});

function keyRow(key: StoredApiKey): readonly string[] {
  return [
    key.prefix,
    key.projectIds?.join(',') ?? 'all',
    key.queueIds?.join(',') ?? 'all',
    key.scopes.join(','),
    key.startSemantics,
    key.allowedIps.join(',') || 'any',
    timeCell(key.expiresAt),
    timeCell(key.lastUsedAt),
    timeCell(key.revokedAt),
    key.name,
  ];
}

function timeCell(at: Instant | null): string {
  return at === null ? '-' : utcText(at);
}
