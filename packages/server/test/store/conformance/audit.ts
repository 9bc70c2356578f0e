/** What the audit log of every `ChatStore` must do. Each store runs this from the suite of changes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditLine, AuditQuery, CountedReads, NotedDeed } from '../../../src/model/audit.ts';
import { chatId, projectId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import type { ChatStore } from '../../../src/store/chat-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { AT, imports, SCOPE, scope, ZONE } from '../../helpers/conformance-fixture.ts';
import { makeProject } from '../../helpers/open-project.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { testDeed } from '../../helpers/test-deed.ts';

const MINUTE_MS = 60_000;
const minute = (number: number) => instant(AT + number * MINUTE_MS);
const EVERYTHING: AuditQuery = {
  tenantId: null,
  projectIds: null,
  kind: null,
  actor: null,
  action: null,
  from: null,
  before: null,
  after: null,
  limit: 1_000,
};
const READ: CountedReads = {
  ...SCOPE,
  at: minute(0),
  actor: { login: 'anna' },
  action: 'chats.listed',
  target: null,
  format: null,
  filters: [],
  requests: 1,
  rows: 10,
};

export function describeAudit(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: audit`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    beforeEach(async () => {
      installation = await make();
      store = await installation.open();
      await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });
    /** Without the lines of making the projects. */
    const read = async (query: Partial<AuditQuery> = {}) =>
      (await store.audit.read({ ...EVERYTHING, ...query })).filter(({ target }) => target !== testDeed().target);
    const plain = (lines: readonly AuditLine[]) => lines.map(({ place: _, kind: __, ...line }) => line);

    test('reads come back as they were counted, and survive closing the store', async () => {
      const reads: CountedReads[] = [
        {
          ...READ,
          at: minute(2),
          filters: [
            { name: 'disposition', value: 'Missed & more=1 é' },
            { name: 'q', value: null },
          ],
        },
        { ...READ, at: minute(1), actor: { keyPrefix: 'pk0123456789' }, action: 'chats.exported', format: 'csv' },
        { ...READ, at: minute(0), actor: 'operator', action: 'chat.read', target: 'chat 7', filters: null },
      ];
      await store.audit.addReads(reads);
      expect(plain(await read())).toEqual(reads);
      await store[Symbol.asyncDispose]();
      store = await installation.open();
      expect(plain(await read())).toEqual(reads);
    });

    test('what is alike is added up, what differs in anything is not', async () => {
      const others: CountedReads[] = [
        { ...READ, at: minute(1) },
        { ...READ, actor: { keyPrefix: 'anna' } },
        { ...READ, action: 'chats.searched' },
        { ...READ, target: 'chat 7' },
        { ...READ, format: 'csv' },
        { ...READ, filters: null },
        { ...READ, filters: [{ name: 'q', value: null }] },
        { ...READ, filters: [{ name: 'q', value: '' }] },
      ];
      for (const reads of [[READ, ...others], [READ], others]) await store.audit.addReads(reads);
      const lines = await read();
      expect(lines).toHaveLength(1 + others.length);
      for (const line of plain(lines)) expect(line).toMatchObject({ requests: 2, rows: 20 });
    });

    test('a project that is not there is nobody’s, and no other tenant’s', async () => {
      await makeProject(store, { ...scope('globex', 822), name: 'G', zone: ZONE, createdAt: AT });
      await store.audit.addReads([READ, { ...READ, projectId: projectId(1) }, { ...READ, ...scope('globex', 822) }]);
      expect(plain(await read({ tenantId: SCOPE.tenantId }))).toEqual([READ]);
      expect(await read()).toHaveLength(2);
    });

    test('each condition leaves what it says', async () => {
      await makeProject(store, { ...scope('acme', 7), name: 'Seven', zone: ZONE, createdAt: AT });
      const project = await store.project(SCOPE);
      await project?.chats.import(imports(2, 1), AT);
      await project?.privacy.eraseChat(chatId(1), minute(3), { login: 'ben' });
      await store.audit.addReads([
        READ,
        { ...READ, at: minute(1), ...scope('acme', 7) },
        { ...READ, at: minute(2), action: 'chat.read' },
      ]);
      const minutesOf = async (query: Partial<AuditQuery>) =>
        (await read(query)).map(({ at }) => (at - AT) / MINUTE_MS);
      expect(await minutesOf({})).toEqual([3, 2, 1, 0]);
      expect(await minutesOf({ projectIds: [projectId(7)] })).toEqual([1]);
      expect(await minutesOf({ projectIds: [] })).toEqual([]);
      expect(await minutesOf({ actor: 'user anna' })).toEqual([2, 1, 0]);
      expect(await minutesOf({ actor: 'user \0' })).toEqual([]);
      expect(await minutesOf({ action: 'chat.erased' })).toEqual([3]);
      expect(await minutesOf({ kind: 'removal' })).toEqual([3]);
      expect(await minutesOf({ kind: 'reads' })).toEqual([2, 1, 0]);
      expect(await minutesOf({ from: minute(1), before: minute(3) })).toEqual([2, 1]);
      expect(await minutesOf({ limit: 2 })).toEqual([3, 2]);
    });

    test('deeds are of a tenant and of no project', async () => {
      const deed: NotedDeed = {
        at: minute(1),
        actor: { login: 'root' },
        action: 'project.created',
        target: 'project 7',
      };
      const other = { ...deed, at: minute(2) };
      await store.createProject({ ...scope('acme', 7), name: 'Seven', zone: ZONE, createdAt: AT }, deed);
      await store.createProject({ ...scope('globex', 7), name: 'Other', zone: ZONE, createdAt: AT }, other);
      await store.audit.addReads([READ]);
      const { tenantId } = SCOPE;
      const kinds = async (query: Partial<AuditQuery>) => (await read({ from: AT, ...query })).map(({ kind }) => kind);
      expect(plain(await read({ tenantId, kind: 'deed', from: AT }))).toEqual([{ tenantId, ...deed }]);
      expect(await kinds({})).toEqual(['deed', 'deed', 'reads']);
      expect(await kinds({ tenantId })).toEqual(['deed', 'reads']);
      expect(await kinds({ kind: 'removal' })).toEqual([]);
      expect(await kinds({ projectIds: [projectId(7), SCOPE.projectId] })).toEqual(['reads']);
      expect(await kinds({ action: 'project.created', actor: 'user root' })).toEqual(['deed', 'deed']);
    });

    test('a walk by pages of one sees each line of the same time once, and by time alone it would not', async () => {
      const project = await store.project(SCOPE);
      await project?.chats.import(imports(3, 1), AT);
      for (const id of [1, 2]) await project?.privacy.eraseChat(chatId(id), minute(0), 'operator');
      await store.audit.addReads(['chat 1', 'chat 2', 'chat 3'].map((target) => ({ ...READ, target })));
      const whole = await read();
      expect(whole.map(({ kind }) => kind)).toEqual(['reads', 'reads', 'reads', 'removal', 'removal']);
      const walk = async (next: (line: AuditLine) => Partial<AuditQuery>) => {
        const seen: AuditLine[] = [];
        for (
          let [line] = await read({ limit: 1 });
          line !== undefined;
          [line] = await read({ limit: 1, ...next(line) })
        ) {
          seen.push(line);
        }
        return seen;
      };
      expect(await walk(({ place }) => ({ after: place }))).toEqual(whole);
      expect(await walk(({ at }) => ({ before: at }))).toHaveLength(1);
    });

    test('rare lines are found behind more others than one statement reads', async () => {
      await store.audit.addReads([{ ...READ, at: minute(-1), actor: 'operator' }]);
      await installation.query(
        sql`INSERT INTO audit_read (at, project_row, actor, action, filters, requests, chats)
          WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 12000)
          SELECT CAST(${AT} AS bigint) + n * 60000, (SELECT min(project_row) FROM project), 'user ben', 'chats.listed', '', 1, 1
          FROM number`,
      );
      expect(await read({ actor: 'operator' })).toHaveLength(1);
      expect(await read({ limit: 20_000 })).toHaveLength(12_002);
    });

    test('old reads are forgotten a bounded number at a time, and removals never', async () => {
      const project = await store.project(SCOPE);
      await project?.chats.import(imports(1, 1), AT);
      await project?.privacy.eraseChat(chatId(1), minute(-9), 'operator');
      const old = Array.from({ length: 1_001 }, (_, at) => ({ ...READ, at: minute(-1), target: `chat ${at}` }));
      await store.audit.addReads([...old, READ]);
      expect(await store.audit.purgeReads(minute(0))).toBe(true);
      expect(await read()).toHaveLength(3);
      expect(await store.audit.purgeReads(minute(0))).toBe(false);
      expect(await read()).toHaveLength(2);
      expect((await read()).map(({ kind }) => kind)).toEqual(['reads', 'removal']);
    });
  });
}
