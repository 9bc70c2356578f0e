/** The schemas of the replies accept what the server sends and refuse what would mislead a client. */
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { ChatLogReply, EndLine, ErrorReply, HealthReply, ProjectsReply } from './envelope.ts';
import { ERRORS, type ErrorDefinition, type ErrorName, errorBody } from './errors.ts';

const EMPTY_LOG = {
  response: [],
  responseCount: 0,
  sumResponseTime: 0,
  transfers: [],
  transferCount: 0,
  errors: [],
};

test('an empty log is a reply, and its keys stand in the documented order', () => {
  expect(Value.Check(ChatLogReply, EMPTY_LOG)).toBe(true);
  expect(Object.keys(ChatLogReply.properties)).toEqual(Object.keys(EMPTY_LOG));
});

test.each([
  ['a wrapped response', { ...EMPTY_LOG, response: { rows: [], totalCount: 0 } }],
  ['an error inside a success', { ...EMPTY_LOG, errors: [{ errorcode: 404 }] }],
  ['a missing total', { response: [], errors: [] }],
  ['a key of its own', { ...EMPTY_LOG, page: 1 }],
  ['a chat that is none', { ...EMPTY_LOG, response: [{ chat: 1 }] }],
])('a log with %s is refused', (_, reply) => {
  expect(Value.Check(ChatLogReply, reply)).toBe(false);
});

test.each(Object.keys(ERRORS) as ErrorName[])('the body of %s is an error reply', (name) => {
  const { message, whatToDo }: ErrorDefinition = ERRORS[name];
  const slots = Object.fromEntries([...`${message} ${whatToDo}`.matchAll(/\{(\w+)\}/g)].map(([, slot]) => [slot, 'x']));
  expect(Value.Check(ErrorReply, errorBody(name, { slots }))).toBe(true);
});

test('an error reply has exactly one error', () => {
  expect(Value.Check(ErrorReply, { response: [], errors: [] })).toBe(false);
  expect(Value.Check(ErrorReply, { response: [1], errors: errorBody('busy').errors })).toBe(false);
});

test('the examples of the small replies are replies', () => {
  const folder = { folderid: 0, container: '', folder: '' };
  const project = { projectid: 822, name: 'Support', status: 'active', ...folder, timeZone: 'UTC', chatCount: 0 };
  expect(Value.Check(ProjectsReply, { response: [project], errors: [] })).toBe(true);
  expect(Value.Check(ProjectsReply, { response: [{ ...project, projectid: '822' }], errors: [] })).toBe(false);
  expect(Value.Check(EndLine, { end: true, rows: 3 })).toBe(true);
  expect(Value.Check(EndLine, { end: false, rows: 3 })).toBe(false);
  expect(Value.Check(HealthReply, { status: 'ok' })).toBe(true);
});
