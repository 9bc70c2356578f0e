/** The messages of an export folder are those of the log: after each run, after failures, and in a folder that had none. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatLogReply, LogFormat } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readChatLogQuery } from '../../src/chat-log/query/chat-log-query.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import type { ExportedFile, ExportManifest } from '../../src/services/export/export-manifest.ts';
import { exportToFolder } from '../../src/services/export/export-to-folder.ts';
import { type LogRequest, printChats } from '../../src/services/read-log/print-log.ts';
import type { ProjectStore } from '../../src/store/chat-store.ts';
import { bootServer, type TestKey, type TestServer } from '../helpers/boot-server.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { override, wrapReads } from '../helpers/wrap-readers.ts';

const CHATS = 60;
const CANARY = 'canary-7731';

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

interface RunOptions {
  readonly query?: string;
  readonly format?: LogFormat;
  readonly of?: ProjectStore;
  readonly onRows?: (rows: number) => void;
  readonly mayOverwrite?: boolean;
}

function requestOf(query: string, format: LogFormat): LogRequest {
  const { projectId, zone } = project;
  const parameters = [...new URLSearchParams(query)];
  const read = readChatLogQuery({ parameters, projectId, zone, startSemantics: 'id', isLenient: false });
  if ('refused' in read) throw new TypeError(read.refused.error);
  return { query: read.query, format, view: { ...read.query, isMetadataOnly: false, projectZone: zone } };
}

async function run({ query = '', format = 'parquet', of = project, ...others }: RunOptions = {}) {
  const { projectId, zone, tenantId } = project;
  const own = { tenant: tenantId, projectId, epoch: server.store.epoch, timeZone: zone.name };
  const filters = [...new URLSearchParams(query)];
  return exportToFolder(
    { identity: server.store, project: of, threads: null },
    {
      folder,
      facts: { ...own, format, filters, formulas: format === 'csv' ? 'escaped' : null },
      request: requestOf(query, format),
      since: null,
      rowsOfFile: 20,
      signal: new AbortController().signal,
      ...others,
    },
  );
}

async function runWell(options: RunOptions = {}) {
  const done = await run(options);
  if ('refused' in done) throw new TypeError(done.refused);
  return done;
}

type Row = Readonly<Record<string, unknown>>;

async function rowsOf({ path }: Pick<ExportedFile, 'path'>): Promise<readonly Row[]> {
  const bytes = readFileSync(join(folder, path));
  if (path.endsWith('.parquet')) return (await readParquet(bytes)).rows;
  return bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The number of a file of changes is in its name, also where its rows do not say it. */
const numberIn = (path: string) => Number(/^changes\/(\d+)\./.exec(path)?.[1] ?? 0);

/** The messages of the chats as the last file has them, as the page on exports says; each as `chatId messageNo text`. */
async function currentMessages({ files }: ExportManifest): Promise<readonly string[]> {
  const versions = new Map<number, { readonly changeNo: number; readonly isGone: boolean }>();
  const messages: Row[] = [];
  for (const file of files) {
    for (const row of await rowsOf(file)) {
      if (file.kind === 'messages') messages.push(row);
      else versions.set(Number(row.chatId), { changeNo: numberIn(file.path), isGone: file.kind === 'removed' });
    }
  }
  return messages
    .filter((row) => {
      const version = versions.get(Number(row.chatId));
      return version !== undefined && !version.isGone && Number(row.changeNo) >= version.changeNo;
    })
    .map((row) => `${row.chatId} ${row.messageNo} ${row.message}`)
    .sort();
}

async function loggedMessages(query = ''): Promise<readonly string[]> {
  const { text } = await server.get(`/v2/projects/822/chats?${query}`, { key });
  return (JSON.parse(text) as ChatLogReply).response
    .flatMap(({ chatId, transcript }) =>
      (transcript ?? []).map(({ message }, at) => `${chatId} ${at + 1} ${message ?? null}`),
    )
    .sort();
}

