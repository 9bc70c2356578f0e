/** Holds a reply against the error registry: the one form that every refusal of the API has. Used by the tests of the API. */
import { ERRORS, type ErrorName } from '@parley/contract';
import { expect } from 'vitest';
import type { TestReply } from './boot-server.ts';

/** `property` is compared when it is given. @throws AssertionError */
export function expectRefused(reply: TestReply, name: ErrorName, property?: string): void {
  const { code, status } = ERRORS[name];
  expect(reply.status).toBe(status);
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  const body = JSON.parse(reply.text);
  expect(Object.keys(body)).toEqual(['response', 'errors']);
  expect(body.response).toEqual([]);
  expect(body.errors).toHaveLength(1);
  expect(Object.keys(body.errors[0])).toEqual(['errorcode', 'errormessage', 'property', 'message']);
  expect(body.errors[0]).toMatchObject({ errorcode: status, errormessage: code });
  if (property !== undefined) expect(body.errors[0].property).toBe(property);
  expect(body.errors[0].message).not.toMatch(/[{}]|undefined/);
}
