/** Runs the language-neutral cases of `fixtures/metrics` against the fold. The expected numbers there were worked out by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { CHAT_KEYS } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import { explainChat } from '../../src/chat-log/fold/explain-chat.ts';
import { foldChat } from '../../src/chat-log/fold/fold-chat.ts';
import { decodeEventLine } from '../../src/chat-log/input/event-format.ts';
import { projectId } from '../../src/model/ids.ts';
import { Zone } from '../../src/model/zone.ts';

interface Case {
  readonly name: string;
  readonly about: string;
  readonly timeZone: string;
  readonly line: unknown;
  readonly expected: Readonly<Record<string, unknown>>;
}

const FOLDER = new URL('../fixtures/metrics/', import.meta.url);
const FEWEST_CASES = 64;

function readCases(): readonly Case[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case);
}

function decode({ line }: Case) {
  const decoded = decodeEventLine(line);
  if ('problem' in decoded) throw new TypeError(`${decoded.problem.field}: ${decoded.problem.reason}`);
  return decoded;
}

/** The row as the wire shows it with `include=ext`. */
function rowOf(fixture: Case): unknown {
  const { chatId, events } = decode(fixture);
  const { chat, ext } = foldChat({ projectId: projectId(822), chatId }, events, new Zone(fixture.timeZone));
  const transcript = chat.transcript.map((message, index) => ({ ...message, ext: ext.messages[index] }));
  return { ...chat, transcript, ext: ext.chat };
}

/** The value at `transfers.0.kind`; undefined when there is none. */
function valueAt(row: unknown, path: string): unknown {
  let value = row;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value;
}

function differences(row: unknown, expected: Case['expected']): readonly string[] {
  return Object.entries(expected)
    .map(([path, value]) => ({ path, wanted: JSON.stringify(value), got: JSON.stringify(valueAt(row, path)) }))
    .filter(({ wanted, got }) => wanted !== got)
    .map(({ path, wanted, got }) => `${path}: expected ${wanted}, got ${got}`);
}

const cases = readCases();

test(`there are at least ${FEWEST_CASES} cases, each with a name of its own, a reason and something to expect`, () => {
  expect(cases.length).toBeGreaterThanOrEqual(FEWEST_CASES);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  for (const { about, expected } of cases) {
    expect(about.length).toBeGreaterThan(20);
    expect(Object.keys(expected).length).toBeGreaterThan(0);
  }
});

describe('every case gives its expected numbers', () => {
  test.each(cases)('$name', (fixture) => {
    expect(differences(rowOf(fixture), fixture.expected), fixture.about).toEqual([]);
  });
});

describe('every row has all keys in contract order', () => {
  test.each(cases)('$name', (fixture) => {
    const { ext: _, ...row } = rowOf(fixture) as { ext: unknown };
    expect(Object.keys(row)).toEqual([...CHAT_KEYS]);
  });
});

describe('explain gives the value of the row for each number', () => {
  test.each(cases)('$name', (fixture) => {
    const { numbers } = explainChat(decode(fixture).events, new Zone(fixture.timeZone));
    const row = rowOf(fixture);
    for (const { name, value } of numbers) {
      expect(value, name).toEqual(valueAt(row, name.startsWith('business') ? `ext.${name}` : name));
    }
  });
});

test('the comparison finds a wrong number, a missing one and a wrong text', () => {
  const row = { duration: 198, slaStatus: 'Within SLA', ext: { sla: { targets: [{ status: 'met' }] } } };
  expect(differences(row, { duration: 198, 'ext.sla.targets.0.status': 'met' })).toEqual([]);
  expect(differences(row, { duration: 199, transferCount: 0, 'ext.sla.targets.0.status': 'void' })).toHaveLength(3);
});
