/** Pages of the documentation that are made from the contract's tables. Used by `npm run generate`. */
import { ERRORS, type ErrorDefinition } from './errors.ts';
import { describeKind } from './parameter-kind.ts';
import { QUERY_PARAMETERS } from './query-parameters.ts';

/** `docs/errors.md`: one row for each error, by status. */
export function errorsPage(): string {
  const errors: readonly ErrorDefinition[] = Object.values(ERRORS);
  const rows = errors
    .toSorted((a, b) => a.status - b.status)
    .map((error) => row([error.status, `\`${error.code}\``, error.message, error.whatToDo, error.logLevel]));
  return `# Errors

A reply that is not a success never has the status 200 and is never HTML. Its body is

\`\`\`json
{"response":[],"errors":[{"errorcode":404,"errormessage":"error.project_not_found","property":"projectid","message":"…"}]}
\`\`\`

\`errorcode\` repeats the status, \`errormessage\` is the code below and stays the same in every version, \`property\` names the
wrong parameter ("" when there is none), \`message\` is the sentence below followed by what to do; \`{…}\` is filled in.
The last column is the level at which the server logs the reply; \`error\` means that the operator must act.

| status | code | message | what to do | logged as |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** `docs/spec/query-parameters.md`: one row for each parameter, in documented order. */
export function queryParametersPage(): string {
  const rows = QUERY_PARAMETERS.map(({ name, value, description, example, operations, isAdditive }) =>
    row([
      `\`${name}\``,
      describeKind(value),
      description,
      `\`${example}\``,
      operations.join(', '),
      isAdditive ? 'Parley' : 'source page',
    ]),
  );
  return `# Query parameters

Names are case-insensitive, values are not unless the table says so. An unknown name, a repeated parameter (lists may
be repeated), an empty or malformed value and a date that does not exist are refused with 400, naming the parameter; with the header
\`Prefer: handling=lenient\` unknown names (and only those) are ignored and listed in \`Parley-Warning\`. \`_\`, and a
\`projectid\` equal to the one in the path, are always ignored.

| parameter | value | meaning | example | operations | from |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}
