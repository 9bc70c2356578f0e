/** The programs of the section on live chats in docs/spec/client.md, as they are printed there, against a real server: they talk. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { compileCacheOf } from '../packages/server/test/helpers/compile-cache.ts';
import { makeDesk } from '../packages/server/test/helpers/live-people.ts';

const GUIDE = readFileSync(new URL('../docs/spec/client.md', import.meta.url), 'utf8');
const SECTION = /^## Live chats$([\s\S]*?)^## /m.exec(GUIDE)?.[1] ?? '';
const [VISITOR = '', AGENT = ''] = [...SECTION.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
const LIVE = new URL('../packages/client/src/live/index.ts', import.meta.url).href;

const server = await bootServer();
const folder = mkdtempSync(join(tmpdir(), 'parley-guide-'));
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
await server.makeProject(822);
const { siteKey } = await makeDesk(server, 822);
const { key } = await server.makeKey({ scopes: ['chats:answer'] });

/** Runs a program of the guide as one of its own. */
function start(name: string, code: string): ChildProcess {
  const there = code
    .replace('@parley/client/live', LIVE)
    .replace('https://acme.example.com', server.url)
    .replace("'SITE_KEY'", `'${siteKey}'`)
    .replace("'KEY'", `'${key}'`)
    .replace('actAs: 660', 'actAs: 1');
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, there);
  const env = { PATH: process.env.PATH, ...compileCacheOf(process.env) };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

test('the visitor and the agent of the guide talk', async () => {
  start('agent', AGENT);
  const show = `function show({ messages }) {
    if (messages.length < 2 || messages.some(({ seq }) => seq === null)) return;
    console.log(JSON.stringify(messages.map(({ text }) => text)));
    visitor.close();
  }`;
  const visitor = start('visitor', `${VISITOR}${show}\nconsole.log(id !== '', outcome.state);`);
  if (visitor.stdout === null || visitor.stderr === null) throw new TypeError('pipes');
  const [out, err] = await Promise.all([text(visitor.stdout), text(visitor.stderr)]);
  expect([out, err]).toEqual([expect.stringContaining('["Where is my order?","I will have a look."]'), '']);
  expect(out).toContain('true sent');
});
