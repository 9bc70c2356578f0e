/** `parley move`: copies a store from a folder into a PostgreSQL database, and prints what to do next. */
import { join } from 'node:path';
import { FolderShelf } from '../platform/folder-shelf.ts';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { type CopiedFiles, copyFiles } from '../services/attachments/copy-files.ts';
import type { MoveProgress, MoveReport } from '../store/move/move-store.ts';
import { describePlace } from '../store/open-store.ts';
import { ATTACHMENTS_FOLDER } from '../store/sqlite/store-files.ts';
import { namedShelf, SHELF_SHAPE } from './attachment-options.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { POSTGRES_ADDRESS } from './option-groups.ts';
import { S3_OPTIONS } from './s3-options.ts';

const PROGRESS_INTERVAL_MS = 2_000;

const OPTIONS = {
  from: {
    kind: 'path',
    isRequired: true,
    sentence: 'Folder of the store to move; no server may have it open.',
  },
  to: {
    kind: 'text',
    shape: POSTGRES_ADDRESS,
    isRequired: true,
    isSecret: true,
    sentence: 'PostgreSQL database to move into, which must be empty; PGPASSWORD may hold its password.',
  },
  filesFrom: {
    kind: 'text',
    shape: SHELF_SHAPE,
    sentence: 'Where the files of chats are now; without it the folder attachments of --from.',
  },
  filesTo: {
    kind: 'text',
    shape: SHELF_SHAPE,
    sentence:
      'Where to copy the files of chats, which servers of the database then have as --attachments; without it they stay where they are.',
  },
  ...S3_OPTIONS,
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const moveCommand = defineCommand({
  name: 'move',
  summary: 'Copy a store from a folder into an empty PostgreSQL database, and verify it.',
  examples: [
    'parley move --from ./parley-data --to postgres://parley@localhost:5432/parley',
    'parley move --from ./parley-data --to postgres://parley@localhost:5432/parley --files-to /srv/chat-files',
  ],
  options: OPTIONS,
  run: move,
});

/** Exit code 0 when everything was copied and verified; otherwise the database stays empty, but for files that are missing. */
async function move(options: Values, io: CommandIo): Promise<number> {
  const { from, to } = options;
  // Before the rows: where they are, their files are.
  const copied = await moveFiles(options, io);
  const { moveStore } = await import('../store/move/move-store.ts');
  let shownAtMs = io.clock.monotonicMs();
  const show = ({ step, table, rows, of }: MoveProgress) => {
    const nowMs = io.clock.monotonicMs();
    if (nowMs - shownAtMs < PROGRESS_INTERVAL_MS) return;
    shownAtMs = nowMs;
    io.stderr.write(`${step} ${table}: ${rows} of ${of} rows\n`);
  };
  try {
    const report = await moveStore({
      from,
      to,
      newEpoch: () => io.randomness.uuid(),
      newSecret: () => io.randomness.bytes(32),
      nowMs: () => io.clock.nowMs(),
      monotonicMs: () => io.clock.monotonicMs(),
      signal: io.signal,
      onProgress: show,
    });
    io.stdout.write(describe(report, from, describePlace({ data: from, database: to })));
    const files = report.rows.get('live_attachment') ?? 0;
    if (copied !== null) return reportFiles(copied, options, io);
    if (files > 0) io.stdout.write(filesToo(options, files));
    return EXIT.done;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    return reportFailure(io, `stopped by ${io.signal.reason}; nothing was moved, run it again`, exitCodeOf(io.signal));
  }
}

/** null where nobody asked for it. @throws StoreError `locked` while a server has the store; ShelfFailure */
async function moveFiles(options: Values, io: CommandIo): Promise<CopiedFiles | null> {
  const { from, filesFrom, filesTo } = options;
  if (filesTo === null) return null;
  const place = { data: from, database: null };
  const { openShelf } = await import('../platform/open-shelf.ts');
  using to = openShelf(namedShelf(filesTo, { ...options, ...place }, io.environment));
  using found =
    filesFrom?.startsWith('s3:') === true
      ? openShelf(namedShelf(filesFrom, { ...options, ...place }, io.environment))
      : new FolderShelf(filesFrom ?? join(from, ATTACHMENTS_FOLDER));
  await using store = await openCommandStore(place, io, { isMade: false, keepsServersOut: true });
  await to.check();
  return await copyFiles(store.shelf, found, to);
}

function reportFiles({ copied, missing }: CopiedFiles, { filesTo }: Values, io: CommandIo): number {
  io.stdout.write(
    `4. Files of chats (${copied}) are in ${filesTo} too: start every server with it as --attachments.\n`,
  );
  if (missing === 0) return EXIT.done;
  return reportFailure(io, `files of chats that were not there to be copied: ${missing}; parley doctor counts them`);
}

function filesToo({ from, filesFrom }: Values, files: number): string {
  const place = filesFrom ?? join(from, ATTACHMENTS_FOLDER);
  return `4. Files of chats (${files}) stay in ${place}: start every server with what holds them as --attachments, after a folder was moved to where all reach it.
`;
}

function describe({ projects, rows }: MoveReport, from: string, to: string): string {
  const lines = projects.map(
    ({ tenantId, projectId, chats, checksum, revisions }) =>
      `project ${projectId} of ${tenantId}: ${chats} chats, checksum ${checksum}, revisions ${revisions}`,
  );
  const count = (table: string) => rows.get(table) ?? 0;
  return `${lines.join('\n')}
moved and verified: ${projects.length} projects, ${count('chat')} chats, ${count('chat_event')} events, ${count('api_key')} keys, ${count('user_account')} people, ${count('tombstone')} tombstones, ${count('ledger')} ledger entries, ${count('audit') + count('audit_read')} audit entries

Next:
1. Start the server on the database: parley serve --database ${to}, with user and password as given here.
2. Readers of the change feed get 410 once and start over: this is a history of its own.
3. Keep ${from} until a backup of the database is made, and do not serve it any more: what is written there is not here.
`;
}
