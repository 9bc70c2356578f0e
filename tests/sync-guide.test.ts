/** The Python of docs/spec/sync.md, as it is printed there, against a real server: its copy is the log, and its checksum is the server's. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { chatId } from '../packages/server/src/model/ids.ts';
import { instant } from '../packages/server/src/model/instant.ts';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { sampleEvents } from '../packages/server/test/helpers/sample-import.ts';

const run = promisify(execFile);
const GUIDE = readFileSync(new URL('../docs/spec/sync.md', import.meta.url), 'utf8');
const BLOCKS = [...GUIDE.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
const TELL = "print(json.dumps([len(copy), checksum(row(chat) for chat in copy.values()), digest['checksum']]))";

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
await server.importSample(project, 150);
const key = await server.makeKey();

async function hasPython(): Promise<boolean> {
  return run('python3', ['-c', '']).then(
    () => true,
    () => false,
  );
}

/** Runs the guide with `between` before its last lines; answers what `TELL` prints. */
async function runGuide(between: string): Promise<readonly unknown[]> {
  const [load = '', verify = ''] = BLOCKS;
  const there = load
    .replace('https://acme.example.com/v2/projects/822/chats', `${server.url}/v2/projects/822/chats`)
    .replace("'KEY'", `'${key.key}'`);
  expect(there).toContain(key.key);
  const { stdout } = await run('python3', ['-c', [there, between, verify, TELL].join('\n')]);
  return JSON.parse(stdout);
}

test('the copy of the guide is proved by the digest of the guide', async (context) => {
  if (!(await hasPython())) return context.skip('no Python 3 on this machine');
  const [events = []] = sampleEvents(1, 3);
  await project.chats.append({ chatId: null, events });
  await project.privacy.eraseChat(chatId(5), instant(server.clock.nowMs()), 'operator');
  const [count, own, theirs] = await runGuide('');
  expect([count, own]).toEqual([150, theirs]);
});

test('a copy that lacks a chat does not pass', async (context) => {
  if (!(await hasPython())) return context.skip('no Python 3 on this machine');
  await expect(runGuide('del copy[7]')).rejects.toThrow('AssertionError');
});
