/** The statements of one connection to SQLite. Used for the live reader, snapshots and commits. */
import type { Columns, Row, Statements } from '../sql/database.ts';
import type { Sql, SqlValue } from '../sql/sql.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { SQLITE } from './sqlite-dialect.ts';

/** The asynchronous face of a connection, whose statements return before their promise is made. */
export class SqliteStatements implements Statements {
  readonly dialect = SQLITE;
  protected readonly connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.connection = connection;
  }

  async all<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    return this.connection.all(columns, statement);
  }

  async get<C extends Columns>(columns: C, statement: Sql): Promise<Row<C> | null> {
    return this.connection.get(columns, statement);
  }

  async bulk<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    return this.connection.all(columns, statement);
  }

  async tuples(_: readonly Columns[string][], statement: Sql): Promise<readonly (readonly SqlValue[])[]> {
    return this.connection.tuples(statement);
  }
}
