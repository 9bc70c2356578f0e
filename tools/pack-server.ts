/**
 * Builds the package `@parley/server` for publishing: the server and its command line in JavaScript, with the contract and
 * the built console inside. Argument: the output folder, by default packages/server/dist. `npm pack FOLDER` packs it.
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildConsole } from '@parley/console/build';
import { compilePackage } from './compile-package.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SERVER = join(ROOT, 'packages/server');
const CONTRACT = join(ROOT, 'packages/contract');
const CONSOLE = join(ROOT, 'packages/console');
/** Without the pictures and the records of decisions. */
const DOCS = ['operate', 'spec', 'errors.md', 'exit-codes.md', 'words.md'];

interface Manifest {
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

/** @throws TypeError when it does not compile; Error when the console cannot be built */
export async function packServer(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  compilePackage(SERVER, join(folder, 'lib'));
  const launcher = join(folder, 'bin/parley.js');
  copyFileSync(join(SERVER, 'bin/parley.js'), launcher);
  chmodSync(launcher, 0o755);
  copyFileSync(join(SERVER, 'README.md'), join(folder, 'README.md'));
  for (const part of DOCS) cpSync(join(ROOT, 'docs', part), join(folder, 'docs', part), { recursive: true });
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const inside = join(folder, 'node_modules/@parley');
  packContract(join(inside, 'contract'));
  await packConsole(join(inside, 'console'));
  writeManifest(folder, serverManifest());
}

/** npm takes what is named there along with the package, instead of asking for it elsewhere. */
function serverManifest(): Manifest {
  const manifest = readManifest(SERVER);
  const isInside = (name: string) => name.startsWith('@parley/');
  return {
    ...manifest,
    files: ['bin', 'lib', 'docs'],
    bundleDependencies: Object.keys(manifest.dependencies ?? {}).filter(isInside),
  };
}

function packContract(folder: string): void {
  compilePackage(CONTRACT, join(folder, 'lib'));
  copyFileSync(join(CONTRACT, 'openapi.json'), join(folder, 'openapi.json'));
  const { exports = {}, ...manifest } = readManifest(CONTRACT);
  const compiled = Object.entries(exports).map(([name, path]) => [name, compiledPath(path)]);
  writeManifest(folder, { ...manifest, exports: Object.fromEntries(compiled) });
}

function compiledPath(path: string): string {
  return path.replace(/^\.\/src\/(.*)\.ts$/, './lib/$1.js');
}

/** Only the built page: what it is built with stays behind. */
async function packConsole(folder: string): Promise<void> {
  const built = await buildConsole(() => undefined);
  cpSync(built.folder, join(folder, 'dist'), { recursive: true });
  const { devDependencies: _, exports: __, private: ___, ...manifest } = readManifest(CONSOLE);
  writeManifest(folder, { ...manifest, exports: { './package.json': './package.json' } });
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (import.meta.main) await packServer(resolve(process.argv[2] ?? join(SERVER, 'dist')));
