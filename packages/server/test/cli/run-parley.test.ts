import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { OPTIONS } from '../../src/platform/option-table.ts';
import { optionsOf } from '../../src/platform/options.ts';
import { runCli } from '../helpers/run-cli.ts';

/** The words of an example, quotes taken off. */
function wordsOf(example: string): readonly string[] {
  const [, line = ''] = /parley (.*)$/.exec(example) ?? [];
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

describe('the help', () => {
  it('names every command', async () => {
    const { exitCode, stdout } = await runCli(['--help']);
    expect(exitCode).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toContain(`  ${name.split(' ')[0]} `);
  });

  it.each(COMMANDS)('of $name names its options, their defaults and an example', async (command) => {
    const { exitCode, stdout, stderr } = await runCli([...command.name.split(' '), '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const flat = stdout.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(command.summary);
    for (const [, option] of optionsOf(command.name)) {
      expect(flat).toContain(`--${option.flag}`);
      expect(flat).toContain(option.sentence);
      if (typeof option.default === 'string') expect(flat).toContain(`default ${option.default}`);
      if (option.env !== null) expect(flat).toContain(option.env);
    }
    for (const example of command.examples) expect(stdout).toContain(example);
  });

  it('gives every option of the table to some command', () => {
    const taken = new Set(COMMANDS.flatMap(({ name }) => optionsOf(name).map(([option]) => option)));
    expect([...taken].sort()).toEqual(Object.keys(OPTIONS).sort());
  });

  it('has examples that name their command and only its flags', () => {
    for (const command of COMMANDS) {
      const flags = optionsOf(command.name).map(([, option]) => `--${option.flag}`);
      for (const example of command.examples) {
        const words = wordsOf(example.replace(/ > .*/, ''));
        expect(words.join(' ').startsWith(command.name)).toBe(true);
        expect(flags).toEqual(expect.arrayContaining(words.filter((word) => word.startsWith('--'))));
      }
    }
  });
});

describe('the command line', () => {
  it('prints the version', async () => {
    expect(await runCli(['--version'])).toEqual({ exitCode: 0, stdout: '9.8.7\n', stderr: '' });
  });

  it.each([
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

  it.each([[[]], [['project']], [['key']]])('%j prints help and exit code 64', async (words) => {
    const { exitCode, stderr } = await runCli(words);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Usage: parley');
  });

  it('stops for an unknown variable', async () => {
    const { exitCode, stderr } = await runCli(['project', 'list'], { PARLEY_DTA: 'x' });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('PARLEY_DTA, which is no option: did you mean PARLEY_DATA?');
  });

  it('says that there is no store, what to do, and makes none', async () => {
    const { exitCode, stdout, stderr } = await runCli(['project', 'list', '--data', '/nonexistent/parley']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('there is no store in /nonexistent/parley; give another --data, or make one');
  });

  it('reports a file that cannot be read as one line', async () => {
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
    expect(stderr).toMatch(/^parley: [^\n]*\/dev\/null\/x[^\n]*check the path[^\n]*\n$/);
  });
});