const messagesOf = ({ files }: ExportManifest) => files.filter(({ kind }) => kind === 'messages');
const chatWith = (id: number, ...texts: readonly string[]) => ({
  chatId: id,
  sessionStartTime: '2026-01-05 10:00:00',
  transcript: texts.map((message, at) => ({ id: `m${at}`, date: '2026-01-05T10:00:00+01:00', name: 'V', message })),
});

/** A chat more, one with other messages, one without any more, and one that is erased. */
async function changeLog(round: number): Promise<void> {
  await server.importChats(project, [
    chatWith(900 + round, `new in ${round}`),
    chatWith(5, `changed in ${round}`, CANARY),
    chatWith(6),
  ]);
  await project.privacy.eraseChat(chatId(10 + round), instant(server.clock.nowMs()), 'operator');
}

describe('a folder of Parquet', () => {
  test('has the messages of the log after each run, all in one folder', async () => {
    for (let round = 1; round <= 3; round++) {
      const { manifest } = await runWell();
      expect(await currentMessages(manifest)).toEqual(await loggedMessages());
      const files = messagesOf(manifest);
      expect(manifest.counts.messages).toBe(files.reduce((sum, { rows }) => sum + rows, 0));
      for (const file of files) {
        expect(file.path).toMatch(/^messages\/(\d{4}-\d\d-\d\d-\d{5}|changes-\d{8})\.parquet$/);
        const content = readFileSync(join(folder, file.path));
        expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([file.bytes, file.sha256]);
        expect(await rowsOf(file)).toHaveLength(file.rows);
      }
      expect(readdirSync(join(folder, 'messages')).length).toBe(files.length);
      await changeLog(round);
    }
  });

  test('names the chats of a file by the number of that file', async () => {
    await runWell();
    await changeLog(1);
    const { manifest } = await runWell();
    for (const file of manifest.files) {
      const numbers = new Set((await rowsOf(file)).map(({ changeNo }) => changeNo ?? null));
      const isLoaded = file.kind === 'messages' && !file.path.includes('changes');
      const ownNumber = file.kind === 'removed' ? 1 : 1n;
      expect([...numbers]).toEqual([isLoaded ? 0n : file.kind === 'chats' ? null : ownNumber]);
    }
  });

  test('has nothing of an erased chat in what it writes from then on', async () => {
    await runWell();
    await changeLog(1);
    const before = await runWell();
    await project.privacy.eraseChat(chatId(5), instant(server.clock.nowMs()), 'operator');
    await server.importChats(project, [chatWith(7, 'later')]);
    const { manifest } = await runWell();
    expect((await currentMessages(manifest)).join()).not.toContain(CANARY);
    for (const file of manifest.files.slice(before.manifest.files.length)) {
      expect(
        JSON.stringify(await rowsOf(file), (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
      ).not.toContain(CANARY);
    }
    expect(await currentMessages(manifest)).toEqual(await loggedMessages());
  });

  test('counts each chat once for the audit log', async () => {
    let rows = 0;
    const onRows = (more: number) => {
      rows += more;
    };
    await runWell({ onRows });
    expect(rows).toBe(CHATS);
    await changeLog(1);
    await runWell({ onRows });
    expect(rows).toBe(CHATS + 4);
  });

  test('keeps the messages of the chats that the filters match', async () => {
    const query = 'type=webchat';
    expect(await currentMessages((await runWell({ query })).manifest)).toEqual(await loggedMessages(query));
    await server.importChats(project, [{ ...chatWith(6_000, 'in'), type: 'webchat' }]);
    expect(await currentMessages((await runWell({ query })).manifest)).toEqual(await loggedMessages(query));
    await server.importChats(project, [{ ...chatWith(6_000, 'out'), type: 'telegram' }]);
    expect(await currentMessages((await runWell({ query })).manifest)).toEqual(await loggedMessages(query));
  });

  test.each([
    ['ndjson', ''],
    ['csv', ''],
    ['parquet', 'fields=chatId,disposition'],
  ] as const)('but not one of %s with %s', async (format, query) => {
    const { manifest } = await runWell({ format, query });
    expect([manifest.counts.messages, manifest.messagesLoad]).toEqual([0, null]);
    expect(existsSync(join(folder, 'messages'))).toBe(false);
  });
});

test('a run that ends early leaves what is listed whole; the next go on, and write no file twice', async () => {
  const written = new Map<string, number>();
  for (let count = 1; ; count++) {
    let left = count;
    const chats = wrapReads(project.chats, async function* failing(source) {
      for await (const result of source) {
        left -= 1;
        if (left < 0) throw new RangeError('the store broke');
        yield result;
      }
    });
    const done = await run({ of: override(project, { chats }) }).catch((error) => {
      if (!(error instanceof RangeError)) throw error;
      return null;
    });
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.partial'))).toEqual([]);
    if (existsSync(join(folder, 'manifest.json'))) {
      const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ExportManifest;
      for (const { path } of files) {
        const { mtimeMs } = statSync(join(folder, path));
        expect(written.get(path) ?? mtimeMs, `${path} is written twice`).toBe(mtimeMs);
        written.set(path, mtimeMs);
      }
    }
    if (done !== null) break;
    if (count === 4) await changeLog(1);
  }
  const { manifest } = await runWell();
  expect(await currentMessages(manifest)).toEqual(await loggedMessages());
});

describe('a folder from before folders had messages', () => {
  /** As it was written then: no messages, no numbers in rows of changes, a manifest of version 1. */
  async function makeOld(): Promise<void> {
    await runWell();
    await changeLog(1);
    const { manifest } = await runWell();
    rmSync(join(folder, 'messages'), { recursive: true });
    const { messagesLoad: _, ...others } = manifest;
    const files: ExportedFile[] = [];
    for (const file of manifest.files) {
      if (file.kind === 'messages') continue;
      const bytes = await withoutNumbers(file);
      writeFileSync(join(folder, file.path), bytes);
      files.push({ ...file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
    const { messages: _messages, ...counts } = manifest.counts;
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...others, manifestVersion: 1, files, counts }));
  }

  async function* chatsWith(ids: ReadonlySet<number>) {
    using reader = project.chats.openLiveReader();
    const window = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 100_000 } as const;
    for await (const chats of reader.readChats(window)) yield chats.filter(({ chatId: id }) => ids.has(id));
  }

  async function withoutNumbers(file: ExportedFile): Promise<Uint8Array> {
    if (file.kind === 'chats') return readFileSync(join(folder, file.path));
    const rows = await rowsOf(file);
    if (file.kind === 'removed') {
      return Buffer.from(rows.map(({ changeNo: _, ...row }) => `${JSON.stringify(row)}\n`).join(''));
    }
    const ids = new Set(rows.map(({ chatId: id }) => Number(id)));
    const { pieces } = printChats(requestOf('', 'parquet'), chatsWith(ids));
    return Buffer.concat(await Array.fromAsync(pieces));
  }

  test('gets the messages of all its chats, and goes on; its files stay as they are', async () => {
    await makeOld();
    const old = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ExportManifest;
    await changeLog(2);
    const { manifest, gotMessages } = await runWell();
    expect(gotMessages).toBe(true);
    expect(manifest).toMatchObject({ manifestVersion: 2, complete: true, messagesLoad: null });
    expect(manifest.files.slice(0, old.files.length)).toEqual(old.files);
    expect(await currentMessages(manifest)).toEqual(await loggedMessages());
    await changeLog(3);
    const next = await runWell();
    expect(next.gotMessages).toBe(false);
    expect(await currentMessages(next.manifest)).toEqual(await loggedMessages());
  });

  test('is refused where something else has the name of the messages, unless that may be overwritten', async () => {
    await makeOld();
    mkdirSync(join(folder, 'messages'));
    expect(await run()).toEqual({ refused: 'foreign-messages' });
    expect(await run({ mayOverwrite: true })).toMatchObject({ gotMessages: true });
  });

  test('goes on without any in another format', async () => {
    await runWell({ format: 'ndjson' });
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const { messagesLoad: _, ...others } = manifest;
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...others, manifestVersion: 1 }));
    expect(await runWell({ format: 'ndjson' })).toMatchObject({ gotMessages: false, newFiles: 0 });
  });
});
