/**
 * Explains in plain words which field of an input violates its schema and what to do. Used by the readers of import files;
 * does not decide whether an input is valid.
 */
import type { TLocalizedValidationError } from 'typebox/error';

/** Why an input was refused. */
export interface FieldProblem {
  /** Path of the field, for example `events[3].at`; "" is the whole input. */
  readonly field: string;
  readonly reason: string;
}

/** What explaining a refusal needs of a compiled schema. */
export interface ErrorSource {
  Errors(value: unknown): TLocalizedValidationError[];
}

/**
 * The first problem of `value`, which the schema has refused. `prefix` is the path of `value` itself, "" when it
 * is the whole input.
 */
export function explainProblem(schema: ErrorSource, value: unknown, prefix: string): FieldProblem {
  const errors = schema.Errors(value);
  const first = errors[0];
  if (first === undefined) return { field: prefix, reason: 'is not valid' };
  const path = joinPath(prefix, fieldPath(first.instancePath));
  switch (first.keyword) {
    case 'required':
      return {
        field: joinPath(path, first.params.requiredProperties[0] ?? ''),
        reason: 'is missing; it must be given',
      };
    case 'additionalProperties':
      return { field: joinPath(path, first.params.additionalProperties[0] ?? ''), reason: UNKNOWN_KEY };
    case 'boolean':
      return { field: path, reason: UNKNOWN_KEY };
    case 'type':
      return { field: path, reason: `must be ${expectedTypes(errors, first.instancePath)}` };
    case 'enum':
      return {
        field: path,
        reason: `must be one of ${first.params.allowedValues.map((v) => JSON.stringify(v)).join(', ')}`,
      };
    case 'const':
      return { field: path, reason: `must be ${JSON.stringify(first.params.allowedValue)}` };
    default:
      return { field: path, reason: first.message };
  }
}

const UNKNOWN_KEY = 'is not a known key; correct its name or remove it';

/** A union reports one error per member: the sentence names all of them. */
function expectedTypes(errors: readonly TLocalizedValidationError[], instancePath: string): string {
  const types = errors.flatMap((error) =>
    error.keyword === 'type' && error.instancePath === instancePath ? [error.params.type].flat() : [],
  );
  return [...new Set(types)].join(' or ');
}

/** `/calendar/monday/0/1` as `calendar.monday[0][1]`. */
export function fieldPath(pointer: string): string {
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path = /^\d+$/.test(key) ? `${path}[${key}]` : joinPath(path, key);
  }
  return path;
}

/** `events[3]` and `at` as `events[3].at`; either may be "". */
export function joinPath(prefix: string, key: string): string {
  if (prefix === '' || key === '') return prefix + key;
  return key.startsWith('[') ? prefix + key : `${prefix}.${key}`;
}
