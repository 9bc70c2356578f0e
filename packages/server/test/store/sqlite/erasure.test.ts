import { expect, test } from 'vitest';
import { projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { canaryEvents, canaryRow, importRow } from '../../helpers/canary-chats.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { describeErasure } from '../conformance/erasure.ts';
import { describeRemovalOfMany } from '../conformance/removal-of-many.ts';

const AT = instant(Date.UTC(2026, 0, 1));
const ZONE = new Zone('Europe/Budapest');

describeErasure('SQLite', async () => new SqliteStore());
describeRemovalOfMany('SQLite', async () => new SqliteStore());

test('a rebuild makes redacted chats as they are stored', async () => {
  await using installation = new SqliteStore();
  const scope = { tenantId: tenantId('acme') ?? ('' as never), projectId: projectId(822) };
  await using store = await installation.open();
  const project = await makeProject(store, { ...scope, name: 'Support', zone: ZONE, createdAt: AT });
  await project.chats.append({ chatId: null, events: canaryEvents('a', 6, AT, false) });
  await project.chats.import([importRow(canaryRow('b', 70, 6), scope.projectId, ZONE)], AT);
  expect(await project.privacy.redact({ kind: 'contact', contactId: 6 }, AT, 'operator')).toMatchObject({ chats: 2 });
  const rebuilt = await project.upkeep.rebuild({
    isCheckOnly: true,
    at: AT,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  expect(rebuilt).toMatchObject({ chats: 2, different: 0, isComplete: true });
});
