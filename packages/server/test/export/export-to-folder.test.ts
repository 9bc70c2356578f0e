/** An export folder, applied in the order of its manifest, is the log: after the first load, changes, erasures and failures. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatLogReply, LogFormat, LoggedChat } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readChatLogQuery } from '../../src/chat-log/query/chat-log-query.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { type ExportManifest, readManifest } from '../../src/services/export/export-manifest.ts';
import { exportToFolder } from '../../src/services/export/export-to-folder.ts';
import type { FolderExport } from '../../src/services/export/folder-export.ts';
import { readDigest } from '../../src/services/sync/read-digest.ts';
import type { ProjectStore } from '../../src/store/chat-store.ts';
import { bootServer, type TestKey, type TestServer } from '../helpers/boot-server.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { asJsonRows, readParquet } from '../helpers/read-parquet.ts';
import { override, wrapReads } from '../helpers/wrap-readers.ts';

const CHATS = 250;
const FORMATS: readonly LogFormat[] = ['parquet', 'csv', 'ndjson'];

let server: TestServer;
let project: ProjectStore;
let key: TestKey;
let folder: string;

beforeEach(async () => {
  server = await bootServer();
  project = await server.makeProject(822);
  await server.importSample(project, CHATS);
  key = await server.makeKey();
  folder = mkdtempSync(join(tmpdir(), 'parley-export-'));
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface OrderOptions {
  readonly format?: LogFormat;
  readonly query?: string;
  readonly since?: string | null;
  readonly rowsOfFile?: number;
  readonly signal?: AbortSignal;
}

function orderOf(options: OrderOptions = {}): FolderExport {
  const { format = 'ndjson', query = '', since = null, rowsOfFile = 40, signal } = options;
  const read = readChatLogQuery({
    parameters: [...new URLSearchParams(query)],
    projectId: project.projectId,
    zone: project.zone,
    startSemantics: 'id',
    isLenient: false,
  });
  if ('refused' in read) throw new TypeError(read.refused.error);
  return {
    folder,
    facts: {
      tenant: project.tenantId,
      projectId: project.projectId,
      epoch: server.store.epoch,
      format,
      filters: [...new URLSearchParams(query)],
      timeZone: project.zone.name,
      formulas: format === 'csv' ? 'escaped' : null,
    },
    request: {
      query: read.query,
      format,
      view: { ...read.query, isMetadataOnly: false, projectZone: project.zone },
    },
    since,
    rowsOfFile,
    signal: signal ?? new AbortController().signal,
  };
}

async function run(options: OrderOptions = {}, of = project) {
  return exportToFolder({ identity: server.store, project: of, threads: null }, orderOf(options));
}

async function runWell(options: OrderOptions = {}): Promise<ExportManifest> {
  const done = await run(options);
  if ('refused' in done) throw new TypeError(done.refused);
  expect(await readManifest(folder)).toEqual({ manifest: done.manifest, isWithoutMessages: false });
  return done.manifest;
}

type Row = Readonly<Record<string, unknown>>;

async function readRows(path: string): Promise<readonly Row[]> {
  const bytes = readFileSync(join(folder, path));
  if (path.endsWith('.parquet')) return asJsonRows(await readParquet(bytes));
  if (path.endsWith('.csv')) {
    const [header = [], ...lines] = parseCsv(bytes.toString());
    return lines.map((cells) => Object.fromEntries(cells.map((cell, at) => [header[at], cell])));
  }
  return bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What a reader gets who applies the files as the manifest says, by chatId; checks every file against the manifest. */
