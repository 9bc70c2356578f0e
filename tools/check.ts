/**
 * `npm run check`: format and lint, types, import direction, unused code, fields, words, slow patterns, generated
 * files. Runs all of them, prints
 * the time of each and the output of those that fail, and ends with exit code 1 if any failed.
 */
import { spawnSync } from 'node:child_process';

interface Check {
  readonly name: string;
  readonly command: readonly [program: string, ...words: string[]];
}

const CHECKS: readonly Check[] = [
  { name: 'format and lint', command: ['node_modules/.bin/biome', 'check', '.'] },
  { name: 'types', command: ['node_modules/.bin/tsc', '-p', '.'] },
  { name: 'types of the console', command: ['node_modules/.bin/tsc', '-p', 'packages/console'] },
  { name: 'import direction', command: [process.execPath, 'tools/check-direction.ts'] },
  { name: 'unused code', command: ['node_modules/.bin/knip', '--no-progress'] },
  { name: 'fields', command: [process.execPath, 'tools/check-fields.ts'] },
  { name: 'words', command: [process.execPath, 'tools/check-words.ts'] },
  { name: 'patterns', command: [process.execPath, 'tools/check-patterns.ts'] },
  { name: 'generated files', command: [process.execPath, 'tools/generate.ts', '--check'] },
];

/** The output of the program if it failed, else null. */
function runCheck({ command: [program, ...words] }: Check): string | null {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) return error.message;
  return status === 0 ? null : `${stdout}${stderr}`;
}

let failed = 0;
for (const check of CHECKS) {
  const startedAtMs = performance.now();
  const output = runCheck(check);
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`${output === null ? 'ok  ' : 'FAIL'}  ${check.name} (${seconds} s)`);
  if (output !== null) console.log(output.trimEnd());
  if (output !== null) failed += 1;
}
console.log(failed === 0 ? 'all checks passed' : `${failed} of ${CHECKS.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
