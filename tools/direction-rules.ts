/** Which file may import which: the rules of ARCHITECTURE.md as data. Read by tools/check-direction.ts and nobody else. */

/** What a package may import of the others, and whether only types of it. There are no further packages. */
export const PACKAGES: { readonly [name: string]: { readonly [imported: string]: 'types' | 'values' } } = {
  contract: {},
  client: { contract: 'types' },
  server: { contract: 'values' },
  widget: { contract: 'values' },
  console: { contract: 'values', client: 'values' },
};

/** Parts of packages/server/src: an import points to the same part or to a later one. */
export const LAYERS: readonly string[] = [
  'bin',
  'app.ts',
  'api',
  'channels',
  'deliver',
  'desk',
  'journal',
  'log',
  'model',
  'platform',
];

/** Edges to the outside: none of them imports another. */
export const EDGES: readonly string[] = ['api', 'channels', 'deliver'];

/** Parts that do no I/O and know no clock. */
export const PURE_LAYERS: readonly string[] = ['log', 'model'];

/** Files of platform/ that are pure as well, and that the pure parts may import. */
export const PURE_PLATFORM_FILES: readonly string[] = [
  'packages/server/src/platform/errors.ts',
  'packages/server/src/platform/nearest-name.ts',
];

/** What the pure parts may import besides themselves and the contract. */
export const PURE_IMPORTS: readonly RegExp[] = [
  /^typebox(\/|$)/,
  /^temporal-polyfill(\/|$)/,
  /^csv-stringify(\/|$)/,
  /^hyparquet(-writer)?(\/|$)/,
  /^node:(zlib|crypto)$/,
];

/** Expressions that make a pure part depend on when or where it runs. */
export const IMPURE_EXPRESSIONS: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /\bDate\.now\b/, name: 'Date.now' },
  { pattern: /\bnew Date\(\s*\)/, name: 'new Date()' },
  { pattern: /\bMath\.random\b/, name: 'Math.random' },
  { pattern: /\bTemporal\.Now\b/, name: 'Temporal.Now' },
  { pattern: /\bperformance\.now\b/, name: 'performance.now' },
  { pattern: /\bprocess\./, name: 'process' },
  { pattern: /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\(/, name: 'a timer' },
  { pattern: /\b(?:randomBytes|randomInt|randomUUID|getRandomValues)\b/, name: 'random numbers' },
  { pattern: /\b(?:deflate|inflate|gzip|gunzip|deflateRaw|inflateRaw|brotliCompress)\(/, name: 'asynchronous zlib' },
  { pattern: /\bfetch\(/, name: 'fetch' },
];

/** The only file below packages/server/src that reads the environment. */
export const ENVIRONMENT_READER = 'packages/server/src/platform/options.ts';
