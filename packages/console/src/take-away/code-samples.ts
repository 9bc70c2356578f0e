/** The screen's query as programs that can be pasted. Pure. */
import type { SearchTexts } from '../search/search-text.ts';

export interface CodeQuery {
  /** `https://chats.example.com` */
  readonly origin: string;
  readonly tenant: string;
  readonly projectId: string;
  readonly parameters: SearchTexts;
}

/** Stands where the reader puts an API key. */
export const KEY_PLACE = 'YOUR_API_KEY';

export interface CodeSample {
  readonly id: 'curl' | 'requests' | 'pandas' | 'parquet' | 'typescript' | 'parley-pull';
  /** Names of programs and libraries are the same in every language. */
  readonly program: string;
  readonly code: string;
}

export function codeSamples(query: CodeQuery): readonly CodeSample[] {
  return [
    { id: 'curl', program: 'curl', code: curlSample(query) },
    { id: 'requests', program: 'Python, requests', code: requestsSample(query) },
    { id: 'pandas', program: 'Python, pandas', code: pandasSample(query) },
    { id: 'parquet', program: 'Python, Parquet', code: parquetSample(query) },
    { id: 'typescript', program: 'TypeScript', code: typescriptSample(query) },
    { id: 'parley-pull', program: 'parley-pull', code: pullSample(query) },
  ];
}

function logAddress({ origin, projectId }: CodeQuery, parameters: SearchTexts): string {
  const query = new URLSearchParams(parameters).toString();
  const path = `${origin}/v2/projects/${encodeURIComponent(projectId)}/chats`;
  return query === '' ? path : `${path}?${query}`;
}

function curlSample(query: CodeQuery): string {
  const user = shellText(`${query.tenant}:${KEY_PLACE}`);
  return `curl --fail --compressed --user ${user} \\\n  ${shellText(logAddress(query, query.parameters))}\n`;
}

function requestsSample(query: CodeQuery): string {
  return `import requests

reply = requests.get(
    ${pythonText(logAddress(query, {}))},
    params=${pythonDict(query.parameters, '    ')},
    auth=(${pythonText(query.tenant)}, ${pythonText(KEY_PLACE)}),
)
reply.raise_for_status()
for chat in reply.json()["response"]:
    print(chat["chatId"], chat["disposition"])
`;
}

function pandasSample(query: CodeQuery): string {
  return `import io
import pandas
import requests

reply = requests.get(
    ${pythonText(logAddress(query, {}))},
    params=${pythonDict({ ...query.parameters, format: 'csv', raw: '1' }, '    ')},
    auth=(${pythonText(query.tenant)}, ${pythonText(KEY_PLACE)}),
)
reply.raise_for_status()
chats = pandas.read_csv(io.StringIO(reply.text))
print(chats.groupby("disposition")["chatId"].count())
`;
}

function parquetSample(query: CodeQuery): string {
  return `import io
import pandas  # with pyarrow
import requests

reply = requests.get(
    ${pythonText(logAddress(query, {}))},
    params=${pythonDict({ ...query.parameters, format: 'parquet' }, '    ')},
    auth=(${pythonText(query.tenant)}, ${pythonText(KEY_PLACE)}),
)
reply.raise_for_status()
chats = pandas.read_parquet(io.BytesIO(reply.content))
print(chats.groupby("disposition")["chatId"].count())
`;
}

/** How a log is read; everything else in the address is a filter. */
const PRINTED = ['sort', 'direction', 'tz'] as const;

function typescriptSample({ origin, tenant, projectId, parameters }: CodeQuery): string {
  const filters = Object.entries(parameters).filter(([name]) => !PRINTED.some((printed) => printed === name));
  const { sort, direction, tz } = parameters;
  const options = [
    ...(filters.length === 0 ? [] : [`filters: ${literal(Object.fromEntries(filters))}`]),
    ...(sort === undefined ? [] : [`sort: ${text(sort)}`]),
    ...(direction === undefined ? [] : [`direction: ${text(direction.toUpperCase())}`]),
    ...(tz === undefined ? [] : [`tz: ${text(tz)}`]),
  ];
  const given = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  return `import { ParleyClient } from '@parley/client';

const client = new ParleyClient({
  baseUrl: ${text(origin)},
  customer: ${text(tenant)},
  key: ${text(KEY_PLACE)},
});
for await (const chat of client.chats(${Number(projectId)}${given})) {
  console.log(chat.chatId, chat.disposition);
}
`;
}

function pullSample({ origin, tenant, projectId, parameters }: CodeQuery): string {
  // A copy has no order, and keeps the times of the project.
  const filters = Object.entries(parameters).filter(([name]) => !PRINTED.some((printed) => printed === name));
  const hasDays = filters.some(([name]) => name === 'startDate' || name === 'endDate');
  const note = parameters.tz !== undefined && hasDays ? "# days are those of the project's time zone\n" : '';
  const options = filters.map(([name, value]) => ` \\\n  --filter ${shellText(`${name}=${value}`)}`);
  return `${note}export PARLEY_URL=${shellText(origin)} PARLEY_CUSTOMER=${shellText(tenant)} PARLEY_PROJECT=${shellText(projectId)}
export PARLEY_KEY=${shellText(KEY_PLACE)}
parley-pull --to chats.ndjson${options.join('')}
`;
}

/** Within quotes nothing means anything to a shell but the quote itself. */
function shellText(value: string): string {
  return /^[\w./:@%+=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** JSON texts without escapes beyond those of Python. */
function pythonText(value: string): string {
  return JSON.stringify(value);
}

function pythonDict(entries: SearchTexts, indent: string): string {
  const lines = Object.entries(entries).map(
    ([name, value]) => `${indent}    ${pythonText(name)}: ${pythonText(value)},\n`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function literal(filters: SearchTexts): string {
  const entries = Object.entries(filters).map(([name, value]) => {
    const isNumber = /^\d{1,15}$/.test(value) && name !== 'q' && name !== 'type';
    return `${name}: ${isNumber ? Number(value) : text(value)}`;
  });
  return `{ ${entries.join(', ')} }`;
}
