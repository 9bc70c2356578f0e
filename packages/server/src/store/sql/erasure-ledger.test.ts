import { expect, test } from 'vitest';
import { type LedgerKind, ledgerHash } from '../../chat-log/privacy/ledger-hash.ts';
import { projectId, tenantId } from '../../model/ids.ts';

test('each salt, tenant, project, kind and id has a hash of its own, and always the same', () => {
  const hashes: string[] = [];
  for (const salt of [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]) {
    for (const tenant of ['acme', 'acme1'].map(tenantId).filter((id) => id !== null)) {
      for (const project of [1, 11]) {
        for (const kind of ['erased-chat', 'redacted-chat', 'redacted-contact'] satisfies LedgerKind[]) {
          const scope = { tenantId: tenant, projectId: projectId(project) };
          for (const id of [1, 11]) hashes.push(Buffer.from(ledgerHash(salt, scope, kind, id)).toString('hex'));
        }
      }
    }
  }
  expect(new Set(hashes).size).toBe(2 * 2 * 2 * 3 * 2);
  expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
});
