import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const LAUNCHER = resolve(import.meta.dirname, '../../bin/parley.js');

describe('bin/parley.js', () => {
  let folder = '';
  let launcher = '';
  let empty = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-launcher-'));
    launcher = join(folder, 'checkout/server/bin/parley.js');
    empty = join(folder, 'empty');
    mkdirSync(join(folder, 'checkout/server/bin'), { recursive: true });
    mkdirSync(join(folder, 'checkout/server/src/cli'), { recursive: true });
    mkdirSync(empty);
    copyFileSync(LAUNCHER, launcher);
    chmodSync(launcher, 0o755);
    const report =
      'const { pid, argv, execPath } = process;\nprocess.stdout.write(JSON.stringify({ pid, execPath, words: argv.slice(2) }));\n';
    writeFileSync(join(folder, 'checkout/server/src/cli/parley.ts'), report);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function pinNode(root: string): string {
    const node = join(root, 'node_modules/node/bin/node');
    mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
    copyFileSync(process.execPath, node);
    return node;
  }

  function run(file: string, words: readonly string[], path: string) {
    return spawnSync(file, words, { encoding: 'utf8', env: { PATH: path } });
  }

  test('has its run bit', () => {
    expect(() => accessSync(LAUNCHER, constants.X_OK)).not.toThrow();
  });

  test('says what to do when there is no Node', () => {
    const { status, stderr } = run(launcher, [], empty);
    expect({ status, stderr }).toEqual({
      status: 78,
      stderr: expect.stringMatching(/^parley: there is no Node here; .*24\.11/),
    });
  });

  test('takes the Node of the PATH where none is pinned', () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const { status, stdout } = run(launcher, ['a', 'two words', '$HOME'], bin);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ execPath: process.execPath, words: ['a', 'two words', '$HOME'] });
  });

  test('refuses an old Node and names both versions', (context) => {
    const old = findOldNode();
    if (old === null) return context.skip('no Node older than 24 is installed here');
    const bin = join(folder, 'old');
    mkdirSync(bin);
    symlinkSync(old.path, join(bin, 'node'));
    const { status, stdout, stderr } = run(launcher, [], bin);
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toContain(`this is Node ${old.version}`);
    expect(stderr).toContain('needs Node 24.11 or newer');
  });

  test('says what to run when npm brought no Node because it ran without scripts', (context) => {
    const old = findOldNode();
    if (old === null) return context.skip('no Node older than 24 is installed here');
    const bin = join(folder, 'scripts');
    mkdirSync(bin);
    symlinkSync(old.path, join(bin, 'node'));
    // Three folders above the launcher, as in a checkout.
    const root = join(folder, 'without-scripts');
    const launcherThere = join(root, 'packages/server/bin/parley.js');
    mkdirSync(join(root, 'packages/server/bin'), { recursive: true });
    mkdirSync(join(root, 'node_modules/node'), { recursive: true });
    copyFileSync(LAUNCHER, launcherThere);
    writeFileSync(join(root, 'node_modules/node/package.json'), '{}');
    const { status, stderr } = run(launcherThere, [], bin);
    expect([status, stderr]).toEqual([78, expect.stringContaining('run "npm rebuild node --ignore-scripts=false"')]);
  });

  test('becomes the pinned Node, keeping its process number, from anywhere and through links', () => {
    const node = pinNode(join(folder, 'checkout'));
    const link = join(folder, 'linked');
    symlinkSync(launcher, link);
    for (const file of [launcher, link]) {
      const child = run(file, ['x'], `/usr/bin${delimiter}/bin`);
      const report = JSON.parse(child.stdout);
      expect(report).toEqual({ pid: child.pid, execPath: node, words: ['x'] });
    }
  });
});

/** The first Node of the PATH that is older than 24. */
function findOldNode(): { readonly path: string; readonly version: string } | null {
  for (const directory of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']) {
    const path = join(directory, 'node');
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim().slice(1) ?? '';
    if (version !== '' && Number(version.split('.')[0]) < 24) return { path, version };
  }
  return null;
}
