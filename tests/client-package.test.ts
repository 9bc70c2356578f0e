/** The client as it is published: packed, installed by unpacking, and run by the machine's own Node, which may be 20. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentOf } from '../packages/client/test/pull-process.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { makeDesk } from '../packages/server/test/helpers/live-people.ts';
import { packClient } from '../tools/pack-client.ts';

const ROOT = resolve(import.meta.dirname, '..');
const CHATS = 40;
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'parley-package-'));
const installed = join(folder, 'node_modules/@parley/client');
const server = await bootServer();
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
await server.importSample(await server.makeProject(822), CHATS);
// Another project, so that the log of the first stands still.
await server.makeProject(823);
const { siteKey } = await makeDesk(server, 823);
const env = environmentOf({ url: server.url, key: await server.makeKey() });

beforeAll(async () => {
  const built = join(folder, 'built');
  packClient(built);
  await run('npm', ['pack', '--silent', '--pack-destination', folder, built], { cwd: folder });
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, 'parley-client-0.1.0.tgz'), '-C', installed, '--strip-components', '1']);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});

/** A Node on the PATH outside this repository whose major version is 20; null when there is none. */
function findNode20(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((path) => path !== '' && !path.startsWith(ROOT));
  const candidates = folders.map((path) => join(path, 'node'));
  return candidates.find((node) => versionOf(node)?.startsWith('v20.') === true) ?? null;
}

function versionOf(node: string): string | null {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

const NODE_20 = findNode20();
const WITHOUT = 'no Node 20 on the PATH of this machine';
const runtimes = [['this Node', process.execPath] as const, ['Node 20', NODE_20] as const];

describe('the package', () => {
  test('depends on nothing and holds what it needs', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect([manifest.dependencies, manifest.devDependencies, manifest.private]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(readFileSync(join(installed, 'README.md'), 'utf8')).toContain('# The client');
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toContain('Apache');
  });

  test('has types that stand by themselves', async () => {
    const program = `import { ParleyClient, type Chat, type SyncOptions } from '@parley/client';
      export const first = async (client: ParleyClient): Promise<Chat['duration']> => {
        for await (const chat of client.chats(822, { filters: { status: 'closed' } })) return chat.duration;
        return null;
      };
      export const options: Partial<SyncOptions> = { onErase: ({ chatId }) => chatId.toFixed() };
      // @ts-expect-error an unknown filter does not compile
      export const wrong = (client: ParleyClient) => client.chats(822, { filters: { startdat: '2026-01-31' } });\n`;
    writeFileSync(join(folder, 'program.ts'), program);
    const strict = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom,dom.asynciterable',
    ];
    const words = [...strict, '--types', '', join(folder, 'program.ts')];
    await expect(run(join(ROOT, 'node_modules/.bin/tsc'), words, { cwd: folder })).resolves.toMatchObject({
      stdout: '',
    });
  });

  test.for(runtimes)('reads and syncs on %s', async ([, node], context) => {
    if (node === null) return context.skip(WITHOUT);
    const program = `import { Checksum, chatChecksum, ParleyClient } from '@parley/client';
      const { PARLEY_URL: baseUrl, PARLEY_CUSTOMER: customer, PARLEY_KEY: key } = process.env;
      const client = new ParleyClient({ baseUrl, customer, key });
      const rows = new Map();
      await client.sync(822, {
        onChange: (chat) => rows.set(chat.chatId, chat),
        onErase: ({ chatId }) => rows.delete(chatId),
        onCursor: () => undefined,
      });
      const sum = new Checksum();
      for (const chat of rows.values()) sum.add(await chatChecksum(chat));
      const digest = await client.digest(822);
      process.stdout.write(JSON.stringify([process.versions.node.split('.')[0], rows.size, digest.checksum === String(sum)]));\n`;
    writeFileSync(join(folder, 'program.js'), program);
    const { stdout } = await run(node, [join(folder, 'program.js')], { env, cwd: folder });
    expect(JSON.parse(stdout).slice(1)).toEqual([CHATS, true]);
  });

  test.for(runtimes)('takes part in a live chat on %s', async ([, node], context) => {
    if (node === null) return context.skip(WITHOUT);
    const program = `import { LiveVisitor } from '@parley/client/live';
      const visitor = new LiveVisitor({ url: process.env.PARLEY_URL, site: process.argv[2] });
      visitor.subscribe(() => {
        if (!visitor.chat.messages.some(({ seq }) => seq !== null)) return;
        process.stdout.write(visitor.chat.messages[0].text);
        visitor.close();
      });
      visitor.start();
      visitor.send('Hello');\n`;
    writeFileSync(join(folder, 'live.js'), program);
    const { stdout } = await run(node, [join(folder, 'live.js'), siteKey], { env, cwd: folder });
    expect(stdout).toBe('Hello');
  });
});

test('the first program of its README runs as it is printed', async () => {
  const [, printed = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(installed, 'README.md'), 'utf8')) ?? [];
  const placed = printed
    .replace('https://acme.example.com', server.url)
    .replace("startDate: '2026-01-31'", "status: 'closed'");
  expect(placed).toContain("status: 'closed'");
  writeFileSync(join(folder, 'printed.js'), placed);
  const { stdout } = await run(process.execPath, [join(folder, 'printed.js')], { env, cwd: folder });
  expect(stdout).toMatch(/^(\d+ [A-Z][a-z]+ \d+ messages\n)+$/);
});

describe('parley-pull of the package', () => {
  const launcher = join(installed, 'bin/parley-pull.js');

  test('copies and verifies on Node 20', async (context) => {
    if (NODE_20 === null) return context.skip(WITHOUT);
    const copy = join(folder, 'copy.ndjson');
    const path = { ...env, PATH: dirname(NODE_20) };
    const pulled = await run(NODE_20, [launcher, '--to', copy, '--follow', '--once'], { env: path });
    expect(pulled.stderr).toContain(`your copy equals the log: ${CHATS} chats`);
    const verified = await run(NODE_20, [launcher, 'verify', '--from', copy], { env: path });
    expect(verified.stderr).toContain('your copy equals the log');
  });

  test.for(runtimes)('knows its version on %s', async ([, node], context) => {
    if (node === null) return context.skip(WITHOUT);
    const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    const { stdout, stderr } = await run(node, [launcher, '--version'], { env });
    expect([stdout, stderr]).toEqual([`${version}\n`, '']);
  });

  test('says on Node 20 what SQLite needs', async (context) => {
    if (NODE_20 === null) return context.skip(WITHOUT);
    const failed = run(NODE_20, [launcher, '--to', join(folder, 'copy.sqlite')], { env });
    await expect(failed).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringContaining('need Node 22.13 or newer'),
    });
  });

  test('from the sources says on Node 20 how it is started', async (context) => {
    if (NODE_20 === null) return context.skip(WITHOUT);
    const failed = run(NODE_20, [join(ROOT, 'packages/client/bin/parley-pull.js'), '--help'], { env });
    await expect(failed).rejects.toMatchObject({ code: 78, stderr: expect.stringContaining('npx parley-pull') });
  });
});
