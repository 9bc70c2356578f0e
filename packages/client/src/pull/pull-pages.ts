/** A copy of the server's own bytes, page by page: NDJSON and CSV. After a kill it continues after the last complete page. */
import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ChatDigest } from '../contract-types.ts';
import { ParleyError } from '../errors.ts';
import { nextAfterOf } from '../next-after.ts';
import type { QueryValues } from '../query.ts';
import { indexNdjson } from './copy-index.ts';
import { type CopyState, identityOf, readState, removeState, syncFolder, writeState } from './copy-state.ts';
import { afterHeader, countRecords } from './csv-records.ts';
import { proveCopy } from './prove-copy.ts';
import type { PullContext } from './pull-context.ts';
import { EXIT, PullError } from './pull-error.ts';
import { RowFile } from './row-file.ts';

/** The largest page that is one snapshot. */
const PAGE_CHATS = 1_000;

interface Page {
  readonly bytes: Uint8Array;
  readonly chats: number;
  /** The last chat of the page when there are more; null at the end. */
  readonly next: string | null;
}

/** Returns the exit code. The copy gets its name once it is complete; until then it is `<name>.part`. */
export async function pullPages(context: PullContext): Promise<number> {
  const { file, format } = context.options;
  const part = `${file}.part`;
  const stateFile = `${part}.state.json`;
  const begun = readState(stateFile, identityOf(context.options)) ?? (await begin(context));
  const state = await fetchPages(context, part, stateFile, begun);
  renameSync(part, file);
  removeState(stateFile);
  syncFolder(dirname(file));
  if (state.feed === null) {
    context.progress.say(`${state.chats} chats; not compared with the log, because the key may not read its digest`);
    return EXIT.done;
  }
  if (format === 'ndjson') return proveCopy(context, await indexNdjson(file, null), state.feed);
  return format === 'csv' ? proveCount(context, state, state.feed) : EXIT.done;
}

async function begin(context: PullContext): Promise<CopyState> {
  const feed = (await readDigest(context))?.cursor ?? null;
  return { version: 1, ...identityOf(context.options), bytes: 0, chats: 0, next: null, feed };
}

/** Null when the key may not read it, for example a key with chats:metadata. */
async function readDigest({ client, options, signal }: PullContext): Promise<ChatDigest | null> {
  try {
    return await client.digest(options.project, options.filters, { signal });
  } catch (error) {
    if (error instanceof ParleyError && error.status === 403) return null;
    throw error;
  }
}

async function fetchPages(context: PullContext, part: string, stateFile: string, begun: CopyState): Promise<CopyState> {
  using rows = RowFile.open(part, begun.bytes, context.options.file);
  let state = begun;
  // If an earlier run stopped between the last page and the rename, nothing is left to fetch.
  while (!(state.bytes > 0 && state.next === null)) {
    const page = await fetchPage(context, state);
    rows.append(page.bytes);
    rows.sync();
    state = { ...state, bytes: rows.bytes, chats: state.chats + page.chats, next: page.next };
    writeState(stateFile, state);
    context.progress.show(state.chats, null);
    if (page.next === null) break;
  }
  return state;
}

async function fetchPage({ client, options, signal }: PullContext, { next }: CopyState): Promise<Page> {
  const { format, filters, withExt, isRaw, delimiter, hasMark, project } = options;
  const query: QueryValues = {
    ...filters,
    limit: PAGE_CHATS,
    after: next ?? undefined,
    include: format === 'ndjson' ? [...(withExt ? ['ext'] : []), 'end'] : undefined,
    format,
    raw: isRaw ? 1 : undefined,
    delimiter: delimiter === ',' ? undefined : delimiter,
    bom: hasMark ? 1 : undefined,
  };
  let pieces: Uint8Array[] = [];
  let following: string | null = null;
  const begin = (headers: Headers) => {
    pieces = [];
    following = nextAfterOf(headers.get('link') ?? '');
  };
  await client.download(project, query, { begin, write: (piece) => pieces.push(piece) }, { signal });
  const body = Buffer.concat(pieces);
  const page = format === 'ndjson' ? readNdjsonPage(body) : readCsvPage(body, next === null);
  if (following !== null && format !== 'csv-messages' && page.chats !== PAGE_CHATS) {
    throw new PullError(`the server sent ${page.chats} chats in a page of ${PAGE_CHATS}`, EXIT.differs);
  }
  return { ...page, next: following };
}

/** The chats without the end line, after checking their number against it. */
function readNdjsonPage(body: Buffer): Omit<Page, 'next'> {
  const start = body.lastIndexOf(0x0a, body.length - 2) + 1;
  const end = JSON.parse(body.subarray(start).toString()) as { readonly end?: boolean; readonly rows?: number };
  const bytes = body.subarray(0, start);
  let chats = 0;
  for (const byte of bytes) if (byte === 0x0a) chats += 1;
  if (end.end !== true || end.rows !== chats) {
    throw new PullError(`the server says that it sent ${end.rows} chats, but ${chats} came`, EXIT.differs);
  }
  return { bytes, chats };
}

function readCsvPage(body: Buffer, isFirst: boolean): Omit<Page, 'next'> {
  return { bytes: isFirst ? body : afterHeader(body), chats: countRecords(body) - 1 };
}

/** A CSV copy is compared by its count; a difference is allowed only if the log changed meanwhile. */
async function proveCount(context: PullContext, { chats }: CopyState, feed: string): Promise<number> {
  const { client, options, progress, signal } = context;
  const digest = await client.digest(options.project, options.filters, { signal });
  if (digest.count === chats) {
    progress.say(`${chats} chats, as many as in the log`);
    return EXIT.done;
  }
  const { changes } = await client.changes(options.project, {
    cursor: feed,
    filters: options.filters,
    limit: 1,
    signal,
  });
  if (changes.length > 0) {
    progress.say(`${chats} chats; the log changed meanwhile and has ${digest.count} now`);
    return EXIT.done;
  }
  progress.tell(`the copy has ${chats} chats, the log ${digest.count}`);
  return EXIT.differs;
}
