/** A thread that reads the store by connections of its own, one statement after another. Started by `reader-threads.ts` only. */
import { constants, setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '../../model/unreachable.ts';
import { raw, type SqlValue } from '../sql/sql.ts';
import { StoreError, type StoreErrorCode } from '../store-error.ts';
import { buffersOf, type PackedRows, packRows } from './packed-rows.ts';
import { SqliteConnection } from './sqlite-connection.ts';

export interface ReaderStart {
  readonly file: string;
}

export interface ReadRequest {
  /** With a `?` for each of the values. */
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** Reads no row after the first. */
  readonly isFirstOnly: boolean;
}

/** `connection` is a number that the asker chose: it is opened when it is named first. */
export type ToReader =
  | { readonly kind: 'begin'; readonly call: number; readonly connection: number }
  | { readonly kind: 'read'; readonly call: number; readonly connection: number; readonly request: ReadRequest }
  | { readonly kind: 'release'; readonly connection: number }
  | { readonly kind: 'end' };

/** `code` is null where the error is none of the store. */
export type FromReader =
  | { readonly call: number; readonly rows: PackedRows }
  | { readonly call: number; readonly code: StoreErrorCode | null; readonly error: unknown };

// Elsewhere it would be the priority of the whole process. Messages come before large reads.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
if (parentPort !== null) answerReads(parentPort, workerData as ReaderStart);

function answerReads(port: MessagePort, { file }: ReaderStart): void {
  const connections = new Map<number, SqliteConnection>();
  const find = (number: number) => {
    const known = connections.get(number);
    if (known !== undefined) return known;
    const connection = SqliteConnection.openReader(file);
    connections.set(number, connection);
    return connection;
  };
  port.on('message', (message: ToReader) => {
    switch (message.kind) {
      case 'begin':
        return answer(port, message.call, () => begin(find(message.connection)));
      case 'read':
        return answer(port, message.call, () => read(find(message.connection), message.request));
      case 'release':
        return connections.get(message.connection)?.rollBack();
      case 'end':
        for (const connection of connections.values()) connection[Symbol.dispose]();
        return port.close();
      default:
        return unreachable(message);
    }
  });
}

function begin(connection: SqliteConnection): PackedRows {
  connection.beginSnapshot();
  return packRows([]);
}

function read(connection: SqliteConnection, { text, values, isFirstOnly }: ReadRequest): PackedRows {
  const statement = { ...raw(text), values };
  if (!isFirstOnly) return packRows(connection.tuples(statement));
  const first = connection.firstTuple(statement);
  return packRows(first === null ? [] : [first]);
}

function answer(port: MessagePort, call: number, work: () => PackedRows): void {
  try {
    const rows = work();
    port.postMessage({ call, rows } satisfies FromReader, buffersOf(rows));
  } catch (error) {
    const code = error instanceof StoreError ? error.code : null;
    port.postMessage({ call, code, error } satisfies FromReader);
  }
}
