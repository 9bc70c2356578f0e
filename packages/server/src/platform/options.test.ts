import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';
import type { CommandName, OptionSpec } from './option-spec.ts';
import { OPTIONS } from './option-table.ts';
import { optionsOf, readEnvironment, readOptions } from './options.ts';
import { optionsMarkdown } from './options-markdown.ts';

const ALL: readonly (readonly [string, OptionSpec])[] = Object.entries(OPTIONS);
const SCOPE = { tenant: ['acme'], project: ['822'] };

function problemOf(command: CommandName, flags: Record<string, string[]>, environment = {}): string {
  const read = readOptions(command, flags, environment);
  return 'problem' in read ? read.problem : 'accepted';
}

describe('the table of options', () => {
  it.each(ALL)('%s is described, used by a command and has a default that it would accept', (_name, option) => {
    expect(option.sentence).toMatch(/^[A-Z].*\.$/);
    expect(option.flag).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const names = Object.keys(option.commands) as CommandName[];
    expect(names.length).toBeGreaterThan(0);
    if (option.default === null || option.default === false || Array.isArray(option.default)) return;
    const [name] = names;
    const required = { tenant: ['acme'], project: ['1'], from: ['https://acme.example'], customer: ['acme'] };
    const flags = { ...required, [option.flag]: [String(option.default)] };
    if (name !== undefined) expect(problemOf(name, flags)).toBe('accepted');
  });

  it('gives each command one meaning of a flag, and each variable one flag', () => {
    const commands = new Set(ALL.flatMap(([, option]) => Object.keys(option.commands) as CommandName[]));
    for (const command of commands) {
      const flags = optionsOf(command).map(([, option]) => option.flag);
      expect(new Set(flags).size).toBe(flags.length);
    }
    const variables = ALL.map(([, option]) => option.env).filter((name) => name !== null);
    expect(new Set(variables).size).toBe(variables.length);
    for (const name of variables) expect(name).toMatch(/^PARLEY_[A-Z_]+$/);
  });

  it('is what the documentation is made of', () => {
    const page = optionsMarkdown();
    for (const [, option] of ALL) {
      expect(page).toContain(`| \`--${option.flag}\` |`);
      expect(page).toContain(option.sentence);
      if (option.env !== null) expect(page).toContain(`\`${option.env}\``);
    }
  });
});

