/** DuckDB reads a log that is hard to read, in each format that it knows: as many rows and the same texts as the API says. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import { readChatLogQuery } from '../../packages/server/src/chat-log/query/chat-log-query.ts';
import { chatId } from '../../packages/server/src/model/ids.ts';
import { instant } from '../../packages/server/src/model/instant.ts';
import { exportToFolder } from '../../packages/server/src/services/export/export-to-folder.ts';
import { bootServer } from '../../packages/server/test/helpers/boot-server.ts';
import { openProject } from '../../packages/server/test/helpers/open-project.ts';
import { missingOutside, outsideModules } from './find-outside.ts';

/** Half surrogates and NUL among them, which the server never sends. */
const HARD = [
  'cut \ud83d here',
  '\udc00',
  'a\0b',
  'two\r\nlines',
  'one\rline',
  'line\n',
  'say "no"',
  '"',
  'a,b;c\td',
  '=1+1',
  "'quoted'",
  '\\N',
  'NULL',
  '\u2028',
  '  spaces  ',
  '',
];
const ROWS = HARD.map((text, at) => ({
  chatId: at + 1,
  sessionStartTime: '2023-01-20 12:50:43',
  visitorName: text,
  pageName: HARD[(at + 1) % HARD.length],
  transcript: [{ date: '2023-01-20T12:50:43+01:00', id: `m${at}`, message: text, name: 'V' }],
}));

const server = await bootServer();
const folder = mkdtempSync(path.join(tmpdir(), 'parley-duckdb-'));
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});
const scope = await server.makeProject(822);
await server.importChats(scope, ROWS);
const key = await server.makeKey();
const LOG = '/v2/projects/822/chats';

interface Chat {
  readonly chatId: number;
  readonly visitorName: string;
  readonly pageName: string;
  readonly transcript: readonly {
    readonly id: string;
    readonly date: string;
    readonly message: string;
    readonly name: string;
  }[];
}

