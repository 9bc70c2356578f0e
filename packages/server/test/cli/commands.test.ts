/** Walks the commands: whatever is added to the list is held to the same rules. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readImports } from '../../../../tools/read-imports.ts';
import { type Command, defineCommand } from '../../src/cli/command.ts';
import type { CommandIo } from '../../src/cli/command-io.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { commandsTable, optionsPage } from '../../src/cli/reference-pages.ts';
import { variablesOf, walkOptions } from '../../src/cli/walk-options.ts';
import type { TenantId } from '../../src/model/ids.ts';
import type { OptionSpec } from '../../src/platform/option-spec.ts';
import { flagOf, readOptions } from '../../src/platform/options.ts';
import { commandLinesIn, problemOf } from '../helpers/read-command-line.ts';
import { runCli } from '../helpers/run-cli.ts';

const ALL: readonly Command[] = COMMANDS;

function optionsOf(command: Command): readonly (readonly [flag: string, option: OptionSpec])[] {
  return Object.entries(command.options).map(([name, option]) => [flagOf(name), option]);
}

describe.each(ALL)('parley $name', (command) => {
  test('has a summary, and help that names its options, their defaults and its examples', async () => {
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    const { exitCode, stdout, stderr } = await runCli([...command.name.split(' '), '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const flat = stdout.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(command.summary);
    for (const [flag, option] of optionsOf(command)) {
      expect(flat).toContain(`--${flag}`);
      expect(flat).toContain(option.sentence);
      if ('default' in option) expect(flat).toContain(`default ${[option.default].flat().join(',')}`);
      if (option.env !== undefined) expect(flat).toContain(option.env);
    }
    for (const example of command.examples) expect(stdout).toContain(example);
  });

  test('has examples that it would start to work on', async () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) {
      const lines = commandLinesIn(example);
      expect(lines).toHaveLength(1);
      for (const words of lines) {
        expect(words.join(' ').startsWith(command.name)).toBe(true);
        expect(await problemOf(words)).toBeNull();
      }
    }
  });

  test('describes its options, and accepts their defaults', () => {
    for (const [flag, option] of optionsOf(command)) {
      expect(option.sentence).toMatch(/^[A-Z].*\.$/);
      expect(flag).toMatch(/^[a-z][a-z0-9]*(-[a-z]+)*$/);
      // The library takes --no-x for x turned off, which it is unless somebody says so: the flag would always be there.
      expect(flag).not.toMatch(/^no-/);
      if (option.env !== undefined) expect(option.env).toMatch(/^PARLEY_[A-Z0-9_]+$/);
      if (option.insteadOf !== undefined) expect(command.options).toHaveProperty(option.insteadOf);
      if ('default' in option) expect(readOptions({ option }, {}, {})).toHaveProperty('values');
    }
  });

  test('stands in the reference of options and in the README', () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../../../../README.md'), 'utf8');
    const row = `| \`parley ${command.name}\` | ${command.summary} |\n`;
    expect(commandsTable()).toContain(row);
    expect(readme).toContain(row);
    const page = optionsPage();
    for (const [flag, option] of optionsOf(command)) {
      const line = page
        .split('\n')
        .find((text) => text.startsWith(`| \`--${flag}\` |`) && text.includes(option.sentence));
      expect(line?.split(' | ').at(-1)?.replaceAll(/[*|]/g, '').trim().split(', ')).toContain(command.name);
      if (option.env !== undefined) expect(line).toContain(`\`${option.env}\``);
    }
  });
});

describe('all commands', () => {
  test('have names of their own, and each variable sets one flag', () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
    const flagsByVariable = Map.groupBy(
      ALL.flatMap(optionsOf).filter(([, { env }]) => env !== undefined),
      ([, { env }]) => env,
    );
    for (const [variable, taken] of flagsByVariable) {
      expect([variable, new Set(taken.map(([flag]) => flag)).size]).toEqual([variable, 1]);
    }
    expect([...variablesOf(ALL)].sort()).toEqual([...flagsByVariable.keys()].sort());
  });

  test('give options that several take one description', () => {
    const data = walkOptions(ALL).filter(({ flag }) => flag === 'data');
    // That of the store, and that of the demonstration.
    expect(data.map(({ commands }) => commands.has('demo'))).toEqual([false, true]);
    expect(walkOptions(ALL)[0]?.flag).toBe('data');
  });

  test('load nothing slow before one of them runs', () => {
    expect(packagesOf(resolve(import.meta.dirname, '../../src/cli/commands.ts'))).toEqual([]);
    // The check itself sees a package where there is one, also further down.
    expect(packagesOf(resolve(import.meta.dirname, '../../src/cli/run-server.ts'))).toContain('fastify');
  });
});

describe('a tenant that is not there is named as that', () => {
  const root = mkdtempSync(join(tmpdir(), 'parley-tenant-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const data = join(root, 'data');
  const makesTenants = ['project create', 'serve', 'demo'];
  const taking = ALL.filter(
    ({ name, options }) => 'tenant' in options && 'data' in options && !makesTenants.includes(name),
  );

  beforeAll(async () => {
    const words = ['--tenant', 'acme', '--project', '822', '--name', 'S', '--time-zone', 'UTC'];
    await runCli(['project', 'create', '--data', data, ...words]);
  });

  test.each(taking)('by parley $name', async ({ name, examples }) => {
    const example = examples.find((line) => line.includes('--tenant acme')) ?? '';
    const words = commandLinesIn(example.replace('--tenant acme', '--tenant acne'))[0] ?? [];
    const key = name === 'mirror' ? ['--key', 'k'] : [];
    const given = words.filter((word, at) => name !== 'mirror' || ![word, words[at - 1]].includes('--key-file'));
    const { exitCode, stderr, stdout } = await runCli([...given, ...key, '--data', data], {}, 'a long password\n');
    expect([exitCode, stdout, stderr]).toEqual([
      1,
      '',
      'parley: there is no tenant acne; did you mean acme? see parley project list, or create it with parley project create\n',
    ]);
  });

  test('and a project that is not there as that', async () => {
    for (const command of ['import', 'export', 'erase', 'redact']) {
      const operands = { import: ['-'], erase: ['7'], redact: ['--contact', '7'] };
      const more = new Map<string, readonly string[]>(Object.entries(operands)).get(command) ?? [];
      const scope = ['--data', data, '--tenant', 'acme', '--project', '9'];
      const { exitCode, stderr } = await runCli([command, ...scope, ...more], {}, '');
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there is no project 9 of acme; see parley')]);
    }
  });
});

const SLOW_MODULES: ReadonlySet<string> = new Set(['node:sqlite', 'node:worker_threads', 'node:zlib']);

/** Packages, and built-in modules that take long to load, that come with a file: what it imports itself and further down. */
function packagesOf(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = readFileSync(file, 'utf8').replaceAll(/\bimport\(/g, '');
  return readImports(source).flatMap(({ specifier, isTypeOnly }) => {
    if (isTypeOnly || (specifier.startsWith('node:') && !SLOW_MODULES.has(specifier))) return [];
    if (specifier.startsWith('.')) return packagesOf(resolve(dirname(file), specifier), seen);
    // A part of the contract that stands alone is looked into; all of it is slow.
    const isPart = specifier.startsWith('@parley/contract/');
    return isPart ? packagesOf(fileURLToPath(import.meta.resolve(specifier)), seen) : [specifier];
  });
}

describe('a command', () => {
  const complete = {
    name: 'hello',
    summary: 'Say hello.',
    examples: ['parley hello'],
    options: { loud: { kind: 'flag', sentence: 'In capitals.' } },
    run: async () => 0,
  } as const;

  test('does not compile without one of its parts', () => {
    const { name: _name, ...nameless } = complete;
    const { summary: _summary, ...withoutSummary } = complete;
    const { examples: _examples, ...withoutExamples } = complete;
    const { options: _options, ...withoutOptions } = complete;
    const { run: _run, ...withoutRun } = complete;
    expect(defineCommand(complete).name).toBe('hello');
    // @ts-expect-error a command has a name
    defineCommand(nameless);
    // @ts-expect-error a command has a summary
    defineCommand(withoutSummary);
    // @ts-expect-error a command has examples
    defineCommand(withoutExamples);
    // @ts-expect-error a command has at least one example
    defineCommand({ ...complete, examples: [] });
    // @ts-expect-error a command says which options it takes
    defineCommand(withoutOptions);
    // @ts-expect-error a command does something
    defineCommand(withoutRun);
    // @ts-expect-error an option is described
    defineCommand({ ...complete, options: { loud: { kind: 'flag' } } });
    // @ts-expect-error a variable is one of ours
    defineCommand({ ...complete, options: { loud: { kind: 'flag', env: 'LOUD', sentence: 'In capitals.' } } });
  });

  test('gets the values of its own options, typed', async () => {
    const values: unknown[] = [];
    const command = defineCommand({
      ...complete,
      options: {
        loud: { kind: 'flag', sentence: 'In capitals.' },
        times: { kind: 'integer', minimum: 1, sentence: 'How often.' },
        greeting: { kind: 'choice', values: ['hello', 'hi'], default: 'hello', sentence: 'What to say.' },
        names: { kind: 'list', values: ['ada', 'bo'], isCommaSeparated: true, sentence: 'Whom to greet.' },
        tenant: {
          kind: 'text',
          shape: { words: 'a tenant', read: (text: string) => text as TenantId },
          isRequired: true,
          sentence: 'The tenant.',
        },
      },
      async run({ loud, times, greeting, names, tenant }) {
        const typed: [boolean, number | null, 'hello' | 'hi', readonly ('ada' | 'bo')[], TenantId] = [
          loud,
          times,
          greeting,
          names,
          tenant,
        ];
        // @ts-expect-error it may be absent
        const wrong: number = times;
        values.push(...typed, wrong);
        return 0;
      },
    });
    expect(await command.start({ names: ['bo'], tenant: ['acme'] }, {}, '', {} as CommandIo)).toBe(0);
    expect(values).toEqual([false, null, 'hello', ['bo'], 'acme', null]);
  });

  test('with a wrong example or default would be noticed', async () => {
    expect(await problemOf(['serve', '--prot', '1'])).toEqual(expect.any(String));
    const option = { kind: 'integer', minimum: 1, default: 0, sentence: 'How often.' } as const;
    expect(readOptions({ option }, {}, {})).toEqual({
      problem: 'the default of option cannot be "0"; give a whole number from 1',
    });
  });
});

describe('a mistyped --data', () => {
  const root = mkdtempSync(join(tmpdir(), 'parley-mistyped-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const makers = ['serve', 'demo', 'project create', 'restore'];
  const others = ALL.filter(({ name, options }) => 'data' in options && !makers.includes(name));

  test.each(others)('makes no folder: $name', async ({ examples: [example] }) => {
    const data = join(root, 'typo');
    const [words = []] = commandLinesIn(example.replace(/--(data|database) \S+/, '').replace('--key-file', '--key'));
    const { exitCode, stdout, stderr } = await runCli([...words, '--data', data], {}, 'a password of some length\n');
    const told = stdout + stderr;
    expect([exitCode, told]).toEqual([expect.toSatisfy((code) => code !== 0), expect.stringContaining(data)]);
    expect(existsSync(data)).toBe(false);
  });

  const create = ['project', 'create', '--tenant', 'acme', '--project', '1', '--name', 'S', '--time-zone', 'UTC'];

  test('of a command that makes a store is told, once, with the whole path and what to do', async () => {
    const data = relative('.', join(root, 'new'));
    const { exitCode, stderr } = await runCli([...create, '--data', data]);
    expect([exitCode, stderr]).toEqual([
      0,
      `parley: made a new, empty store in ${data} (${resolve(data)}); if you meant another one, stop, remove that folder, and give the right --data\n`,
    ]);
    const again = await runCli([...create.with(5, '2'), '--data', data]);
    expect([again.exitCode, again.stderr]).toEqual([0, '']);
  });

  test('of a server that starts is told before it is ready', async () => {
    const data = join(root, 'served');
    const words = ['serve', '--data', data, '--port', '0', '--log-level', 'silent'];
    const { exitCode, stderr } = await runCli(words, {}, null, AbortSignal.abort('SIGTERM'));
    expect([exitCode, stderr.match(/made a new, empty store in .*;/g)]).toEqual([
      0,
      [`made a new, empty store in ${data};`],
    ]);
  });
});
