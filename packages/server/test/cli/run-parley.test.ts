import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../helpers/run-cli.ts';

describe('the help', () => {
  test('names every command', async () => {
    const { exitCode, stdout } = await runCli(['--help']);
    expect(exitCode).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toContain(`  ${name.split(' ')[0]} `);
  });
});

describe('the command line', () => {
  test('prints the version', async () => {
    expect(await runCli(['--version'])).toEqual({ exitCode: 0, stdout: '9.8.7\n', stderr: '' });
  });

  test.each([
    [['serv'], "unknown command 'serv' (Did you mean serve?)"],
    [['key', 'delete'], "unknown command 'delete'"],
    [['serve', '--prot', '1'], "unknown option '--prot' (Did you mean --port?)"],
    [['serve', 'now'], "too many arguments for 'serve'"],
    [['serve', '--port'], "option '--port <number>' argument missing"],
    [['serve', '--port', '70000'], '--port cannot be "70000"; give a whole number from 0 to 65535'],
    [['serve', '--port', '1', '--port', '2'], '--port is given more than once'],
    [['import', '--tenant', 'acme', '--project', '1'], "missing required argument 'file'"],
    [['key', 'list'], '--tenant is missing'],
    [['rebuild', '--check', 'all'], "too many arguments for 'rebuild'"],
  ])('%j ends in one line and exit code 64', async (words, sentence) => {
    const { exitCode, stdout, stderr } = await runCli(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/^parley: [^\n]+\n$/);
    expect(stderr).toContain(sentence);
  });

  test.each([['key', 'create'], ['key'], ['doctor']])(
    'of %s %s is the same by help and by --help',
    async (...words) => {
      const named = words.filter((word) => word !== undefined);
      const asked = await runCli(['help', ...named]);
      expect(asked).toEqual(await runCli([...named, '--help']));
      expect(asked.stdout).toContain(`Usage: parley ${named.join(' ')} `);
    },
  );

  test('of an unknown command says so', async () => {
    expect(await runCli(['help', 'foo'])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining("unknown command 'foo'"),
    });
  });

  test.each([[[]], [['project']], [['key']]])('%j prints help and exit code 64', async (words) => {
    const { exitCode, stderr } = await runCli(words);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Usage: parley');
  });

  test('stops for an unknown variable', async () => {
    const { exitCode, stderr } = await runCli(['project', 'list'], { PARLEY_DTA: 'x' });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('PARLEY_DTA, which is not an option: did you mean PARLEY_DATA?');
  });

  test('says that there is no store, what to do, and makes none', async () => {
    const { exitCode, stdout, stderr } = await runCli(['project', 'list', '--data', '/nonexistent/parley']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('there is no store in /nonexistent/parley; give another --data, or create one');
  });

  test('reports a file that cannot be read as one line', async () => {
    const { exitCode, stderr } = await runCli([
      'project',
      'create',
      '--data',
      '/dev/null/x',
      '--tenant',
      'acme',
      '--project',
      '1',
      '--name',
      'A',
      '--time-zone',
      'UTC',
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toBe('parley: a part of the path /dev/null/x is not a folder\n');
  });
});
