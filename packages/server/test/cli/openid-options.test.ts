import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { OPENID_OPTIONS, readOpenid } from '../../src/cli/openid-options.ts';
import { readOptions } from '../../src/platform/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-openid-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secretFile = join(folder, 'secret');
writeFileSync(secretFile, 'the secret\nand what nobody reads\n');
const emptyFile = join(folder, 'empty');
writeFileSync(emptyFile, '\n');

const ISSUER = ['openid-issuer', 'https://login.example.com/realms/acme'] as const;
const CLIENT = ['openid-client', 'parley'] as const;

function read(
  flags: readonly (readonly [flag: string, text: string])[],
  publicUrl: string | null = 'https://chat.example.com/',
) {
  const given = Object.fromEntries(flags.map(([flag, text]) => [flag, [text]]));
  const options = readOptions(OPENID_OPTIONS, given, {});
  return 'problem' in options ? options : readOpenid({ ...options.values, publicUrl });
}

test('a provider, with the secret of the first line and the address to come back to', () => {
  const options = read([ISSUER, CLIENT, ['openid-secret-file', secretFile], ['openid-label', 'Acme SSO']]);
  expect(options).toEqual({
    issuer: ISSUER[1],
    clientId: 'parley',
    clientSecret: 'the secret',
    label: 'Acme SSO',
    redirectUri: 'https://chat.example.com/openid/callback',
  });
  expect(read([ISSUER, CLIENT])).toMatchObject({ clientSecret: null, label: 'single sign-on' });
  expect(read([])).toBeNull();
});

test.each([
  ['a client without an issuer', [CLIENT], '--openid-client goes with --openid-issuer'],
  ['a secret without an issuer', [['openid-secret-file', secretFile]], '--openid-secret-file goes with'],
  ['an issuer without a client', [ISSUER], '--openid-client is missing'],
  ['a secret that is not there', [ISSUER, CLIENT, ['openid-secret-file', join(folder, 'none')]], 'cannot be read'],
  ['an empty secret', [ISSUER, CLIENT, ['openid-secret-file', emptyFile]], 'has nothing in its first line'],
  ['an issuer over plain HTTP elsewhere', [['openid-issuer', 'http://login.example.com'], CLIENT], '--openid-issuer'],
  ['an issuer with a query', [['openid-issuer', 'https://login.example.com/?a=b'], CLIENT], '--openid-issuer'],
  ['an issuer with a password', [['openid-issuer', 'https://a:b@login.example.com'], CLIENT], '--openid-issuer'],
] as const)('%s is refused', (_, flags, sentence) => {
  expect(read(flags)).toEqual({ problem: expect.stringContaining(sentence) });
});

test('without an address to come back to is refused', () => {
  expect(read([ISSUER, CLIENT], null)).toEqual({ problem: expect.stringContaining('--public-url is missing') });
});
