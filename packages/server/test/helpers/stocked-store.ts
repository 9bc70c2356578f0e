/** A store with one project of sample chats and some rows of their own, for suites that look at what is made of chats. For tests only. */
import type { ChatStore, ProjectStore } from '../../src/store/chat-store.ts';
import { importRow } from './canary-chats.ts';
import { AT, imports, SCOPE, ZONE } from './conformance-fixture.ts';
import { makeProject } from './open-project.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const SEED = 61;

/** `rows` follow the sample. */
export async function openStocked(
  under: StoreUnderTest,
  chats: number,
  rows: readonly Parameters<typeof importRow>[0][],
): Promise<{ readonly store: ChatStore; readonly project: ProjectStore }> {
  const store = await under.open('serve', () => AT);
  const project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
  await project.chats.import(imports(chats, SEED), AT);
  await project.chats.import(
    rows.map((row) => importRow(row, SCOPE.projectId, ZONE)),
    AT,
  );
  return { store, project };
}