async function applyFiles({ files }: ExportManifest): Promise<ReadonlyMap<number, Row>> {
  const copy = new Map<number, Row>();
  for (const { path, kind, rows, bytes, sha256 } of files) {
    const content = readFileSync(join(folder, path));
    expect([path, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([path, bytes, sha256]);
    const read = await readRows(path);
    expect(read).toHaveLength(rows);
    if (kind === 'messages') continue;
    for (const { changeNo, ...row } of read) {
      const isNumbered = kind === 'removed' || (kind === 'changes' && !path.endsWith('.ndjson'));
      expect(Number(changeNo ?? 0), path).toBe(isNumbered ? Number(/^changes\/(\d+)/.exec(path)?.[1]) : 0);
      if (kind === 'removed') copy.delete(Number(row.chatId));
      else copy.set(Number(row.chatId), row);
    }
  }
  return copy;
}

async function readLog(query = ''): Promise<readonly LoggedChat[]> {
  return (JSON.parse((await server.get(`/v2/projects/822/chats?${query}`, { key })).text) as ChatLogReply).response;
}

const sorted = (copy: ReadonlyMap<number, Row>) =>
  [...copy.values()].sort((a, b) => Number(a.chatId) - Number(b.chatId));

/** The checksum of the digest, made from the copy. */
function sumUp(rows: readonly Row[]): { readonly count: number; readonly checksum: string } {
  let sum = 0n;
  for (const row of rows) {
    sum += createHash('sha256').update(JSON.stringify(row)).digest().readBigUInt64BE(0);
  }
  return { count: rows.length, checksum: BigInt.asUintN(64, sum).toString(16).padStart(16, '0') };
}

async function digest() {
  const { request } = orderOf();
  const feed = { project, selection: {}, isMetadataOnly: false };
  const { count, checksum } = await readDigest(server.store, feed, {
    selection: {},
    dateRange: null,
    dayZone: request.view.projectZone,
  });
  return { count, checksum };
}

/** Changes, additions and erasures that an export must see. */
async function changeLog(round: number): Promise<void> {
  const text = `round ${round}`;
  const message = { type: 'message.sent', sender: 'visitor', name: 'V', messageId: `r${round}`, text } as const;
  const started = {
    type: 'chat.started',
    channel: 'webchat',
    sessionId: `s${round}`,
    queue: { queueId: 1, name: 'Chat' },
    heldByBot: false,
  } as const;
  const at = instant(server.clock.nowMs());
  const result = await project.chats.append({
    chatId: null,
    events: [
      { at, offsetMinutes: 0, body: started },
      { at, offsetMinutes: 0, body: message },
    ],
  });
  if ('refused' in result) throw new TypeError(result.refused);
  await server.importChats(project, [{ chatId: 5_000, visitorName: text }]);
  const erased = await project.privacy.eraseChat(chatId(10 + round), at, 'operator');
  expect(erased).not.toBeNull();
}

describe.each(FORMATS)('a folder of %s', (format) => {
  test('is the log after the first load, and stays it with each run', async () => {
    const first = await runWell({ format });
    expect(first).toMatchObject({ complete: true, load: null, counts: { chats: CHATS, changes: 0, removed: 0 } });
    for (let round = 1; round <= 3; round++) {
      await changeLog(round);
      const manifest = await runWell({ format });
      expect(manifest.files.length).toBeGreaterThan(first.files.length);
      const rows = sorted(await applyFiles(manifest));
      const log = await readLog();
      expect(rows.map((row) => Number(row.chatId))).toEqual(log.map((chat) => chat.chatId));
      if (format !== 'csv') {
        expect(rows).toEqual(log);
        expect(sumUp(rows)).toEqual(await digest());
      }
    }
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const { files: listed } = await runWell({ format });
    expect(files).toHaveLength(listed.length + 1);
  });
});

describe('the folder', () => {
  test('has a part for each day of the project, none longer than allowed', async () => {
    const { files } = await runWell({ rowsOfFile: 40 });
    for (const { path, rows } of files) {
      const day = /^chats\/date=(\d{4}-\d{2}-\d{2})\/part-\d{5}\.ndjson$/.exec(path)?.[1];
      expect(rows).toBeLessThanOrEqual(40);
      for (const row of await readRows(path)) expect(String(row.sessionStartTime).slice(0, 10)).toBe(day);
    }
    expect(files.some(({ path }) => path.endsWith('part-00002.ndjson'))).toBe(true);
  });

  test('holds the chats that the filters match; one that no longer does is removed', async () => {
    const query = 'type=webchat&fields=chatId,visitorName';
    const before = await runWell({ query });
    expect(sorted(await applyFiles(before))).toEqual(await readLog(query));
    const [first] = await readLog(query);
    await server.importChats(project, [
      { chatId: 6_000, type: 'webchat' },
      { chatId: 6_001, type: 'telegram' },
    ]);
    await runWell({ query });
    await server.importChats(project, [{ chatId: 6_000, type: 'telegram' }]);
    await project.privacy.eraseChat(chatId(first?.chatId ?? 0), instant(server.clock.nowMs()), 'operator');
    const after = await runWell({ query });
    expect(sorted(await applyFiles(after))).toEqual(await readLog(query));
    expect(after.counts.removed).toBeGreaterThanOrEqual(2);
  });

  test('may begin at a cursor: then it has changes only', async () => {
    const cursor = String((await server.get('/v2/projects/822/chats?limit=1', { key })).headers['parley-sync-cursor']);
    await changeLog(1);
    const manifest = await runWell({ since: cursor });
    expect(manifest.counts).toEqual({ chats: 0, messages: 0, changes: 2, removed: 1 });
    expect((await runWell()).files).toEqual(manifest.files);
  });

  test('is not touched when there is nothing new', async () => {
    const { files } = await runWell();
    const times = files.map(({ path }) => statSync(join(folder, path)).mtimeMs);
    const again = await run();
    expect(again).toMatchObject({ newFiles: 0, manifest: { files } });
    expect(files.map(({ path }) => statSync(join(folder, path)).mtimeMs)).toEqual(times);
  });
});

describe('a run that ends early', () => {
  /** Fails at the `count`th list of chats that is read. */
  function failingProject(count: number): ProjectStore {
    let left = count;
    const chats = wrapReads(project.chats, async function* failing(source) {
      for await (const result of source) {
        left -= 1;
        if (left < 0) throw new RangeError('the store broke');
        yield result;
      }
    });
    return override(project, { chats });
  }

  test('leaves what its manifest lists whole and nothing half-named; the next runs go on', async () => {
    const written = new Map<string, number>();
    let failures = 0;
    for (let count = 1; ; count++) {
      const done = await run({ rowsOfFile: 20 }, failingProject(count)).catch((error) => {
        if (!(error instanceof RangeError)) throw error;
        return null;
      });
      const names = readdirSync(folder, { recursive: true }).map(String);
      expect(names.filter((name) => name.endsWith('.partial'))).toEqual([]);
      const found = await readManifest(folder);
      for (const { path } of found?.manifest.files ?? []) {
        const { mtimeMs } = statSync(join(folder, path));
        expect(written.get(path) ?? mtimeMs, `${path} is written twice`).toBe(mtimeMs);
        written.set(path, mtimeMs);
      }
      if (done !== null) break;
      failures += 1;
      if (failures === 3) await changeLog(1);
    }
    expect(failures).toBeGreaterThan(2);
    const rows = sorted(await applyFiles(await runWell({ rowsOfFile: 20 })));
    expect(rows).toEqual(await readLog());
    expect(sumUp(rows)).toEqual(await digest());
  });

  test('because it was told to ends at the next piece and can go on', async () => {
    const controller = new AbortController();
    controller.abort(new RangeError('SIGTERM'));
    await expect(run({ signal: controller.signal })).rejects.toThrow('SIGTERM');
    expect(sorted(await applyFiles(await runWell()))).toEqual(await readLog());
  });

  test('removes what a killed run left half-written', async () => {
    await runWell();
    writeFileSync(join(folder, 'chats', 'part.ndjson.partial'), 'half');
    await runWell();
    expect(existsSync(join(folder, 'chats', 'part.ndjson.partial'))).toBe(false);
  });
});

describe('a folder is refused', () => {
  test('that was begun with other facts', async () => {
    await runWell();
    expect(await run({ format: 'csv' })).toMatchObject({ refused: 'other-facts', name: 'format', found: 'ndjson' });
    expect(await run({ query: 'type=webchat' })).toMatchObject({ refused: 'other-facts', name: 'filters' });
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, epoch: 'another' }));
    expect(await run()).toMatchObject({ refused: 'other-facts', name: 'epoch' });
  });

  test('with another cursor than its own, or one that is none', async () => {
    expect(await run({ since: 'p1.AAAA' })).toMatchObject({ refused: 'bad-cursor' });
    expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
    const { cursor } = await runWell();
    await changeLog(1);
    await runWell();
    expect(await run({ since: cursor })).toEqual({ refused: 'other-since' });
  });

  test('whose manifest is none', async () => {
    writeFileSync(join(folder, 'manifest.json'), '{"manifestVersion":2}');
    expect(await run()).toMatchObject({ refused: 'bad-manifest' });
    writeFileSync(join(folder, 'manifest.json'), 'no JSON');
    expect(await run()).toMatchObject({ refused: 'bad-manifest' });
  });

  test('whose cursor is older than what the store remembers', async () => {
    await runWell();
    await changeLog(1);
    while (await server.store.maintenance.purgeTombstones(instant(server.clock.nowMs() + 1)));
    expect(await run()).toEqual({ refused: 'expired' });
  });
});

test('the comparison here notices a file that was changed, and a copy that lacks a chat', async () => {
  const manifest = await runWell();
  const copy = new Map(await applyFiles(manifest));
  copy.delete(1);
  expect(sumUp(sorted(copy))).not.toEqual(await digest());
  const [file] = manifest.files;
  writeFileSync(join(folder, file?.path ?? ''), 'changed');
  chmodSync(join(folder, file?.path ?? ''), 0o600);
  await expect(applyFiles(manifest)).rejects.toThrow();
});
