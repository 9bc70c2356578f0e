/** Compiles a package by the `tsconfig.pack.json` in its folder. Used by the tools that build what is published. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** @throws TypeError when it does not compile */
export function compilePackage(source: string, output: string): void {
  const words = ['-p', join(source, 'tsconfig.pack.json'), '--outDir', output];
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), words, { encoding: 'utf8' });
  if (status !== 0) throw new TypeError(`${source} does not compile:\n${stdout}${stderr}`);
}
