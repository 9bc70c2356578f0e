/** Count, checksum and revisions of each project's chats, on both sides of a move. Used by `move-store.ts` only. */
import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { openSegment } from '../../chat-log/codec/segment.ts';
import { type ProjectId, projectId, type TenantId } from '../../model/ids.ts';
import { type CopyRow, readCopyRows } from '../postgres/copy-binary.ts';
import type { SqliteConnection } from '../sqlite/sqlite-connection.ts';

/** A project as it stands in the database now. */
export interface MovedProject {
  readonly tenantId: TenantId;
  readonly projectId: ProjectId;
  readonly chats: number;
  /** Sum of the digests of its documents, each worked out again from the bytes that arrived. */
  readonly checksum: string;
  readonly revisions: number;
}

const BATCH_ROWS = 500;
const DIGEST_BYTES = 8;

/** By what the source keeps of each document; by tenant and id. */
export function readDigestSums(source: SqliteConnection): readonly MovedProject[] {
  const projects = source.all('SELECT project_row, tenant, project_id FROM project ORDER BY tenant, project_id');
  return projects.map((project) => {
    const sum = new Sum();
    const sql = 'SELECT digest, revision FROM chat WHERE project_row = ?';
    for (const row of source.database.prepare(sql).iterate(project.project_row ?? null)) {
      if (row.digest instanceof Uint8Array) sum.add(Buffer.from(row.digest), Number(row.revision));
    }
    return sum.of(String(project.tenant), Number(project.project_id));
  });
}

/** By the documents themselves: each is opened, checked and hashed again. */
export async function sumDocuments(
  target: Client,
  signal: AbortSignal,
  onRows: (done: number) => void,
): Promise<readonly MovedProject[]> {
  const { rows } = await target.query(
    'SELECT project_row, tenant, project_id FROM parley.project ORDER BY tenant COLLATE "C", project_id',
  );
  const projects: MovedProject[] = [];
  let done = 0;
  for (const project of rows) {
    const sum = new Sum();
    for await (const batch of readDocuments(target, Number(project.project_row))) {
      signal.throwIfAborted();
      for (const row of batch) sum.add(digestOf(openSegment(row.bytes(2), row.bytes(3))), row.int(1) ?? 0);
      done += batch.length;
      onRows(done);
    }
    projects.push(sum.of(String(project.tenant), Number(project.project_id)));
  }
  return projects;
}

async function* readDocuments(target: Client, projectRow: number): AsyncGenerator<readonly CopyRow[]> {
  for (let after = -1; ; ) {
    const select = `SELECT chat_id, revision, segment, mark FROM parley.chat
      WHERE project_row = ${projectRow} AND chat_id > ${after} ORDER BY chat_id LIMIT ${BATCH_ROWS}`;
    const parts: Buffer[] = [];
    for await (const part of target.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`))) parts.push(part);
    const batch = readCopyRows(Buffer.concat(parts));
    const last = batch.at(-1);
    if (last === undefined) return;
    yield batch;
    after = last.int(0) ?? 0;
  }
}

function digestOf(document: Uint8Array): Buffer {
  return createHash('sha256').update(document).digest().subarray(0, DIGEST_BYTES);
}

class Sum {
  #chats = 0;
  #checksum = 0n;
  #revisions = 0;

  add(digest: Buffer, revision: number): void {
    this.#chats += 1;
    this.#checksum = BigInt.asUintN(64, this.#checksum + digest.readBigUInt64BE());
    this.#revisions += revision;
  }

  of(tenant: string, project: number): MovedProject {
    return {
      tenantId: tenant as TenantId,
      projectId: projectId(project),
      chats: this.#chats,
      checksum: this.#checksum.toString(16).padStart(2 * DIGEST_BYTES, '0'),
      revisions: this.#revisions,
    };
  }
}
