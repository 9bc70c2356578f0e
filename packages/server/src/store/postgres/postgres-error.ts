/** Failures of the database as `StoreError`, in sentences that say where and what to do and never hold the password. */
import { DatabaseError } from 'pg';
import { StoreError, type StoreErrorCode } from '../store-error.ts';

/** SQLSTATEs, and classes of them by their first two characters. See appendix A of PostgreSQL's documentation. */
const MEANINGS: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  '28P01': ['unreachable', 'refuses the user or the password: check both in the address'],
  '28': ['unreachable', 'refuses this user: check the address and pg_hba.conf'],
  '3D000': ['unreachable', 'does not exist: create it with UTF8 encoding'],
  '53100': ['full', 'has no space left on its disk: nothing was written, make room there'],
  '53300': ['busy', 'has no connection left: raise max_connections or lower the number of connections of each server'],
  '53': ['busy', 'has too little memory or too few resources for this now'],
  '25006': [
    'unreachable',
    'takes no writes: it is a standby or read-only (default_transaction_read_only); name the primary in the address',
  ],
  '25P03': ['busy', 'ended a transaction that stood still for too long'],
  '57014': ['busy', 'did not finish a statement in time'],
  '55P03': ['busy', 'did not give a lock in time, another writer holds it'],
  '40': ['busy', 'let another writer go first'],
  '57P': ['unreachable', 'is starting, stopping or being restarted'],
  '08': ['unreachable', 'closed the connection'],
  '42501': ['unsuitable', 'lets this user not do what is needed: make it the owner of the schema "parley"'],
  '42P01': ['missing', 'holds no store any more: its tables are gone'],
  '3F000': ['missing', 'holds no store any more: its schema is gone'],
  XX001: ['damaged', 'reports damaged data: restore it from a backup'],
  XX002: ['damaged', 'reports a damaged index: rebuild it with REINDEX'],
};

/** Whether the connection can no longer be used. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return true;
  return error.severity === 'FATAL' || error.severity === 'PANIC' || /^(08|57P)/.test(error.code ?? '');
}

/** The error as a `StoreError` where the database or the connection caused it, else itself; without content. */
export function asStoreError(error: unknown, target: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const options = { cause: error };
  if (error instanceof DatabaseError) {
    // They may quote the row, and errors are written to the log whole.
    error.detail = undefined;
    error.where = undefined;
    const state = error.code ?? '';
    const meaning = MEANINGS[state] ?? MEANINGS[state.slice(0, 3)] ?? MEANINGS[state.slice(0, 2)];
    if (meaning === undefined) return error;
    return new StoreError(meaning[0], `${target} ${meaning[1]}`, options);
  }
  const sentence = describeConnectionError(error);
  return sentence === null ? error : new StoreError('unreachable', `${target} ${sentence}`, options);
}

/** `pg` and `pg-pool` throw plain errors with a sentence where no server has answered. */
function describeConnectionError(error: Error): string | null {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'cannot be reached: nothing listens there, is it started?';
  if (code === 'ENOENT') return 'cannot be reached: its socket file does not exist, is it started?';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be reached: its host name is not known';
  if (/client password must be a string|SASL|password/i.test(error.message)) {
    return 'wants a password that it accepts: check the address';
  }
  if (/timeout exceeded when trying to connect|connection timeout|timeout expired/i.test(error.message)) {
    return 'gave no connection in time: it does not answer, or all connections are in use';
  }
  if (/read timeout/i.test(error.message)) return 'did not answer in time';
  if (/SSL|TLS|certificate/i.test(`${error.message} ${code}`)) {
    return `cannot be reached as asked: ${error.message}`;
  }
  const isLost =
    /^(ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNABORTED|ERR_STREAM_\w+)$/.test(code) ||
    /connection terminated|not queryable|connection ended|premature close/i.test(error.message);
  return isLost ? 'broke off the connection: it was stopped, restarted, or the network between failed' : null;
}

export function describeTarget(at: {
  readonly host: string;
  readonly port: number;
  readonly database?: string | undefined;
}): string {
  const place = at.host.startsWith('/') ? at.host : `${at.host}:${at.port}`;
  return `the database "${at.database ?? ''}" at ${place}`;
}
