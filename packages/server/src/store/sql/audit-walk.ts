/** Reads a table of the audit log from the newest row on, a stretch of rows to a statement, however few of them are wanted. */
import type { AuditLine, AuditPlace, AuditQuery } from '../../model/audit.ts';
import { instant } from '../../model/instant.ts';
import type { Columns, Database, Dialect, Row } from './database.ts';
import { isOneOf, join, raw, type Sql, sql } from './sql.ts';

export interface AuditedTable<C extends Columns = Columns> {
  readonly kind: AuditPlace['kind'];
  readonly name: string;
  readonly key: string;
  /** Those of its own and of its project that are read. */
  readonly columns: C;
  /** The tenant of a row. */
  readonly tenant: string;
  /** The kinds of its lines, each with what tells its rows from the others. */
  readonly kinds: Readonly<Partial<Record<AuditLine['kind'], string>>>;
}

const STRETCH_ROWS = 5_000;

/** At most as many as the query asks for, the newest first, each with its place. */
export async function readLines<C extends Columns>(
  database: Database,
  table: AuditedTable<C>,
  query: AuditQuery,
): Promise<readonly { readonly row: Row<C>; readonly place: AuditPlace }[]> {
  const { live } = database;
  const { kind, name, columns } = table;
  const ofKind = query.kind === null ? Object.values(table.kinds).join(' OR ') : table.kinds[query.kind];
  if (ofKind === undefined) return [];
  const [from, key] = [raw(name), raw(table.key)];
  const wanted = sql`(${raw(ofKind)}) AND ${conditionOf(live.dialect, table, query)}`;
  const selected = raw(['at AS place_at', `${table.key} AS place_row`, ...Object.keys(columns)].join(', '));
  const lines: { readonly row: Row<C>; readonly place: AuditPlace }[] = [];
  for (let after = query.after; ; ) {
    const rest = sql`${inTime(query)} AND ${follows(table, after)}`;
    const end = await live.get(
      { at: 'int', place_row: 'int' },
      sql`SELECT at, ${key} AS place_row FROM ${from} WHERE ${rest}
        ORDER BY at DESC, ${key} DESC LIMIT 1 OFFSET ${STRETCH_ROWS - 1}`,
    );
    const stretch = end === null ? rest : sql`${rest} AND (at, ${key}) >= (${end.at}, ${end.place_row})`;
    const rows = await live.all(
      { place_at: 'int', place_row: 'int', ...columns },
      sql`SELECT ${selected} FROM ${from} LEFT JOIN project USING (project_row) WHERE ${stretch} AND ${wanted}
        ORDER BY at DESC, ${key} DESC LIMIT ${query.limit - lines.length}`,
    );
    lines.push(...rows.map((row) => ({ row, place: { at: instant(row.place_at), kind, row: row.place_row } })));
    if (end === null || lines.length >= query.limit) return lines;
    after = { at: instant(end.at), kind, row: end.place_row };
    await database.pause();
  }
}

function inTime({ from, before }: AuditQuery): Sql {
  return sql`${from === null ? raw('1 = 1') : sql`at >= ${from}`} AND ${before === null ? raw('1 = 1') : sql`at < ${before}`}`;
}

/** Rows after the place, which may be of the other table: of the same time reads come before acts. */
function follows({ kind, key }: AuditedTable, after: AuditPlace | null): Sql {
  if (after === null) return raw('1 = 1');
  if (kind === after.kind) return sql`(at, ${raw(key)}) < (${after.at}, ${after.row})`;
  return kind === 'acts' ? sql`at <= ${after.at}` : sql`at < ${after.at}`;
}

function conditionOf(
  dialect: Dialect,
  { tenant }: AuditedTable,
  { tenantId, projectIds, actor, action }: AuditQuery,
): Sql {
  const conditions = [
    ...(tenantId === null ? [] : [sql`${raw(tenant)} = ${tenantId}`]),
    ...(projectIds === null ? [] : [isOneOf('project_id', projectIds)]),
    ...(actor === null ? [] : [sql`actor = ${dialect.comparable(actor)}`]),
    ...(action === null ? [] : [sql`action = ${action}`]),
  ];
  return conditions.length === 0 ? raw('1 = 1') : join(conditions, ' AND ');
}
