/** The OpenAPI document: well formed, complete for every operation, and the same as the committed file. */
import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { CHAT_KEYS } from './chat.ts';
import { NAMED_SCHEMAS } from './component-schemas.ts';
import { ERRORS } from './errors.ts';
import { openapiDocument } from './openapi.ts';
import { OPERATIONS } from './operations.ts';
import { parametersOf, QUERY_PARAMETERS } from './query-parameters.ts';

type Node = { readonly [key: string]: unknown };

const DOCUMENT = openapiDocument({ version: '0.1.0', metrics: '# Metrics' });

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** The value at a path of keys; fails the test when there is none. */
function at(root: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((node, key) => {
    if (!isNode(node) || !(key in node)) throw new TypeError(`nothing at ${keys.join(' / ')}`);
    return node[key];
  }, root);
}

/** Everything wrong with the references, identifiers and operations of a document. */
function problemsOf(document: unknown): readonly string[] {
  const problems: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (node === undefined) problems.push(`${path} is undefined`);
    if (!isNode(node)) return;
    if ('$id' in node) problems.push(`${path} has an $id`);
    if (typeof node.$ref === 'string' && !resolves(document, node.$ref))
      problems.push(`${path}: ${node.$ref} leads nowhere`);
    for (const [key, value] of Object.entries(node)) visit(value, `${path}/${key}`);
  };
  visit(document, '');
  return problems;
}

function resolves(document: unknown, reference: string): boolean {
  if (!reference.startsWith('#/')) return false;
  const keys = reference.slice(2).split('/');
  let node = document;
  for (const key of keys) {
    if (!isNode(node) || !(key in node)) return false;
    node = node[key];
  }
  return true;
}

test('every reference leads somewhere and no identifier moves their base', () => {
  expect(problemsOf(DOCUMENT)).toEqual([]);
  expect(JSON.stringify(DOCUMENT).split('"$ref"').length).toBeGreaterThan(50);
});

test('the check of references finds what is wrong', () => {
  expect(problemsOf({ a: { $ref: '#/b' } })).toEqual(['/a: #/b leads nowhere']);
  expect(problemsOf({ a: { $ref: 'Chat' }, b: { $id: 'Chat' } })).toHaveLength(2);
  expect(problemsOf({ a: undefined })).toEqual(['/a is undefined']);
});

test('named schemas stand once and are referred to elsewhere', () => {
  const schemas = at(DOCUMENT, 'components', 'schemas');
  for (const schema of NAMED_SCHEMAS) expect(schemas).toHaveProperty([String((schema as Node).$id)]);
  expect(at(schemas, 'Chat', 'required')).toEqual([...CHAT_KEYS]);
  expect(at(schemas, 'Chat', 'properties', 'transfers', 'items')).toEqual({ $ref: '#/components/schemas/Transfer' });
  expect(at(schemas, 'ChatLogReply', 'properties', 'response', 'items')).toEqual({
    $ref: '#/components/schemas/RequestedChat',
  });
});

test('schemas of the same name are the same', () => {
  const byName = new Map<string, string>();
  const visit = (node: unknown): void => {
    if (!isNode(node)) return;
    if (typeof node.$id === 'string') {
      const text = JSON.stringify(node);
      expect(byName.get(node.$id) ?? text).toBe(text);
      byName.set(node.$id, text);
    }
    for (const value of Object.values(node)) visit(value);
  };
  NAMED_SCHEMAS.forEach(visit);
  expect(byName.size).toBeGreaterThan(15);
});