describe('reading options', () => {
  it('takes the flag before the variable and the variable before the default', () => {
    const environment = { PARLEY_PORT: '9000', PARLEY_DATA: '/srv/parley' };
    const read = readOptions('serve', { port: ['9001'] }, environment);
    expect(read).toMatchObject({ values: { port: 9001, data: '/srv/parley', host: '127.0.0.1', metricsPort: null } });
  });

  it('takes a database instead of a folder, and what was typed before what is set', () => {
    const url = 'postgres://parley@db/parley';
    const read = (flags: Record<string, string[]>, environment = {}) => readOptions('serve', flags, environment);
    expect(read({ database: [url] }, { PARLEY_DATA: '/srv' })).toMatchObject({ values: { database: url } });
    expect(read({}, { PARLEY_DATABASE: url })).toMatchObject({ values: { database: url } });
    const typed = { values: { data: '/srv', database: null } };
    expect(read({ data: ['/srv'] }, { PARLEY_DATABASE: url })).toMatchObject(typed);
    const both = { database: [url], data: ['/srv'] };
    expect(read(both)).toEqual({ problem: '--database and --data are both given; give one of them' });
    const set = { PARLEY_DATABASE: url, PARLEY_DATA: '/srv' };
    expect(read({}, set)).toEqual({ problem: 'PARLEY_DATABASE and PARLEY_DATA are both set; unset one of them' });
  });

  it('does not print a database, which may hold a password', () => {
    const problem = problemOf('serve', { database: ['mysql://parley:hunter2@db/parley'] });
    expect(problem).toMatch(/^--database cannot be this; give an address as postgres:/);
    expect(problemOf('serve', { database: ['postgres://a:hunter2@db/x', 'postgres://b'] })).not.toContain('hunter2');
  });

  it('reads lists from commas and from repetition, each element once', () => {
    const flags = { tenant: ['acme'], scope: ['chats:read,chats:write', 'admin', 'admin'], project: ['1, 2', '3'] };
    const read = readOptions('key create', flags, {});
    const values = { scopes: ['chats:read', 'chats:write', 'admin'], keyProjects: ['1', '2', '3'], start: 'id' };
    expect(read).toMatchObject({ values });
  });

  it('keeps the commas of a filter', () => {
    const read = readOptions('export', { ...SCOPE, filter: ['fields=chatId,type'] }, {});
    expect(read).toMatchObject({ values: { filters: ['fields=chatId,type'] } });
  });

  it.each<[CommandName, Record<string, string[]>, string]>([
    ['serve', { port: ['99999'] }, '--port cannot be "99999"; give a whole number from 0 to 65535'],
    ['serve', { port: ['1e3'] }, '--port cannot be "1e3"'],
    ['serve', { port: ['-1'] }, '--port cannot be "-1"'],
    ['serve', { port: ['80.5'] }, '--port cannot be "80.5"'],
    ['serve', { port: [' 80'] }, '--port cannot be " 80"'],
    ['serve', { port: [''] }, '--port is empty; give a whole number'],
    ['serve', { port: ['1', '2'] }, '--port is given more than once'],
    ['serve', { 'log-level': ['loud'] }, '--log-level cannot be "loud"; give one of fatal'],
    ['serve', { 'tenant-domain': ['Example.com'] }, '--tenant-domain cannot be "Example.com"'],
    ['import', { project: ['1'] }, '--tenant is missing; give up to 63'],
    ['import', { project: ['1'] }, '(or set PARLEY_TENANT)'],
    ['import', { tenant: ['Acme'], project: ['1'] }, '--tenant cannot be "Acme"'],
    ['import', { tenant: ['acme'], project: ['9007199254740992'] }, '--project cannot be "9007199254740992"'],
    ['key create', { tenant: ['acme'], scope: ['chats:all'] }, 'one or more of chats:read'],
    ['key create', { tenant: ['acme'], scope: ['chats:read,'] }, '--scope cannot be ""'],
    ['key create', { tenant: ['acme'], start: ['row'] }, '--start cannot be "row"; give one of id, offset'],
    ['key create', { tenant: ['acme'], 'allow-ip': ['any'] }, '--allow-ip cannot be "any"'],
    ['key create', { tenant: ['acme'], expires: ['tomorrow'] }, '--expires cannot be "tomorrow"'],
    ['key revoke', { tenant: ['acme'], key: ['pk1'] }, '--key cannot be "pk1"; give the first 12 characters'],
    ['project create', { ...SCOPE, name: ['two\nlines'], 'time-zone': ['UTC'] }, '--name cannot be'],
    ['export', { ...SCOPE, filter: ['type'] }, '--filter cannot be "type"; give name=value'],
  ])('%s %j is refused', (command, flags, sentence) => {
    expect(problemOf(command, flags)).toContain(sentence);
  });

  it('names the variable when that is where a bad value stands', () => {
    expect(problemOf('serve', {}, { PARLEY_PORT: 'abc' })).toMatch(/^PARLEY_PORT cannot be "abc"; give /);
    expect(problemOf('serve', {}, { PARLEY_PORT: '' })).toMatch(/^PARLEY_PORT is empty; give /);
  });

  it('leaves the variables of parley-pull to it', () => {
    const environment = { PARLEY_URL: 'http://127.0.0.1:8822', PARLEY_CUSTOMER: 'acme', PARLEY_KEY: 'k' };
    expect('values' in readOptions('sample', {}, environment)).toBe(true);
  });

  it('refuses an unknown variable of ours and names the nearest', () => {
    const sentence = problemOf('sample', {}, { PARLEY_PROT: '1', PATH: '/bin' });
    expect(sentence).toContain('PARLEY_PROT, which is no option: did you mean PARLEY_PORT?');
    expect(problemOf('sample', {}, { PARLEY_ZZZZZZZZZZ: '1' })).toContain('the options are PARLEY_DATA, ');
    expect(problemOf('sample', {}, { PATH: '/bin', PARLEY_PORT: '1' })).toBe('accepted');
  });

  it('reads the environment of the process', () => {
    expect(readEnvironment().PATH).toBe(process.env.PATH);
  });
});

describe('nearestName', () => {
  it.each([
    ['limt', 'limit'],
    ['LIMIT', 'limit'],
    ['strat', 'start'],
    ['xyz', null],
    ['a', null],
  ])('%s is probably %s', (given, nearest) => {
    expect(nearestName(given, ['limit', 'start', 'num'])).toBe(nearest);
  });
});
