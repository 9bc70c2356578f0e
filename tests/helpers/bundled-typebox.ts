/**
 * Bundles typebox for the threads that tests start: each would find and link its 700 files one by one, which takes longer
 * than all else of a start. Called by vitest's configuration; `resolve-typebox.ts` puts the bundle in place. Programs that
 * tests start take the package as it is.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'node_modules/typebox');

/** The folder of the bundle, one module for each of the package's entries; made when there is none of this version. */
export async function bundleTypebox(): Promise<string> {
  const cache = join(ROOT, 'node_modules/.cache');
  const manifest = readFileSync(join(PACKAGE, 'package.json'));
  const folder = join(cache, `parley-typebox-${createHash('sha256').update(manifest).digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  // A fresh installation has no cache yet.
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    await build({
      root: PACKAGE,
      configFile: false,
      envFile: false,
      logLevel: 'error',
      publicDir: false,
      build: {
        outDir: draft,
        ssr: true,
        minify: false,
        target: 'esnext',
        rolldownOptions: { input: entriesOf(manifest), output: { entryFileNames: '[name].mjs' } },
      },
    });
    renameSync(draft, folder);
  } catch (error) {
    // Another run may have put the same there in between.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** By names as `typebox` and `value`, the files of the package that they are imported from. */
function entriesOf(manifest: Buffer): Record<string, string> {
  const { exports } = JSON.parse(manifest.toString()) as { exports: Record<string, { import: string }> };
  return Object.fromEntries(
    Object.entries(exports).map(([path, { import: file }]) => [
      path === '.' ? 'typebox' : path.slice(2),
      join(PACKAGE, file),
    ]),
  );
}
