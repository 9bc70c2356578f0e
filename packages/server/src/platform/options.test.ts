import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../cli/commands.ts';
import { nearestName } from './nearest-name.ts';
import type { OptionSpecs } from './option-spec.ts';
import { findUnknownVariable, readEnvironment, readOptions } from './options.ts';

type CommandName = (typeof COMMANDS)[number]['name'];

const SCOPE = { tenant: ['acme'], project: ['822'] };

function optionsOf(name: CommandName): OptionSpecs {
  return COMMANDS.find((command) => command.name === name)?.options ?? {};
}

function problemOf(command: CommandName, flags: Record<string, string[]>, environment = {}): string {
  const read = readOptions(optionsOf(command), flags, environment);
  return 'problem' in read ? read.problem : 'accepted';
}

describe('reading options', () => {
  test('takes the flag before the variable and the variable before the default', () => {
    const environment = { PARLEY_PORT: '9000', PARLEY_DATA: '/srv/parley' };
    const read = readOptions(optionsOf('serve'), { port: ['9001'] }, environment);
    expect(read).toMatchObject({ values: { port: 9001, data: '/srv/parley', host: '127.0.0.1', metricsPort: null } });
  });

  test('takes a database instead of a folder, and what was typed before what is set', () => {
    const url = 'postgres://parley@db/parley';
    const read = (flags: Record<string, string[]>, environment = {}) =>
      readOptions(optionsOf('serve'), flags, environment);
    expect(read({ database: [url] }, { PARLEY_DATA: '/srv' })).toMatchObject({ values: { database: url } });
    expect(read({}, { PARLEY_DATABASE: url })).toMatchObject({ values: { database: url } });
    const typed = { values: { data: '/srv', database: null } };
    expect(read({ data: ['/srv'] }, { PARLEY_DATABASE: url })).toMatchObject(typed);
    const both = { database: [url], data: ['/srv'] };
    expect(read(both)).toEqual({ problem: '--database and --data are both given; give one of them' });
    const set = { PARLEY_DATABASE: url, PARLEY_DATA: '/srv' };
    expect(read({}, set)).toEqual({ problem: 'PARLEY_DATABASE and PARLEY_DATA are both set; unset one of them' });
  });

  test('does not print a database, which may hold a password', () => {
    const problem = problemOf('serve', { database: ['mysql://parley:hunter2@db/parley'] });
    expect(problem).toMatch(/^--database cannot be this; give an address such as postgres:/);
    expect(problemOf('serve', { database: ['postgres://a:hunter2@db/x', 'postgres://b'] })).not.toContain('hunter2');
  });

  test('reads lists from commas and from repetition, each element once', () => {
    const flags = { tenant: ['acme'], scope: ['chats:read,chats:write', 'admin', 'admin'], project: ['1, 2', '3'] };
    const read = readOptions(optionsOf('key create'), flags, {});
    const values = { scope: ['chats:read', 'chats:write', 'admin'], project: [1, 2, 3], start: 'id' };
    expect(read).toMatchObject({ values });
  });

  test('keeps the commas of a filter', () => {
    const read = readOptions(optionsOf('export'), { ...SCOPE, filter: ['fields=chatId,type'] }, {});
    expect(read).toMatchObject({ values: { filter: ['fields=chatId,type'] } });
  });

  test.each<[CommandName, Record<string, string[]>, string]>([
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

  test('names the variable when that is where a bad value stands', () => {
    expect(problemOf('serve', {}, { PARLEY_PORT: 'abc' })).toMatch(/^PARLEY_PORT cannot be "abc"; give /);
    expect(problemOf('serve', {}, { PARLEY_PORT: '' })).toMatch(/^PARLEY_PORT is empty; give /);
  });

  test('leaves the variables of parley-pull to it', () => {
    const environment = { PARLEY_URL: 'http://127.0.0.1:8822', PARLEY_CUSTOMER: 'acme', PARLEY_KEY: 'k' };
    expect(findUnknownVariable(environment, new Set(['PARLEY_PORT']))).toBeNull();
  });

  test('refuses an unknown variable of ours and names the nearest', () => {
    const known = new Set(['PARLEY_DATA', 'PARLEY_PORT']);
    const sentence = findUnknownVariable({ PARLEY_PROT: '1', PATH: '/bin' }, known);
    expect(sentence).toContain('PARLEY_PROT, which is not an option: did you mean PARLEY_PORT?');
    expect(findUnknownVariable({ PARLEY_ZZZZZZZZZZ: '1' }, known)).toContain('the options are PARLEY_DATA, ');
    expect(findUnknownVariable({ PATH: '/bin', PARLEY_PORT: '1' }, known)).toBeNull();
  });

  test('reads the environment of the process', () => {
    expect(readEnvironment().PATH).toBe(process.env.PATH);
  });
});

describe('nearestName', () => {
  test.each([
    ['limt', 'limit'],
    ['LIMIT', 'limit'],
    ['strat', 'start'],
    ['xyz', null],
    ['a', null],
  ])('%s is probably %s', (given, nearest) => {
    expect(nearestName(given, ['limit', 'start', 'num'])).toBe(nearest);
  });
});
