/** What programs of others rely on changes only on purpose: then the hash changes, and the version if it breaks them. */
import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { COMMAND_EXAMPLE, DESK_COMMAND_EXAMPLE, DESK_COMMANDS, VISITOR_COMMANDS } from './live-commands.ts';
import { LIVE_PROTOCOL } from './live-fields.ts';
import { LIVE_FRAMES } from './live-frames.ts';
import { VisitorReply, VisitorRequest } from './visitor-envelope.ts';

const PINNED = { version: 1, hash: '78fa3f5d9baa5d7c' };

/** Without descriptions and examples, which may be improved. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !/^(description|examples|title|x-.*)$/.test(name));
  return Object.fromEntries(members.map(([name, member]) => [name, shapeOf(member)]));
}

const hashOf = (value: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(shapeOf(value)))
    .digest('hex')
    .slice(0, 16);

test('the protocol is the one that was published', () => {
  const all = { VISITOR_COMMANDS, DESK_COMMANDS, LIVE_FRAMES, VisitorRequest, VisitorReply };
  expect({ version: LIVE_PROTOCOL, hash: hashOf(all) }).toEqual(PINNED);
});

test('the hash sees a member that is added, and a limit that is moved', () => {
  const before = hashOf(VISITOR_COMMANDS);
  const text = { ...VISITOR_COMMANDS['message.send'].properties.text, maxLength: 5 };
  const changed = { ...VISITOR_COMMANDS['message.send'].properties, text };
  expect(hashOf({ ...VISITOR_COMMANDS, more: {} })).not.toBe(before);
  expect(
    hashOf({ ...VISITOR_COMMANDS, 'message.send': { ...VISITOR_COMMANDS['message.send'], properties: changed } }),
  ).not.toBe(before);
});

describe('the examples', () => {
  test('are commands', () => {
    expect(Value.Check(VISITOR_COMMANDS['message.send'], COMMAND_EXAMPLE)).toBe(true);
    expect(Value.Check(DESK_COMMANDS['message.send'], DESK_COMMAND_EXAMPLE)).toBe(true);
  });
});
