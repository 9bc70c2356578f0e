/** Saved views as rows of a table. */
import type { NotedDeed } from '../../model/audit.ts';
import type { ProjectScope } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { type NewView, type SavedView, type ViewId, type ViewSubject, viewId } from '../../model/saved-view.ts';
import type { ViewChange, ViewDeed, ViewRefusal, ViewStore } from '../view-store.ts';
import { deedLine } from './audit-table.ts';
import type { Columns, Database, Row, Statements, Transaction } from './database.ts';
import { raw, type Sql, sql } from './sql.ts';

const COLUMNS = {
  view_row: 'int',
  owner: 'text?',
  name: 'text',
  query: 'text',
  version: 'int',
  changed_by: 'text',
  changed_at: 'int',
} as const satisfies Columns;
const NAMES = raw(Object.keys(COLUMNS).join(', '));

export class ViewTable implements ViewStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(scope: ProjectScope, login: string | null): Promise<readonly SavedView[]> {
    const { live } = this.#database;
    const owned = login === null ? raw('owner IS NULL') : sql`(owner IS NULL OR owner = ${login})`;
    const rows = await live.all(
      COLUMNS,
      sql`SELECT ${NAMES} FROM saved_view WHERE project_row = (${rowOf(scope)}) AND ${owned} ORDER BY view_row`,
    );
    const views = rows.map((row) => readView(live, scope, row));
    return views.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  find(scope: ProjectScope, id: ViewId): Promise<SavedView | null> {
    return findView(this.#database.live, { ...scope, viewId: id });
  }

  create(
    view: NewView,
    most: number,
    deed: ViewDeed,
  ): Promise<SavedView | { readonly refused: 'too-many' | 'not-found' }> {
    return this.#database.write(null, async (transaction) => {
      const project = await transaction.get({ project_row: 'int' }, rowOf(view));
      if (project === null) return { refused: 'not-found' };
      // Of two who save the last one at the same time, one waits.
      await transaction.lockProject(project.project_row);
      const { dialect } = transaction;
      const isOwned = view.owner === null ? raw('owner IS NULL') : sql`owner = ${view.owner}`;
      const kept = await transaction.get(
        { views: 'int' },
        sql`SELECT count(*) AS views FROM saved_view WHERE project_row = ${project.project_row} AND ${isOwned}`,
      );
      if ((kept?.views ?? 0) >= most) return { refused: 'too-many' };
      const { at } = deed(viewId(0));
      const row = await transaction.get(
        COLUMNS,
        sql`INSERT INTO saved_view (project_row, owner, name, query, version, changed_by, changed_at)
          VALUES (${project.project_row}, ${view.owner}, ${dialect.encodeText(view.name)},
            ${dialect.encodeText(view.query)}, ${at}, ${dialect.encodeText(view.changedBy)}, ${at}) RETURNING ${NAMES}`,
      );
      if (row === null) return { refused: 'not-found' };
      const made = readView(transaction, view, row);
      await transaction.run(deedLine(view.tenantId, deed(made.viewId)));
      return made;
    });
  }

  change(subject: ViewSubject, version: number, change: ViewChange, deed: NotedDeed): Promise<SavedView | ViewRefusal> {
    return this.#database.write(null, async (transaction) => {
      const view = await lockView(transaction, subject, version);
      if ('refused' in view) return view;
      const { dialect } = transaction;
      const now: SavedView = { ...view, ...change, version: Math.max(deed.at, view.version + 1), changedAt: deed.at };
      await transaction.run(
        sql`UPDATE saved_view SET name = ${dialect.encodeText(now.name)}, query = ${dialect.encodeText(now.query)},
          version = ${now.version}, changed_by = ${dialect.encodeText(now.changedBy)}, changed_at = ${now.changedAt}
          WHERE view_row = ${subject.viewId}`,
      );
      await transaction.run(deedLine(subject.tenantId, deed));
      return now;
    });
  }

  delete(subject: ViewSubject, version: number, deed: NotedDeed): Promise<ViewRefusal | null> {
    return this.#database.write(null, async (transaction) => {
      const view = await lockView(transaction, subject, version);
      if ('refused' in view) return view;
      await transaction.run(sql`DELETE FROM saved_view WHERE view_row = ${subject.viewId}`);
      await transaction.run(deedLine(subject.tenantId, deed));
      return null;
    });
  }
}

function rowOf({ tenantId, projectId }: ProjectScope): Sql {
  return sql`SELECT project_row FROM project WHERE tenant = ${tenantId} AND project_id = ${projectId}`;
}

function selectView(subject: ViewSubject): Sql {
  return sql`SELECT ${NAMES} FROM saved_view
    WHERE project_row = (${rowOf(subject)}) AND view_row = ${subject.viewId}`;
}

async function findView(statements: Statements, subject: ViewSubject): Promise<SavedView | null> {
  const row = await statements.get(COLUMNS, selectView(subject));
  return row === null ? null : readView(statements, subject, row);
}

/** The view in that version, which nobody else can change before the commit. */
async function lockView(
  transaction: Transaction,
  subject: ViewSubject,
  version: number,
): Promise<SavedView | ViewRefusal> {
  const row = await transaction.get(COLUMNS, transaction.dialect.forUpdate(selectView(subject)));
  if (row === null) return { refused: 'not-found' };
  const view = readView(transaction, subject, row);
  return view.version === version ? view : { refused: 'changed', by: view.changedBy };
}

function readView(
  { dialect }: Pick<Statements, 'dialect'>,
  { tenantId, projectId }: ProjectScope,
  row: Row<typeof COLUMNS>,
): SavedView {
  return {
    tenantId,
    projectId,
    viewId: viewId(row.view_row),
    owner: row.owner,
    name: dialect.decodeText(row.name),
    query: dialect.decodeText(row.query),
    version: row.version,
    changedBy: dialect.decodeText(row.changed_by),
    changedAt: instant(row.changed_at),
  };
}
