/** Which file may import which: the rules of ARCHITECTURE.md as data. Used only by tools/check-direction.ts. */

export interface DirectionRules {
  /**
   * Which other packages a package may import, and what of them: `light` is types, and values of entries that load no schemas.
   * There are no other packages.
   */
  readonly packages: { readonly [name: string]: { readonly [imported: string]: 'types' | 'light' | 'values' } };
  /** Parts of packages/server/src: an import points to the same part or to a later one. */
  readonly layers: readonly string[];
  /** Layers that face the outside: none of them imports another. */
  readonly edges: readonly string[];
  /** Layers that do no I/O and use no clock. */
  readonly pureLayers: readonly string[];
  /** Other pure files, which these layers may import. */
  readonly pureFiles: readonly string[];
  /** The only file below packages/server/src that reads the environment. */
  readonly environmentReader: string;
}

export const RULES: DirectionRules = {
  packages: {
    contract: {},
    client: { contract: 'types' },
    console: { contract: 'light' },
    server: { contract: 'values', console: 'values' },
  },
  layers: ['cli', 'app.ts', 'background-tasks.ts', 'http', 'services', 'store', 'chat-log', 'model', 'platform'],
  edges: ['http'],
  pureLayers: ['chat-log', 'model'],
  pureFiles: ['packages/server/src/platform/nearest-name.ts'],
  environmentReader: 'packages/server/src/platform/options.ts',
};

/** What pure files may import besides themselves and the contract. */
export const PURE_IMPORTS: readonly RegExp[] = [
  /^typebox(\/|$)/,
  /^temporal-polyfill(\/|$)/,
  /^csv-stringify(\/|$)/,
  /^fflate(\/|$)/,
  /^hyparquet(-writer)?(\/|$)/,
  /^node:(zlib|crypto|util)$/,
];

/** Expressions that make a pure file depend on when or where it runs. */
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
