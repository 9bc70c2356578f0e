/** openapi.json under the linters of others: no error, and no warning but those that are listed here with their reason. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import openapi from '../../packages/contract/openapi.json' with { type: 'json' };
import { missingOutside, runOutside } from './find-outside.ts';

/** Schemas that no reply refers to: what documentation and lines of NDJSON (`x-line`) name. */
const NAMED_ONLY = ['Chat', 'ImportedChat', 'EventFormatLine', 'EndLine'];

const folder = mkdtempSync(path.join(tmpdir(), 'parley-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(path.join(folder, '.spectral.yaml'), 'extends: ["spectral:oas"]\n');

function requireTools(context: TestContext): void {
  const missing = missingOutside();
  if (missing !== null) context.skip(missing);
}

/** `severity rule place` of each thing found, without what is listed above. */
type Linter = (document: unknown) => Promise<readonly string[]>;

function writeDocument(document: unknown): string {
  const file = path.join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  return file;
}

const redocly: Linter = async (document) => {
  const words = ['lint', '--extends', 'recommended', '--format', 'json', '--max-problems', '1000'];
  const { stdout } = await runOutside('@redocly/cli/bin/cli.js', [...words, writeDocument(document)], folder);
  const { problems } = JSON.parse(stdout) as {
    problems: { severity: string; ruleId: string; location: { pointer: string }[] }[];
  };
  return problems
    .map(({ severity, ruleId, location }) => `${severity} ${ruleId} ${location[0]?.pointer}`)
    .filter((line) => !NAMED_ONLY.some((name) => line === `warn no-unused-components #/components/schemas/${name}`));
};

const spectral: Linter = async (document) => {
  const words = ['lint', '--quiet', '--format', 'json', '--ruleset', path.join(folder, '.spectral.yaml')];
  const { stdout } = await runOutside(
    '@stoplight/spectral-cli/dist/index.js',
    [...words, writeDocument(document)],
    folder,
  );
  const problems = JSON.parse(stdout) as { severity: number; code: string; path: string[] }[];
  return problems
    .map(({ severity, code, path: place }) => `${severity} ${code} ${place.join('/')}`)
    .filter((line) => !NAMED_ONLY.some((name) => line === `1 oas3-unused-component components/schemas/${name}`));
};

describe.each([
  ['Redocly recommended', redocly],
  ['Spectral oas', spectral],
] as const)('%s', (_, lint) => {
  test('finds nothing', async (context) => {
    requireTools(context);
    expect(await lint(openapi)).toEqual([]);
  });

  test('would find a reference that leads nowhere', async (context) => {
    requireTools(context);
    const health = { type: 'object', properties: { status: { $ref: '#/components/schemas/Nothing' } } };
    const schemas = { ...openapi.components.schemas, HealthReply: health };
    const found = await lint({ ...openapi, components: { ...openapi.components, schemas } });
    expect(found).toContainEqual(expect.stringContaining('HealthReply'));
  });
});
