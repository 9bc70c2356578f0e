/**
 * Finds regular expressions of the packages that some text makes slow: whose time grows with the square of the text or
 * faster. Part of `npm run check`. Equal alternatives inside a repetition, as in `(a|a)*`, are not noticed. Also finds those that are put together at run time, which cannot be judged here.
 */
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { parse, type Token } from 'acorn';
import { analyse } from 'scslre';

/** Built from our own words, and used on our own statements only. */
const BUILT_FROM_OURS: readonly string[] = ['packages/server/src/store/postgres/postgres-dialect.ts'];

/** One sentence for each, in the order of the text. */
export function findSlowPatterns(path: string, source: string): readonly string[] {
  const found: string[] = [];
  parse(stripTypeScriptTypes(source), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    onToken(token: Token & { readonly value?: unknown }) {
      const place = `${path}:${token.loc?.start.line ?? 0}`;
      if (token.type.label === 'regexp') {
        const { pattern, flags } = token.value as { readonly pattern: string; readonly flags: string };
        if (isSlow(pattern, flags))
          found.push(`${place}: /${pattern}/ is slow on some texts; write it without a regular expression`);
      }
      if (token.type.label === 'name' && token.value === 'RegExp' && !BUILT_FROM_OURS.includes(path)) {
        found.push(`${place}: a regular expression that is put together at run time cannot be checked; write it out`);
      }
    },
  });
  return found;
}

function isSlow(source: string, flags: string): boolean {
  return analyse({ source, flags }).reports.length > 0;
}

if (import.meta.main) {
  process.removeAllListeners('warning');
  const paths = globSync('packages/*/src/**/*.ts').filter((path) => !path.endsWith('.test.ts'));
  const found = paths.sort().flatMap((path) => findSlowPatterns(path, readFileSync(path, 'utf8')));
  for (const sentence of found) console.log(sentence);
  if (found.length > 0) process.exitCode = 1;
}
