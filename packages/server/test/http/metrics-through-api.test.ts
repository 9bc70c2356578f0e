/** The cases of `fixtures/metrics` as a client gets them: imported into the store, each into a project of its own, read back over HTTP. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Chat } from '@parley/contract';
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

interface Case {
  readonly name: string;
  readonly timeZone: string;
  readonly line: object;
  readonly expected: Readonly<Record<string, unknown>>;
}

const FOLDER = new URL('../fixtures/metrics/', import.meta.url);
const FIRST_PROJECT = 1_000;

const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case);

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(1);
const key = await server.makeKey();

/** The value at `transfers.0.kind`; undefined when there is none. */
function valueAt(row: unknown, path: string): unknown {
  let value = row;
  for (const name of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value;
}

test.each(cases.map((fixture, at) => [fixture.name, fixture, FIRST_PROJECT + at] as const))(
  '%s',
  async (_name, { timeZone, line, expected }, project) => {
    const scope = await server.makeProject(project, { zoneName: timeZone });
    const { outcomes } = await server.importChats(scope, [{ ...line, projectId: project }]);
    expect(outcomes).toEqual(['created']);
    const reply = await server.get(`/v2/projects/${project}/chats?include=ext&limit=10`, { key });
    const [row] = (JSON.parse(reply.text) as { response: readonly Chat[] }).response;
    const found = Object.fromEntries(Object.keys(expected).map((path) => [path, valueAt(row, path)]));
    expect(found).toEqual('projectId' in expected ? { ...expected, projectId: project } : expected);
  },
);
