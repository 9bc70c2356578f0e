/**
 * `npm run generate`: writes every file that is made from code. With `--check` it writes nothing, names the files that
 * differ and ends with exit code 1 when there are any.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatTables } from './format-tables.ts';
import type { GeneratedFile } from './generated-files.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

if ((await settle(await formatTables(ROOT))) > 0 && !isCheck) {
  // The other files are made from these tables, and this process has loaded the old ones.
  process.exitCode = spawnSync(process.execPath, [import.meta.filename], { stdio: 'inherit' }).status ?? 1;
} else {
  const { generatedFiles } = await import('./generated-files.ts');
  await settle(await generatedFiles(read));
}

/** Writes the files that differ, or with `--check` only names them. Returns how many differed. */
async function settle(files: readonly GeneratedFile[]): Promise<number> {
  let different = 0;
  for (const file of files) {
    if (await isCurrent(file)) continue;
    different += 1;
    if (isCheck) {
      console.error(`${file.path} differs from what the code says: run "npm run generate" and commit it`);
      process.exitCode = 1;
    } else {
      const target = path.join(ROOT, file.path);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, file.content);
      console.log(`written: ${file.path}`);
    }
  }
  return different;
}

function read(file: string): Promise<string> {
  return readFile(path.join(ROOT, file), 'utf8');
}

async function isCurrent(file: GeneratedFile): Promise<boolean> {
  try {
    return (await read(file.path)) === file.content;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
