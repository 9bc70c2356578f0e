/** `parley key revoke`: revokes a key for good. */
import { matching } from '../platform/option-spec.ts';
import { revokeKey } from '../services/access/revoke-key.ts';
import { defineCommand } from './command.ts';
import { EXIT, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import { required, STORE_OPTIONS, TENANT } from './option-groups.ts';

export const keyRevokeCommand = defineCommand({
  name: 'key revoke',
  summary: 'Revoke a key; a running server refuses it within a second.',
  examples: ['parley key revoke --tenant acme --key pk4Fz81QxLm0'],
  options: {
    ...STORE_OPTIONS,
    tenant: required(TENANT),
    key: {
      kind: 'text',
      shape: matching(/^pk[A-Za-z0-9]{10}$/, 'the first 12 characters of a key, as key list prints them'),
      isRequired: true,
      sentence: 'First 12 characters of the key.',
    },
  },
  async run(options, io) {
    const { tenant, key } = options;
    await using store = await openTenantStore(options, io);
    const revoked = await revokeKey(store, { tenantId: tenant, prefix: key }, operatorDeed(io));
    if (revoked === null) return reportFailure(io, `tenant ${tenant} has no key ${key}; see parley key list`);
    io.stdout.write(`key ${key} revoked; a running server refuses it within a second\n`);
    return EXIT.done;
  },
});
