/** Checks that imports follow ARCHITECTURE.md, and that the pure parts are pure. Part of `npm run check`. */
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type DirectionRules, IMPURE_EXPRESSIONS, PURE_IMPORTS, RULES } from './direction-rules.ts';
import { type Import, readImports } from './read-imports.ts';

const SERVER = 'packages/server/src/';

/** Sources by their path from the repository's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** One sentence for each violation, `path: what is wrong`. Tests may import anything and are not checked. */
export function findViolations(sources: Sources, rules: DirectionRules = RULES): readonly string[] {
  const violations: string[] = [];
  for (const [path, source] of sources) {
    if (path.endsWith('.test.ts')) continue;
    const code = withoutComments(source);
    const found = [
      ...readImports(code).flatMap((imported) => checkImport(path, imported, rules)),
      ...checkExpressions(path, code, rules),
    ];
    violations.push(...found.map((sentence) => `${path}: ${sentence}`));
  }
  return [...violations, ...findCycles(sources)];
}

/** One sentence for each rule about a package, folder or file that does not exist. */
export function findIdleRules(sources: Sources, rules: DirectionRules = RULES): readonly string[] {
  const paths = [...sources.keys()];
  const isThere = (name: string) => paths.some((path) => path === name || path.startsWith(`${name}/`));
  const named = [
    ...Object.keys(rules.packages).map((name) => `packages/${name}`),
    ...[...rules.layers, ...rules.edges, ...rules.pureLayers].map((name) => `${SERVER}${name}`),
    ...rules.pureFiles,
    rules.environmentReader,
  ];
  const idle = named.filter((name) => !isThere(name));
  return [...new Set(idle)].map((name) => `tools/direction-rules.ts: has a rule for ${name}, which is not there`);
}

function checkImport(path: string, imported: Import, rules: DirectionRules): readonly string[] {
  const { specifier } = imported;
  if (specifier.startsWith('@parley/')) return checkPackageImport(path, imported, rules);
  if (!specifier.startsWith('.')) {
    const isRefused = isPure(path, rules) && !PURE_IMPORTS.some((pattern) => pattern.test(specifier));
    return isRefused ? [`is pure and must not import ${specifier}`] : [];
  }
  const target = resolveImport(path, specifier);
  if (packageOf(target) !== packageOf(path)) return [`leaves its package by ${specifier}`];
  return path.startsWith(SERVER) && target.startsWith(SERVER) ? checkLayers(path, target, rules) : [];
}

/** What the packages export besides their index. */
const ENTRIES: readonly string[] = [
  'audit-actions',
  'log-formats',
  'scopes',
  'match-search',
  'tokenize',
  'openapi.json',
  'build',
];
/** More of them, which load no schemas. */
const LIGHT_ENTRIES: readonly string[] = ['find-hits', 'removal-reason', 'search-query'];

function checkPackageImport(path: string, { specifier, isTypeOnly }: Import, rules: DirectionRules): readonly string[] {
  const [, imported = '', deep] = specifier.split('/');
  const allowed = rules.packages[packageOf(path)];
  if (allowed === undefined) return [`belongs to a package that is not in the plan: ${packageOf(path)}`];
  const right = allowed[imported];
  if (right === undefined) return [`must not import ${specifier}`];
  const isLight = LIGHT_ENTRIES.includes(deep ?? '');
  const isAllowed = isTypeOnly || right === 'values' || (right === 'light' && isLight);
  if (!isAllowed) return [`may import types of ${specifier} only`];
  return deep === undefined || isLight || ENTRIES.includes(deep) ? [] : [`reaches into another package: ${specifier}`];
}

function checkLayers(path: string, target: string, rules: DirectionRules): readonly string[] {
  const { layers, edges, pureLayers, pureFiles } = rules;
  const from = layerOf(path);
  const to = layerOf(target);
  const fromRank = layers.indexOf(from);
  const toRank = layers.indexOf(to);
  if (fromRank < 0) return [`lies in no known part of the server: ${from}`];
  if (toRank < 0) return [`imports from no known part of the server: ${to}`];
  if (toRank < fromRank) return [`imports upward: ${from} from ${to} (${target})`];
  if (from !== to && edges.includes(from) && edges.includes(to)) return [`is an edge and imports another: ${target}`];
  const isWrongPlatform = pureLayers.includes(from) && to === 'platform' && !pureFiles.includes(target);
  return isWrongPlatform ? [`is pure and must not import ${target}`] : [];
}

function checkExpressions(path: string, code: string, rules: DirectionRules): readonly string[] {
  const found: string[] = [];
  if (isPure(path, rules)) {
    const impure = IMPURE_EXPRESSIONS.filter(({ pattern }) => pattern.test(code));
    found.push(...impure.map(({ name }) => `is pure and must not use ${name}`));
  }
  if (path.startsWith(SERVER) && path !== rules.environmentReader && /\bprocess\.env\b/.test(code)) {
    found.push(`reads process.env, which only ${rules.environmentReader} does`);
  }
  return found;
}

/** One sentence for each import that closes a cycle, even of types only: whoever reads one file must read all of them. */
function findCycles(sources: Sources): readonly string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(`${path}: imports itself: ${[...trail.slice(start), path].join(' -> ')}`);
    if (start >= 0 || finished.has(path)) return;
    for (const { specifier } of readImports(withoutComments(sources.get(path) ?? ''))) {
      const target = specifier.startsWith('.') ? resolveImport(path, specifier) : '';
      if (sources.has(target)) visit(target, [...trail, path]);
    }
    finished.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return cycles;
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

function resolveImport(path: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier));
}

/** `server` of `packages/server/src/app.ts`; "" outside the packages. */
function packageOf(path: string): string {
  return /^packages\/([^/]+)\//.exec(path)?.[1] ?? '';
}

function layerOf(path: string): string {
  return path.slice(SERVER.length).split('/')[0] ?? '';
}

function isPure(path: string, { pureLayers, pureFiles }: DirectionRules): boolean {
  return path.startsWith(SERVER) && (pureLayers.includes(layerOf(path)) || pureFiles.includes(path));
}

function readSources(): Sources {
  const paths = globSync('packages/*/src/**/*.{ts,tsx}').map((path) => path.replaceAll('\\', '/'));
  return new Map(paths.sort().map((path) => [path, readFileSync(path, 'utf8')]));
}

if (import.meta.main) {
  const sources = readSources();
  const violations = [...findViolations(sources), ...findIdleRules(sources)];
  for (const violation of violations) console.error(violation);
  console.log(`${sources.size} files, ${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
