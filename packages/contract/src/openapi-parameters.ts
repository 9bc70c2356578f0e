/** The parameters of an operation as the OpenAPI document describes them. */
import { REQUEST_HEADERS, REQUIRED_REQUEST_HEADERS, type RequestHeader } from './headers.ts';
import { type Operation, PATH_PARAMETERS, type PathParameterName, pathParametersOf } from './operation.ts';
import type { OperationId } from './operations.ts';
import { describeKind, type ParameterKind, PLACE, WEEKDAY_HOUR } from './parameter-kind.ts';
import { parametersOf, type QueryParameter } from './query-parameters.ts';
import { LONGEST_REASON } from './removal-reason.ts';

type Json = { readonly [key: string]: unknown };

/** Of the path, the query and the headers; the formats of the log have operations of their own. */
export function parameterObjects(operation: Operation<OperationId>): readonly Json[] {
  return [
    ...pathParametersOf(operation).map(pathParameter),
    ...parametersOf(operation.operationId)
      .filter(({ role }) => role !== 'format')
      .map(queryParameter),
    ...operation.requestHeaders.map(headerParameter),
  ];
}

function pathParameter(name: PathParameterName): Json {
  const { value, description, example } = PATH_PARAMETERS[name];
  return { name, in: 'path', required: true, description, schema: parameterSchema(value), example };
}

function headerParameter(name: RequestHeader): Json {
  const { description, example } = REQUEST_HEADERS[name];
  const required = REQUIRED_REQUEST_HEADERS.has(name);
  const examples = required ? { example } : { examples: untickedExample(example) };
  return { name, in: 'header', required, description, schema: { type: 'string' }, ...examples };
}

function queryParameter({ name, value, description, example, isAdditive }: QueryParameter): Json {
  return {
    name,
    in: 'query',
    required: false,
    description,
    schema: parameterSchema(value),
    examples: untickedExample(parameterExample(value, example)),
    ...(value.kind === 'list' ? { style: 'form', explode: false } : {}),
    'x-form': describeKind(value),
    'x-additive': isAdditive,
  };
}

/** The page of the documentation sends what has an example, unless the example is marked: then only what somebody ticks. */
function untickedExample(value: unknown): Json {
  return { default: { value, 'x-disabled': true } };
}

/** The example as a value of the schema, where the table has the text of a request. */
function parameterExample({ kind }: ParameterKind, text: string): unknown {
  if (kind === 'integer' || kind === 'id' || kind === 'place' || kind === 'flag') return Number(text);
  return kind === 'list' ? text.split(',') : text;
}

function parameterSchema(value: ParameterKind): Json {
  switch (value.kind) {
    case 'integer':
      return { type: 'integer', minimum: value.minimum, maximum: value.maximum };
    case 'id':
      return { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    case 'place':
      return {
        anyOf: [
          { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
          { type: 'string', pattern: PLACE.source },
        ],
      };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'choice':
      return { type: 'string', enum: value.ignoresCase ? inEitherCase(value.values) : value.values };
    case 'list':
      return { type: 'array', items: { type: 'string', enum: value.values }, uniqueItems: true };
    case 'flag':
      return { type: 'integer', enum: [0, 1] };
    case 'text':
    case 'search':
      return { type: 'string', minLength: 1, maxLength: value.maximumLength };
    case 'reason':
      return { type: 'string', minLength: 1, maxLength: LONGEST_REASON };
    case 'timeZone':
      return { type: 'string' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'weekdayHour':
      return { type: 'string', pattern: WEEKDAY_HOUR.source };
  }
}

/** Any case is accepted; these are the spellings that people use. */
function inEitherCase(values: readonly string[]): readonly string[] {
  return [...new Set([...values, ...values.map((value) => value.toLowerCase())])];
}
