/** Clients that others' generators make of openapi.json compile under strict tsc and read a page from the real server. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import openapi from '../../packages/contract/openapi.json' with { type: 'json' };
import { basic, bootServer, type TestKey, type TestServer } from '../../packages/server/test/helpers/boot-server.ts';
import { missingOutside, outsideModules, runOutside } from './find-outside.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const missing = missingOutside();
const run = promisify(execFile);

/** Generated files import each other without endings, as bundlers allow. */
const RESOLVE_HOOK = `import { registerHooks } from 'node:module';
registerHooks({
  resolve(name, context, next) {
    if (!name.startsWith('.')) return next(name, context);
    for (const ending of ['', '.js', '/index.js']) {
      try { return next(name + ending, context); } catch {}
    }
    return next(name, context);
  },
});
`;

const ORVAL = (server: string) => `export default {
  api: { input: './openapi.json', output: { target: './orval/api.ts', client: 'fetch', baseUrl: '${server}' } },
  zod: { input: './openapi.json', output: { target: './orval/zod.ts', client: 'zod' } },
};
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
    typeRoots: [path.join(ROOT, 'node_modules/@types')],
    skipLibCheck: true,
    rootDir: '.',
    outDir: 'out',
  },
  include: ['read-*.ts'],
};

let server: TestServer;
let folder: string;
let key: TestKey;
/** What the compiler said. */
let compiled = '';

async function generate(program: string, words: readonly string[]): Promise<void> {
  const { code, output } = await runOutside(program, words, folder);
  expect(code, output).toBe(0);
}

beforeAll(async () => {
  if (missing !== null) return;
  server = await bootServer();
  await server.importSample(await server.makeProject(822), 20);
  key = await server.makeKey();
  folder = mkdtempSync(path.join(tmpdir(), 'parley-clients-'));
  symlinkSync(outsideModules(), path.join(folder, 'node_modules'));
  const files = {
    'openapi.json': JSON.stringify(openapi),
    'package.json': '{"type":"module"}',
    'tsconfig.json': JSON.stringify(TSCONFIG),
    'orval.config.mjs': ORVAL(server.url),
    'resolve-hook.mjs': RESOLVE_HOOK,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  for (const name of ['openapi-typescript', 'hey-api', 'orval']) {
    cpSync(path.join(import.meta.dirname, `clients/read-${name}.ts.txt`), path.join(folder, `read-${name}.ts`));
  }
  await generate('openapi-typescript/bin/cli.js', ['openapi.json', '-o', 'schema.d.ts']);
  const plugins = ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk', 'zod'];
  await generate('@hey-api/openapi-ts/bin/run.js', ['-i', 'openapi.json', '-o', 'hey', '-p', ...plugins]);
  await generate('orval/dist/bin/orval.mjs', ['--config', 'orval.config.mjs']);
  compiled = await compile();
});
afterAll(async () => {
  if (missing !== null) return;
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function compile(): Promise<string> {
  const compiler = path.join(ROOT, 'node_modules/.bin/tsc');
  return run(compiler, ['-p', folder], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}

describe('clients that generators make', () => {
  test('compile under strict tsc, and not when the program takes a chat for something else', async (context) => {
    if (missing !== null) return context.skip(missing);
    expect(compiled).toBe('');
    const wrong = `import { getChatLog } from './orval/api';
const page = await getChatLog(822);
if (page.status === 200) page.data.response.map((chat) => chat.chatNumber);
`;
    writeFileSync(path.join(folder, 'read-wrong.ts'), wrong);
    expect(await compile()).toContain("'chatNumber' does not exist");
    rmSync(path.join(folder, 'read-wrong.ts'));
  });

  describe.each(['openapi-typescript', 'hey-api', 'orval'])('%s', (name) => {
    test('reads a page, chosen fields and an error', async (context) => {
      if (missing !== null) return context.skip(missing);
      const hook = pathToFileURL(path.join(folder, 'resolve-hook.mjs')).href;
      const given = { SERVER: server.url, KEY: key.key, AUTHORIZATION: basic(key.tenant, key.key) };
      const words = ['--import', hook, path.join(folder, 'out', `read-${name}.js`)];
      const { stdout } = await run(process.execPath, words, { cwd: folder, env: { ...process.env, ...given } });
      expect(JSON.parse(stdout)).toEqual({
        ids: [20, 19, 18],
        total: 3,
        keys: [['chatId', 'type']],
        code: 'error.project_not_found',
      });
    });
  });
});
