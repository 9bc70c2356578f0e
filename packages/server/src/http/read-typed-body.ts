/** Reads a body of JSON that a schema of the contract describes. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { malformedBody, readJsonBody } from './read-json-body.ts';
import type { ApiRequest } from './route.ts';

type BodyReader<Schema extends TSchema> = (request: ApiRequest) => Promise<Static<Schema>>;

/** @throws ApiError `unsupportedMediaType`, `bodyTooLarge`, or `malformedBody` with the first member that is wrong */
export function bodyReader<Schema extends TSchema>(schema: Schema): BodyReader<Schema> {
  const compiled = Compile(schema);
  return async (request) => {
    const { value } = await readJsonBody(request);
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
    const [missing] = [params.requiredProperties].flat();
    return malformedBody(String(missing), `${missing} is missing`);
  }
  if (keyword === 'additionalProperties' && 'additionalProperties' in params) {
    const [unknown] = [params.additionalProperties].flat();
    return malformedBody(String(unknown).slice(0, 64), 'it has an unknown member');
  }
  // A member that is described as nothing.
  if (keyword === 'boolean') return malformedBody(member.slice(0, 64), 'it has an unknown member');
  if (keyword === 'pattern') return malformedBody(member, `${member} must be one line with something in it`);
  return malformedBody(member, member === '' ? `it ${message}` : `${member} ${message}`);
}
