/** The store's statements on PostgreSQL: printed for it, sent by a connection, their results read by the declared kinds. */
import { pipeline } from 'node:stream/promises';
import type { PoolClient, QueryConfig } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { AddedRows, Change, Columns, Row, Statements, Transaction } from '../sql/database.ts';
import { join, raw, type Sql, type SqlValue, sql } from '../sql/sql.ts';
import { type CopyRow, readCopyRows, readField, writeCopyRows } from './copy-binary.ts';
import { CopyOut } from './copy-out.ts';
import { bindLiterals, POSTGRES, type StatementPrinter } from './postgres-dialect.ts';

/** More rows than these go by COPY. */
const FEW_ROWS = 40;
/** Parameters of a statement that others are put together with; PostgreSQL takes 65,535. */
const MOST_VALUES = 5_000;

/** Where statements go, and how long one may take until its connection counts as lost. */
export interface StatementParts {
  /** Runs `work` with a connection, and turns what goes wrong into a StoreError. */
  readonly withClient: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  readonly printer: StatementPrinter;
  readonly timeoutMs: number;
}

export class PostgresStatements implements Statements {
  readonly dialect = POSTGRES;
  protected readonly parts: StatementParts;

  constructor(parts: StatementParts) {
    this.parts = parts;
  }

  async all<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    const kinds = Object.entries(columns);
    const { rows } = await this.send(statement);
    return rows.map((row) => {
      return Object.fromEntries(kinds.map(([name, kind]) => [name, readText(kind, row[name])])) as Row<C>;
    });
  }

  async get<C extends Columns>(columns: C, statement: Sql): Promise<Row<C> | null> {
    return (await this.all(columns, statement))[0] ?? null;
  }

  async bulk<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    const kinds = Object.entries(columns);
    return (await this.#copyOut(statement)).map((row) => {
      return Object.fromEntries(kinds.map(([name, kind], at) => [name, readField(kind, row[at] ?? null)])) as Row<C>;
    });
  }

  async tuples(kinds: readonly Columns[string][], statement: Sql): Promise<readonly (readonly SqlValue[])[]> {
    return (await this.#copyOut(statement)).map((row) => kinds.map((kind, at) => readField(kind, row[at] ?? null)));
  }

  async #copyOut(statement: Sql): Promise<readonly CopyRow[]> {
    const copy = `COPY (${bindLiterals(statement)}) TO STDOUT (FORMAT binary)`;
    return readCopyRows(await this.parts.withClient((client) => client.query(new CopyOut(copy)).result));
  }

  /** Runs one statement or several, without values. @throws StoreError */
  async exec(text: string): Promise<void> {
    await this.parts.withClient((client) => client.query({ text, ...this.#limits }));
  }

  protected send(statement: Sql) {
    const text = this.parts.printer.print(statement);
    const values = statement.values.map(sendable);
    return this.parts.withClient((client) => client.query({ text, values, ...this.#limits }));
  }

  get #limits(): Omit<QueryConfig, 'text'> {
    // The type does not know this member.
    return { query_timeout: this.parts.timeoutMs } as Omit<QueryConfig, 'text'>;
  }
}

/** `pg` sends a Buffer as bytes and any other view of bytes as text. */
function sendable(value: SqlValue): SqlValue {
  const isOtherView = value instanceof Uint8Array && !Buffer.isBuffer(value);
  return isOtherView ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

/** A value as the text protocol gives it: 64-bit numbers as text. */
function readText(kind: Columns[string], value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'int':
    case 'int?':
      return Number(value);
    case 'bigint':
      return BigInt(String(value));
    case 'text':
    case 'text?':
      return String(value);
    case 'bytes':
    case 'bytes?':
      return value as Uint8Array;
  }
}

export class PostgresTransaction extends PostgresStatements implements Transaction {
  async run(statement: Sql): Promise<number> {
    return (await this.send(statement)).rowCount ?? 0;
  }

  async runTogether(changes: readonly Change[]): Promise<void> {
    let together: Sql[] = [];
    let values = 0;
    for (const change of changes) {
      if ('table' in change && change.rows.length > FEW_ROWS && change.isIfAbsent !== true) {
        await this.copyIn(change);
        continue;
      }
      const statement = 'table' in change ? insertOf(change) : change;
      if (statement === null) continue;
      if (values + statement.values.length > MOST_VALUES) {
        await this.#runAsOne(together);
        together = [];
        values = 0;
      }
      together.push(statement);
      values += statement.values.length;
    }
    await this.#runAsOne(together);
  }

  async lockProject(projectRow: number): Promise<void> {
    await this.run(sql`SELECT project_row FROM project WHERE project_row = ${projectRow} FOR NO KEY UPDATE`);
  }

  /** Adds rows by binary COPY. @throws StoreError */
  async copyIn({ table, columns, rows }: AddedRows): Promise<void> {
    const copy = `COPY parley.${table} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`;
    await this.parts.withClient((client) => pipeline(writeCopyRows(rows), client.query(copyFrom(copy))));
  }

  async #runAsOne(statements: readonly Sql[]): Promise<void> {
    const last = statements.at(-1);
    if (last === undefined) return;
    const before = statements.slice(0, -1).map((statement, at) => sql`${raw(`s${at}`)} AS (${statement})`);
    await this.run(before.length === 0 ? last : sql`WITH ${join(before)} ${last}`);
  }
}

function insertOf({ table, columns, rows, isIfAbsent }: AddedRows): Sql | null {
  if (rows.length === 0) return null;
  const list = (row: readonly SqlValue[]) => sql`(${join(row.map((value) => sql`${value}`))})`;
  const conflict = raw(isIfAbsent === true ? ' ON CONFLICT DO NOTHING' : '');
  return sql`INSERT INTO ${raw(`${table} (${columns.join(', ')})`)} VALUES ${join(rows.map(list))}${conflict}`;
}
