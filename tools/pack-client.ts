/**
 * Builds the package `@parley/client` for publishing: JavaScript and declarations by tsc, a manifest that points to
 * them, the launcher. Argument: the output folder, by default packages/client/dist. `npm pack FOLDER` packs it.
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compilePackage } from './compile-package.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'packages/client');

/** @throws TypeError when it does not compile */
export function packClient(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  compilePackage(SOURCE, join(folder, 'lib'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(publishedManifest(), null, 2)}\n`);
  const launcher = join(folder, 'bin/parley-pull.js');
  copyFileSync(join(SOURCE, 'bin/parley-pull.js'), launcher);
  chmodSync(launcher, 0o755);
  copyFileSync(join(ROOT, 'docs/spec/client.md'), join(folder, 'README.md'));
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
}

/** Without what only the repository needs: the packed client has no dependencies. */
function publishedManifest(): Readonly<Record<string, unknown>> {
  const {
    private: _,
    devDependencies: __,
    ...manifest
  } = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8'));
  return {
    ...manifest,
    exports: {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './live': { types: './lib/live/index.d.ts', default: './lib/live/index.js' },
    },
    files: ['bin', 'lib'],
    sideEffects: false,
  };
}

if (import.meta.main) packClient(resolve(process.argv[2] ?? join(SOURCE, 'dist')));
