/** Reads a command: first its kind, so that a refusal says what is wrong with that kind. */
import { LARGEST_COMMAND, LIVE_PROTOCOL } from '@parley/contract';
import type { Static, TSchema } from 'typebox';
import { ApiError } from './api-error.ts';
import { malformedBody, readJsonBody } from './read-json-body.ts';
import { valueChecker } from './read-typed-body.ts';
import type { ApiRequest } from './route.ts';

type AnyOf<Kinds extends Readonly<Record<string, TSchema>>> = { [T in keyof Kinds]: Static<Kinds[T]> }[keyof Kinds];

/** @throws ApiError `protocolVersion`; `malformedBody` with the first member that is wrong; as `readJsonBody` */
export function commandReader<Kinds extends Readonly<Record<string, TSchema>>>(
  kinds: Kinds,
): (request: ApiRequest) => Promise<AnyOf<Kinds>> {
  const checks = new Map(Object.entries(kinds).map(([type, schema]) => [type, valueChecker(schema)]));
  return async (request) => {
    const { value } = await readJsonBody(request, LARGEST_COMMAND);
    requireVersion(value);
    const type = memberOf(value, 'type');
    const check = typeof type === 'string' ? checks.get(type) : undefined;
    if (check === undefined) {
      throw malformedBody('type', `type must be one of ${[...checks.keys()].map((one) => `"${one}"`).join(', ')}`);
    }
    return check(value) as AnyOf<Kinds>;
  };
}

/** @throws ApiError `protocolVersion` for one that this server does not speak */
export function requireVersion(value: unknown): void {
  const found = memberOf(value, 'v');
  if (found === LIVE_PROTOCOL || typeof found !== 'number') return;
  throw ApiError.of('protocolVersion', {
    property: 'v',
    slots: { found: String(found), known: String(LIVE_PROTOCOL) },
  });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