test.each(OPERATIONS.map((operation) => [operation.operationId, operation] as const))(
  '%s is complete',
  (_, operation) => {
    const object = at(DOCUMENT, 'paths', operation.path, operation.method.toLowerCase());
    const statuses = Object.keys(at(object, 'responses') as Node);
    const expected = [200, ...operation.errors.map((name) => ERRORS[name].status)].map(String);
    if (operation.isConditional) expected.push('304');
    if (operation.isRanged === true) expected.push('206');
    expect(new Set(statuses)).toEqual(new Set(expected));
    expect(operation.errors).toHaveLength(new Set(operation.errors).size);
    expect(statuses).toEqual(expect.arrayContaining(['400', '404', '405', '414', '431', '500', '503']));
    if (operation.scopes !== null) {
      expect(statuses).toEqual(expect.arrayContaining(['401', '403']));
      expect(at(object, 'responses', '401', 'headers')).toHaveProperty('WWW-Authenticate');
      expect(at(object, 'security')).toEqual([{ basic: [] }, { bearer: [] }, { session: [] }]);
    } else {
      const isOfVisitor = operation.needsStreamToken === true;
      expect(at(object, 'security')).toEqual(isOfVisitor ? [{ visitor: [] }] : []);
      expect(operation.errors).not.toContain('unauthorized');
    }
    for (const text of [operation.summary, operation.description]) expect(text).toMatch(/^\S.*\S$/);
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = (at(object, 'parameters') as readonly Node[]).filter((parameter) => parameter.in === 'path');
    expect(described.map(({ name }) => name)).toEqual(inPath);
  },
);

test.each(OPERATIONS.map((operation) => [operation.operationId, operation] as const))(
  'the example of %s is a request that it takes',
  (_, { path, method, exampleTarget, operationId, scopes, requestBody }) => {
    const url = new URL(exampleTarget, 'http://localhost');
    expect(url.pathname).toMatch(new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[\\w-]+')}$`));
    const names = parametersOf(operationId).map(({ name }) => name);
    for (const name of url.searchParams.keys()) expect(names).toContain(name);
    const object = at(DOCUMENT, 'paths', path, method.toLowerCase());
    const [sample] = at(object, 'x-codeSamples') as readonly Node[];
    expect(sample?.source, operationId).toContain(exampleTarget);
    expect(String(sample?.source).includes('--user')).toBe(scopes !== null);
    expect(String(sample?.source).includes(`--request ${method}`)).toBe(method !== 'GET');
    expect(isNode(object) && 'requestBody' in object).toBe(requestBody !== null);
    if (requestBody !== null) expect(Value.Check(requestBody.schema, requestBody.example)).toBe(true);
  },
);

test('every query parameter is described for its operations', () => {
  for (const { name, operations } of QUERY_PARAMETERS.filter(({ role }) => role !== 'format')) {
    for (const operationId of operations) {
      const operation = OPERATIONS.find((candidate) => candidate.operationId === operationId);
      const method = operation?.method.toLowerCase() ?? '';
      const parameters = at(DOCUMENT, 'paths', operation?.path ?? '', method, 'parameters');
      expect(parameters).toContainEqual(expect.objectContaining({ name, in: 'query', required: false }));
    }
  }
});

test('operations, routes and the parameter names of each operation are unique, case ignored', () => {
  for (const names of [
    OPERATIONS.map(({ operationId }) => operationId),
    OPERATIONS.map(({ method, path }) => `${method} ${path}`),
    ...OPERATIONS.map(({ operationId }) => parametersOf(operationId).map(({ name }) => name)),
  ]) {
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  }
});

test('no operation says that it came with a version that is not out yet', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const isLater = (since: string) => since.localeCompare(version, 'en', { numeric: true }) > 0;
  expect(isLater('99.0.0')).toBe(true);
  expect(OPERATIONS.filter(({ since }) => isLater(since)).map(({ operationId }) => operationId)).toEqual([]);
});

test('the committed document and pages are what the code makes', () => {
  const root = new URL('../../../', import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL('packages/contract/package.json', root), 'utf8'));
  const metrics = readFileSync(new URL('docs/spec/metrics.md', root), 'utf8');
  const committed = readFileSync(new URL('packages/contract/openapi.json', root), 'utf8');
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(openapiDocument({ version, metrics }))));
});
