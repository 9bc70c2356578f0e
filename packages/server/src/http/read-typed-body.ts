/** Reads a body of JSON that a schema of the contract describes. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { fieldPath, joinPath } from '../chat-log/input/schema-problem.ts';
import { malformedBody, readJsonBody, unknownMember } from './read-json-body.ts';
import type { ApiRequest } from './route.ts';

type BodyReader<Schema extends TSchema> = (request: ApiRequest) => Promise<Static<Schema>>;

/** @throws ApiError `unsupportedMediaType`, `bodyTooLarge`, or `malformedBody` with the first member that is wrong */
export function bodyReader<Schema extends TSchema>(schema: Schema, longest?: number): BodyReader<Schema> {
  const check = valueChecker(schema);
  return async (request) => check((await readJsonBody(request, longest)).value);
}

/** The value, if the schema describes it. @throws ApiError `malformedBody` with the first member that is wrong */
export function valueChecker<Schema extends TSchema>(schema: Schema): (value: unknown) => Static<Schema> {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return value;
    const [first] = compiled.Errors(value);
    throw first === undefined ? malformedBody('', 'it is not as described') : problemOf(first);
  };
}

interface Found {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

function problemOf({ keyword, instancePath, params, message }: Found) {
  const [, member = ''] = instancePath.split('/');
  if (keyword === 'required' && 'requiredProperties' in params) {
    const missing = String([params.requiredProperties].flat()[0]);
    const of = member === '' ? missing : member;
    return malformedBody(of, `${joinPath(fieldPath(instancePath), missing)} is missing`);
  }
  if (keyword === 'additionalProperties' && 'additionalProperties' in params) {
    const [unknown] = [params.additionalProperties].flat();
    return unknownMember(String(unknown));
  }
  // A member that is described as nothing.
  if (keyword === 'boolean') return unknownMember(member);
  if (keyword === 'pattern') return malformedBody(member, `${member} must be one line with something in it`);
  if (keyword === 'format') return malformedBody(member, `${member} must be an instant, such as 2026-11-27T10:00:00Z`);
  const what = member === '' ? 'it' : fieldPath(instancePath);
  if (keyword === 'enum' && 'allowedValues' in params) {
    const allowed = [params.allowedValues].flat().map((value) => JSON.stringify(value));
    return malformedBody(member, `${what} must be one of ${allowed.join(', ')}`);
  }
  return malformedBody(member, `${what} ${message}`);
}
