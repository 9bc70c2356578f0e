/** What `parley` and `parley-pull` share: the exit code for wrong use, and the environment of one person. */
import { describe, expect, test } from 'vitest';
import { EXIT as PULL_EXIT } from '../packages/client/src/pull/pull-error.ts';
import { helpText } from '../packages/client/src/pull/pull-options.ts';
import { pull } from '../packages/client/test/pull-process.ts';
import { EXIT } from '../packages/server/src/cli/command-io.ts';
import { runCli } from '../packages/server/test/helpers/run-cli.ts';

describe('wrong use', () => {
  test.each([
    ['an unknown option', ['serve', '--prot', '1'], ['--to', 'x.csv', '--prot', '1']],
    ['an option without its value', ['serve', '--port'], ['--to']],
    ['a wrong value', ['serve', '--port', 'x'], ['--to', 'x.csv', '--retries', 'x']],
    ['an unknown command', ['serv'], ['verfy']],
    ['a missing option', ['key', 'list'], ['--url', 'http://127.0.0.1:1']],
  ])('%s ends with 64 and one line in both programs', async (_, words, pullWords) => {
    const server = await runCli(words);
    const client = await pull(pullWords, {});
    expect([server.exitCode, client.exitCode]).toEqual([64, 64]);
    expect([server.stdout, client.out]).toEqual(['', '']);
    expect(server.stderr).toMatch(/^parley: [^\n]+\n$/);
    expect(client.err).toMatch(/^parley-pull: [^\n]+\n$/);
  });

  test.each([
    ['parley', EXIT],
    ['parley-pull', PULL_EXIT],
  ])('shares its code with nothing else that %s ends with', (_, codes: Readonly<Record<string, number>>) => {
    const { usage, ...others } = codes;
    expect(usage).toBe(64);
    expect(Object.values(others)).not.toContain(usage);
    expect(new Set(Object.values(codes)).size).toBe(Object.keys(codes).length);
  });

  test('has a code that means nothing else in the other program either', () => {
    const { usage: _, ...server } = EXIT;
    const { usage: __, ...client } = PULL_EXIT;
    expect([...Object.values(server), ...Object.values(client)]).not.toContain(64);
  });
});

describe('the environment', () => {
  test('of parley-pull does not stop parley', async () => {
    const names = [...new Set(helpText().match(/PARLEY_[A-Z]+/g))];
    expect(names).toContain('PARLEY_KEY');
    const environment = Object.fromEntries(names.map((name) => [name, '1']));
    const { exitCode, stderr } = await runCli(['sample', '--chats', '0'], environment);
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});