/** As far as it is used here: its types are where the package is, which is not always. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(place: string, options: Readonly<Record<string, string>>): Promise<{ connect(): Promise<Connection> }>;
  };
}
interface Connection {
  runAndReadAll(sql: string): Promise<{ getRowsJson(): readonly (readonly unknown[])[] }>;
  closeSync(): void;
}

/** The rows of a statement by a DuckDB in memory, which fetches nothing. */
async function ask(sql: string): Promise<readonly (readonly unknown[])[]> {
  const entry = path.join(outsideModules(), '@duckdb/node-api/lib/index.js');
  const { DuckDBInstance } = (await import(pathToFileURL(entry).href)).default as DuckDb;
  const settings = { autoinstall_known_extensions: 'false' };
  const connection = await (await DuckDBInstance.create(':memory:', settings)).connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

async function save(query: string): Promise<string> {
  const file = path.join(folder, `log-${query.replaceAll(/\W/g, '-')}`);
  writeFileSync(file, (await server.get(`${LOG}?${query}`, { key })).bytes);
  return file;
}

async function readApi(): Promise<readonly Chat[]> {
  return (JSON.parse((await server.get(LOG, { key })).text) as { readonly response: readonly Chat[] }).response;
}

function requireDuckDb(context: TestContext): void {
  const missing = missingOutside();
  if (missing !== null) context.skip(missing);
}

/** How each format is read: chat by chat the id, both texts, and the transcript as JSON. */
const COLUMNS = 'SELECT chatId::INTEGER, visitorName, pageName, transcript::VARCHAR FROM';
const FORMATS = [
  ['CSV', 'format=csv&raw=1', (file: string) => `read_csv('${file}', header = true, all_varchar = true)`],
  [
    'CSV with semicolons and a byte order mark',
    'format=csv&raw=1&delimiter=;&bom=1',
    (file: string) => `read_csv('${file}', header = true, all_varchar = true, delim = ';')`,
  ],
  [
    'NDJSON',
    'format=ndjson',
    (file: string) => `read_json('${file}', format = 'newline_delimited', columns = {chatId: 'INTEGER',
      visitorName: 'VARCHAR', pageName: 'VARCHAR', transcript: 'JSON'})`,
  ],
  ['Parquet', 'format=parquet', (file: string) => `read_parquet('${file}')`],
] as const;

describe('DuckDB', () => {
  test.for(FORMATS)('reads the chats from %s as the API has them', async ([, query, read], context) => {
    requireDuckDb(context);
    const rows = await ask(`${COLUMNS} ${read(await save(query))} ORDER BY 1`);
    const chats = await readApi();
    expect(chats).toHaveLength(HARD.length);
    expect(chats.slice(0, 3).map(({ visitorName }) => visitorName)).toEqual(['cut \ufffd here', '\ufffd', 'a\ufffdb']);
    // An empty text is no value in CSV.
    expect(rows.map(([id, name, page, text]) => [id, name ?? '', page ?? '', JSON.parse(String(text))])).toEqual(
      chats.map(({ chatId, visitorName, pageName, transcript }) => [chatId, visitorName, pageName, transcript]),
    );
  });

  test('reads the messages from CSV as the API has them', async (context) => {
    requireDuckDb(context);
    const file = await save('format=csv-messages&raw=1');
    const rows = await ask(
      `SELECT chatId::INTEGER, message FROM read_csv('${file}', header = true, all_varchar = true) ORDER BY 1`,
    );
    const messages = (await readApi()).flatMap(({ chatId, transcript }) =>
      transcript.map(({ message }) => [chatId, message]),
    );
    expect(rows.map(([id, text]) => [id, text ?? ''])).toEqual(messages);
  });

  const TYPED =
    'SELECT chatId::INTEGER, m.id, m.message, m.name, epoch_ms(m.sentAt)::BIGINT FROM (SELECT chatId, unnest(transcript) AS m FROM';

  /** What one SELECT gives of the typed transcripts. */
  function typedRows(chats: readonly Chat[]) {
    return chats.flatMap(({ chatId, transcript }) =>
      transcript.map(({ id, message, name, date }) => [chatId, id, message, name, String(Date.parse(date))]),
    );
  }

  test.for(['snappy', 'zstd'])(
    'reads the typed transcript of a Parquet file with one SELECT: %s',
    async (codec, context) => {
      requireDuckDb(context);
      const file = await save(`format=parquet&nested=1&compression=${codec}`);
      expect(await ask(`${TYPED} read_parquet('${file}')) ORDER BY 1`)).toEqual(typedRows(await readApi()));
      // The other columns are those of the file without it.
      const plain = await save('format=parquet');
      const others = 'SELECT * EXCLUDE (transcript) FROM';
      expect(await ask(`${others} read_parquet('${file}') ORDER BY chatId`)).toEqual(
        await ask(`${others} read_parquet('${plain}') ORDER BY chatId`),
      );
    },
  );

  test('reads the instants beside the wall times, with transcripts and without', async (context) => {
    requireDuckDb(context);
    for (const fields of ['', '&fields=chatId,sessionStartTime']) {
      const file = await save(`format=parquet&utc=1&tz=Asia/Tokyo${fields}`);
      const columns = 'chatId::INTEGER, typeof(sessionStartTimeUtc), epoch_ms(sessionStartTimeUtc)::BIGINT';
      const rows = await ask(
        `SELECT ${columns}, sessionStartTime::VARCHAR FROM read_parquet('${file}') ORDER BY 1 LIMIT 1`,
      );
      // The project is in Budapest, one hour ahead of UTC in winter; the rows are from 12:50:43 there.
      const at = String(Date.parse('2023-01-20T11:50:43Z'));
      expect(rows).toEqual([[1, 'TIMESTAMP WITH TIME ZONE', at, '2023-01-20 20:50:43']]);
    }
  });

  test('finds a row of Parquet by any of its texts, whatever the bounds of its columns are', async (context) => {
    requireDuckDb(context);
    const [chats, messages] = [await save('format=parquet'), await save('format=parquet-messages')];
    for (const { chatId: id, visitorName, transcript } of await readApi()) {
      const [name, text] = [visitorName, transcript[0]?.message ?? ''].map((value) => value.replaceAll("'", "''"));
      const found = `SELECT count(*)::INTEGER FROM read_parquet('${chats}') WHERE chatId = ${id} AND visitorName = '${name}'`;
      expect(await ask(found), visitorName).toEqual([[1]]);
      const sent = `SELECT count(*)::INTEGER FROM read_parquet('${messages}') WHERE chatId = ${id} AND message >= '${text}'`;
      expect(await ask(`${sent} AND message <= '${text}'`), visitorName).toEqual([[1]]);
    }
  });

  /** Keeps the folder of this name as a copy of the log; returns its path. */
  async function exportFolder(name: string, parameters: readonly (readonly [string, string])[]): Promise<string> {
    const project = await openProject(server.store, scope);
    const { projectId, zone } = project;
    const read = readChatLogQuery({ parameters, projectId, zone, startSemantics: 'id', isLenient: false });
    if ('refused' in read) throw new TypeError(read.refused.error);
    const facts = { tenant: project.tenantId, projectId: 822, epoch: server.store.epoch, format: 'parquet' } as const;
    const done = await exportToFolder(
      { identity: server.store, project, threads: null },
      {
        folder: path.join(folder, name),
        facts: { ...facts, filters: parameters, timeZone: zone.name, formulas: null },
        request: {
          query: read.query,
          format: 'parquet',
          view: { ...read.query, isMetadataOnly: false, projectZone: zone },
        },
        since: null,
        signal: new AbortController().signal,
      },
    );
    expect(done).not.toHaveProperty('refused');
    return path.join(folder, name);
  }

  test('reads the typed transcript of a folder with one SELECT', async (context) => {
    requireDuckDb(context);
    const files = path.join(await exportFolder('copy', [['nested', '1']]), 'chats/**/*.parquet');
    expect(await ask(`${TYPED} read_parquet('${files}')) ORDER BY 1`)).toEqual(typedRows(await readApi()));
  });

  /** What a join of messages and chats gives. */
  function joinedRows(chats: readonly Chat[]) {
    return chats.flatMap(({ chatId, visitorName, transcript }) =>
      transcript.map(({ message, date }, at) => [chatId, visitorName, at + 1, message, String(Date.parse(date))]),
    );
  }
  const JOINED = `SELECT m.chatId::INTEGER, c.visitorName, m.messageNo::INTEGER, m.message,
    epoch_ms(m.sentTimeUtc)::BIGINT FROM`;

  test.for(['snappy', 'zstd'])('joins the messages of a file with the chats: %s', async (codec, context) => {
    requireDuckDb(context);
    const messages = await save(`format=parquet-messages&utc=1&compression=${codec}`);
    const chats = await save(`format=parquet&compression=${codec}`);
    const from = `read_parquet('${messages}') m JOIN read_parquet('${chats}') c USING (chatId) ORDER BY 1, 3`;
    expect(await ask(`${JOINED} ${from}`)).toEqual(joinedRows(await readApi()));
    const [types] = await ask(
      `SELECT typeof(sentTime), typeof(sentTimeUtc), sentTime::VARCHAR FROM read_parquet('${messages}') LIMIT 1`,
    );
    expect(types).toEqual(['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', '2023-01-20 12:50:43']);
    const whole = await save(`format=parquet-messages&include=ext&compression=${codec}`);
    const facts = `typeof(redacted), bool_or(redacted), count(redacted)::INTEGER, typeof(editedAt), typeof(seq)`;
    expect(await ask(`SELECT ${facts} FROM read_parquet('${whole}') GROUP BY ALL`)).toEqual([
      ['BOOLEAN', false, HARD.length, 'TIMESTAMP WITH TIME ZONE', 'BIGINT'],
    ]);
  });

  test('joins the messages of a folder with the chats, and finds those of now once there are changes', async (context) => {
    requireDuckDb(context);
    const parameters = [['utc', '1']] as const;
    const copy = await exportFolder('tables', parameters);
    const messages = `'${copy}/messages/*.parquet' m`;
    const first = `${messages} JOIN '${copy}/chats/**/*.parquet' c USING (chatId) ORDER BY 1, 3`;
    expect(await ask(`${JOINED} ${first}`)).toEqual(joinedRows(await readApi()));
    const added = ROWS.slice(0, 1).map((row) => ({ ...row, transcript: [] }));
    const changed = ROWS.slice(1, 3).map((row) => ({
      ...row,
      transcript: [...row.transcript, { ...row.transcript[0], id: 'more', message: 'one more' }],
    }));
    await server.importChats(scope, [...added, ...changed, { ...ROWS[0], chatId: 500 }]);
    const project = await openProject(server.store, scope);
    const at = instant(server.clock.nowMs());
    await project.privacy.eraseChat(chatId(4), at, 'operator');
    await exportFolder('tables', parameters);
    await server.importChats(scope, changed.slice(1));
    await project.privacy.eraseChat(chatId(500), at, 'operator');
    await exportFolder('tables', parameters);
    const views = readFileSync(path.join(import.meta.dirname, '../../docs/spec/exports.md'), 'utf8')
      .replaceAll('DIR/', `${copy}/`)
      .match(/^CREATE VIEW [^;]*;/gm);
    expect(views).toHaveLength(2);
    const now = `${JOINED} messages m JOIN chats c USING (chatId) ORDER BY 1, 3`;
    const expected = joinedRows(await readApi());
    expect(await ask(`${views?.join('\n')} ${now}`)).toEqual(expected);
    await forgetNumbers(path.join(copy, 'changes'));
    expect(await ask(`${views?.join('\n')} ${now}`)).toEqual(expected);
  });

  /** Makes files of changes as they were before they said their number. */
  async function forgetNumbers(changes: string): Promise<void> {
    for (const name of readdirSync(changes)) {
      const file = path.join(changes, name);
      if (name.endsWith('.parquet')) {
        await ask(`COPY (SELECT * EXCLUDE (changeNo) FROM '${file}') TO '${file}.new' (FORMAT parquet)`);
        renameSync(`${file}.new`, file);
      } else {
        const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
        const old = lines.map((line) => {
          const { changeNo, ...rest } = JSON.parse(line) as { changeNo: number };
          expect(changeNo).toBeGreaterThan(0);
          return `${JSON.stringify(rest)}\n`;
        });
        writeFileSync(file, old.join(''));
      }
    }
  }

  test('gives other texts for a cell that is not quoted', async (context) => {
    requireDuckDb(context);
    const readTexts = async (name: string, cell: string) => {
      const file = path.join(folder, name);
      writeFileSync(file, `chatId,visitorName\n1,${cell}\n2,b\n`);
      return ask(`SELECT visitorName FROM read_csv('${file}', header = true, all_varchar = true)`).catch(String);
    };
    expect(await readTexts('quoted.csv', '"a, ""b""\rc"')).toEqual([['a, "b"\rc'], ['b']]);
    expect(await readTexts('unquoted.csv', 'a, "b"\rc')).not.toEqual([['a, "b"\rc'], ['b']]);
  });
});
