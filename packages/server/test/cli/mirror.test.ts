import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeVendor, vendorRow } from '../helpers/fake-vendor.ts';
import { ImportStore } from '../helpers/import-store.ts';
import { type CliRun, runCli } from '../helpers/run-cli.ts';

const ROWS = [vendorRow(1), vendorRow(4), vendorRow(9)];

/** The form that stands in every document, with `--data` for the local store. */
function run(store: ImportStore, vendor: FakeVendor, words: readonly string[] = [], environment = {}): Promise<CliRun> {
  const from = ['--from', vendor.url, '--customer', 'acme', '--project', '822', '--data', store.directory];
  return runCli(['mirror', ...from, '--rate', '1000', ...words], environment);
}

describe('parley mirror', () => {
  test('pulls the log of a tenant into the tenant of the same name, and says what it did and cannot know', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using store = await ImportStore.make();
    const { exitCode, stdout, stderr } = await run(store, vendor, ['--key', vendor.key]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^source +http:\/\/127\.0\.0\.1:\d+, tenant acme, project 822\ndone +first load\nrequests +\d+, 0 of them again\nread +3\ncreated +3\nreplaced +0\nunchanged +0\nerased +0\nrejected +0\n/,
    );
    expect(stdout).toContain('start      the source begins at that chatId\n');
    expect(stdout).toMatch(/\nunknown +which chats were erased at the source: they stay here\n/);
    expect(stdout).not.toContain(vendor.key);
    expect((await store.read()).chatCount).toBe(3);
    const state = readFileSync(join(store.directory, 'mirror', 'acme-822.json'), 'utf8');
    expect(state).not.toContain(vendor.key);
  });

  test('takes the key from a file or the environment, never from two places of the command line', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using store = await ImportStore.make();
    const file = join(store.directory, 'key');
    writeFileSync(file, `${vendor.key}\n`);
    expect((await run(store, vendor, ['--key-file', file])).exitCode).toBe(0);
    expect((await run(store, vendor, [], { PARLEY_MIRROR_KEY: vendor.key })).exitCode).toBe(0);
    const both = await run(store, vendor, ['--key-file', file, '--key', vendor.key]);
    expect([both.exitCode, both.stderr]).toEqual([64, expect.stringContaining('both given')]);
    const none = await run(store, vendor);
    expect([none.exitCode, none.stderr]).toEqual([64, expect.stringContaining('set PARLEY_MIRROR_KEY')]);
  });

  test('ends with 2 when rows were rejected and names the file of them', async () => {
    await using vendor = await FakeVendor.listen({}, [...ROWS, vendorRow(12, '2026-01-05', { duration: 'long' })]);
    using store = await ImportStore.make();
    const { exitCode, stdout } = await run(store, vendor, ['--key', vendor.key]);
    const path = join(store.directory, 'mirror', 'acme-822.json.rejects.ndjson');
    expect([exitCode, stdout]).toEqual([2, expect.stringContaining(`rejected   1, see ${path}\n`)]);
    expect(stdout).toMatch(/\nreject {5}1 with: .+; first in row \d+ of \/v2\/projects\/822\/chats\?\S+\n/);
    expect(existsSync(path)).toBe(true);
  });

  test('ends with 1 and a sentence when the source refuses', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using store = await ImportStore.make();
    const { exitCode, stderr } = await run(store, vendor, ['--key', 'wrong']);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('does not accept tenant and key (401)')]);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test.each([
    [['--from', 'acme.example.com'], 'is no address'],
    [['--from', 'https://acme:secret@example.com'], 'holds credentials'],
    [['--from', 'https://example.com/v2/projects/822/chats'], 'holds more than a server'],
    [['--from', 'ftp://example.com'], 'no address of HTTP'],
  ])('refuses %j', async (words, sentence) => {
    using store = await ImportStore.make();
    const { exitCode, stderr } = await runCli(
      ['mirror', ...words, '--customer', 'acme', '--key', 'k', '--project', '822', '--data', store.directory],
      {},
    );
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining(sentence)]);
    expect(stderr).not.toContain('secret');
  });

  test('ends with 1 when there is no such tenant here', async () => {
    await using vendor = await FakeVendor.listen({}, ROWS);
    using store = await ImportStore.make();
    const { exitCode, stderr } = await run(store, vendor, ['--key', 'k', '--tenant', 'other']);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there is no tenant other')]);
  });
});
