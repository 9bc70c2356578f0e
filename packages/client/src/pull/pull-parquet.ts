/** A copy as the server's own Parquet bytes: one request, repeated from the start when it breaks. */
import { closeSync, fsyncSync, ftruncateSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './copy-state.ts';
import { openFresh } from './output-place.ts';
import { parquetRows } from './parquet-rows.ts';
import type { PullContext } from './pull-context.ts';
import { EXIT } from './pull-error.ts';
import { namingPath } from './system-error.ts';

/** Returns the exit code. The file gets its name once it is complete. */
export async function pullParquet(context: PullContext): Promise<number> {
  const { client, options, signal } = context;
  const { file, project, filters } = options;
  const before = await client.digest(project, filters, { signal });
  const part = `${file}.part`;
  await fetchWhole(context, part);
  const rows = parquetRows(part);
  renameSync(part, file);
  syncFolder(dirname(file));
  const after = await client.digest(project, filters, { signal });
  return tellCount(context, rows, before, after);
}

async function fetchWhole({ client, options, progress, signal }: PullContext, part: string): Promise<void> {
  const descriptor = openFresh(part);
  try {
    let bytes = 0;
    const begin = () => {
      ftruncateSync(descriptor, 0);
      bytes = 0;
    };
    const write = (piece: Uint8Array) => {
      namingPath(part, () => {
        for (let written = 0; written < piece.length; )
          written += writeSync(descriptor, piece, written, null, bytes + written);
      });
      bytes += piece.length;
      progress.showBytes(bytes);
    };
    await client.download(options.project, { ...options.filters, format: 'parquet' }, { begin, write }, { signal });
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

interface Sums {
  readonly count: number;
  readonly checksum: string;
}

function tellCount({ progress }: PullContext, rows: number, before: Sums, after: Sums): number {
  const isSteady = before.count === after.count && before.checksum === after.checksum;
  if (rows === after.count) {
    progress.say(`${rows} chats, as many as in the log`);
    return EXIT.done;
  }
  if (!isSteady) {
    progress.say(`${rows} chats; the log changed meanwhile and has ${after.count} now`);
    return EXIT.done;
  }
  progress.tell(`the copy has ${rows} chats, the log ${after.count}`);
  return EXIT.differs;
}
