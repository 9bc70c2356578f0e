/** The Parquet of the log as the readers of data engineers see it, where they are installed: pyarrow, pandas, DuckDB. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatLogReply } from '@parley/contract';
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const server = await bootServer();
const folder = mkdtempSync(join(tmpdir(), 'parley-parquet-'));
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});
await server.importSample(await server.makeProject(822), 200);
const key = await server.makeKey();
const path = join(folder, 'chats.parquet');
writeFileSync(path, (await server.get('/v2/projects/822/chats?format=parquet', { key })).bytes);
const { response } = JSON.parse((await server.get('/v2/projects/822/chats', { key })).text) as ChatLogReply;

/** Each prints the ids, the sum of response times, the first start and the number of messages as JSON. */
const PROGRAMS: Readonly<Record<string, string>> = {
  pyarrow: `
import json, sys, pyarrow.parquet
rows = pyarrow.parquet.read_table(sys.argv[1]).to_pylist()
texts = [row["transcript"] for row in rows]
print(json.dumps([[row["chatId"] for row in rows], sum(row["sumResponseTime"] or 0 for row in rows),
  str(min(row["sessionStartTime"] for row in rows)), sum(len(json.loads(text)) for text in texts)]))`,
  pandas: `
import json, sys, pyarrow, pandas
chats = pandas.read_parquet(sys.argv[1])
print(json.dumps([chats.chatId.tolist(), int(chats.sumResponseTime.sum()), str(chats.sessionStartTime.min()),
  int(chats.transcript.map(lambda text: len(json.loads(text))).sum())]))`,
  duckdb: `
import json, sys, duckdb
print(json.dumps(duckdb.execute("""SELECT list(chatId ORDER BY chatId), sum(sumResponseTime)::BIGINT,
  min(sessionStartTime)::VARCHAR, sum(json_array_length(transcript))::BIGINT FROM read_parquet(?)""", [sys.argv[1]]).fetchone()))`,
};

function findPython(module: string): string | null {
  const candidates = ['python3', '/usr/bin/python3', '/usr/local/bin/python3'];
  return (
    candidates.find((python) => runs(python, module === 'pandas' ? 'import pandas, pyarrow' : `import ${module}`)) ??
    null
  );
}

function runs(python: string, program: string): boolean {
  try {
    execFileSync(python, ['-c', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

for (const [module, program] of Object.entries(PROGRAMS)) {
  test(`${module} reads the numbers of the JSON`, (context) => {
    const python = findPython(module);
    if (python === null) return context.skip(`no Python 3 with ${module} and pyarrow on this machine`);
    const found = JSON.parse(execFileSync(python, ['-c', program, path], { encoding: 'utf8' }));
    expect(found).toEqual([
      response.map(({ chatId }) => chatId),
      response.reduce((sum, { sumResponseTime }) => sum + (sumResponseTime ?? 0), 0),
      response.map(({ sessionStartTime }) => String(sessionStartTime)).sort()[0],
      response.reduce((sum, { transcript }) => sum + (transcript ?? []).length, 0),
    ]);
  });
}
