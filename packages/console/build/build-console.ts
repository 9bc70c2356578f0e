/** Builds the console's page when its sources have changed. Used by the server's commands and tools; never by the page. */
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');
const BUILT_FOLDER = join(PACKAGE_FOLDER, 'dist');
/** Versions of what is built in. */
const LOCK_FILE = join(PACKAGE_FOLDER, '../../package-lock.json');
const SOURCES = ['index.html', 'package.json', 'tsconfig.json', 'build/**/*.ts', 'src/**/*'];
/** Lies in the built folder and is never served. */
const HASH_FILE = 'built-from.txt';

export interface BuildReport {
  /** Where the page lies: `index.html` and `assets`. */
  readonly folder: string;
  /** False when what lay there was made from the same sources. */
  readonly isBuilt: boolean;
}

/**
 * The folder of the built page, made first when it is missing or was made from other sources. Several processes may do so
 * at once; each puts a whole folder in its place.
 *
 * @param onBegin called before a build begins, which takes a few seconds
 */
export async function buildConsole(onBegin: () => void): Promise<BuildReport> {
  const hash = await hashSources();
  if ((await readBuiltHash()) === hash) return { folder: BUILT_FOLDER, isBuilt: false };
  onBegin();
  const { runVite } = await import('./run-vite.ts');
  const draft = await mkdtemp(join(PACKAGE_FOLDER, 'dist-'));
  try {
    // Another user may run the server.
    await chmod(draft, 0o755);
    await runVite(PACKAGE_FOLDER, draft);
    await writeFile(join(draft, HASH_FILE), hash);
    await replaceBuilt(draft, hash);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { folder: BUILT_FOLDER, isBuilt: true };
}

/** Moves the draft into place, unless another process has put the same there in between. */
async function replaceBuilt(draft: string, hash: string): Promise<void> {
  const old = `${draft}-old`;
  await rename(BUILT_FOLDER, old).catch(ignoreMissing);
  try {
    await rename(draft, BUILT_FOLDER);
  } catch (error) {
    if ((await readBuiltHash()) !== hash) throw error;
  } finally {
    await rm(old, { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** null when nothing is built. */
async function readBuiltHash(): Promise<string | null> {
  return readFile(join(BUILT_FOLDER, HASH_FILE), 'utf8').catch(() => null);
}

async function hashSources(): Promise<string> {
  const inPackage = globSync(SOURCES, { cwd: PACKAGE_FOLDER, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const path of [...inPackage, LOCK_FILE]) {
    const bytes = await readFile(path);
    hash.update(`${path.slice(PACKAGE_FOLDER.length)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
