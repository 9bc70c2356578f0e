/**
 * Checks that no source or page uses a word that STYLE.md asks to replace. Part of `npm run check`. For a word in a
 * generated file, change the source.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const HEADING = '## Words that we do not write';
/** The list itself and the tests of this check quote the words. Decisions and the change log are history. */
const EXEMPT: readonly RegExp[] = [/^STYLE\.md$/, /^tests\/check-words\.test\.ts$/, /^docs\/adr\//, /^CHANGELOG\.md$/];

/** Words, matched whole and ignoring case, with what to write instead. */
export type BannedWords = ReadonlyMap<string, string>;

/** The rows of the table under the heading. @throws TypeError when there are none */
export function readBannedWords(style: string): BannedWords {
  const from = style.indexOf(HEADING);
  const section = from === -1 ? '' : (style.slice(from + HEADING.length).split('\n## ')[0] ?? '');
  const rows = [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].slice(1);
  const words = rows.map(([, word = '', instead = '']) => [word.trim(), instead.trim()] as const);
  const pairs = words.filter(([word]) => !/^-+$/.test(word));
  if (pairs.length === 0) throw new TypeError(`STYLE.md has no words under "${HEADING}"`);
  return new Map(pairs);
}

/** One sentence for each use, `path:line: what is wrong`. */
export function findBannedWords(files: ReadonlyMap<string, string>, words: BannedWords): readonly string[] {
  const found: string[] = [];
  for (const [path, text] of files) {
    if (EXEMPT.some((pattern) => pattern.test(path))) continue;
    for (const [at, line] of text.split('\n').entries()) {
      for (const [word, instead] of words) {
        if (new RegExp(`\\b${word}\\b`, 'i').test(line)) {
          found.push(`${path}:${at + 1}: says "${word}"; write ${instead}`);
        }
      }
    }
  }
  return found;
}

function readFiles(): ReadonlyMap<string, string> {
  const { stdout } = spawnSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.ts', '*.md', '*.py', '*.json'],
    { encoding: 'utf8' },
  );
  const paths = stdout
    .split('\n')
    .filter((path) => path !== '' && !/(^|\/)package-lock\.json$|\/fixtures\//.test(path));
  return new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

if (import.meta.main) {
  const found = findBannedWords(readFiles(), readBannedWords(readFileSync('STYLE.md', 'utf8')));
  for (const sentence of found) console.log(sentence);
  if (found.length > 0) process.exitCode = 1;
}
