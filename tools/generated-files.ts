/** What `npm run generate` makes from the code. Called by tools/generate.ts. */
import { basename } from 'node:path';
import { EXIT as PULL_EXIT, EXIT_MEANINGS as PULL_EXIT_MEANINGS } from '../packages/client/src/pull/pull-error.ts';
import { openapiDocument } from '../packages/contract/src/openapi.ts';
import { errorsPage, queryParametersPage } from '../packages/contract/src/reference-pages.ts';
import { EXIT, EXIT_MEANINGS } from '../packages/server/src/cli/command-io.ts';
import { optionsPage } from '../packages/server/src/cli/reference-pages.ts';
import { clientTypes } from './client-types.ts';
import { liveTypes } from './live-types.ts';
import {
  chatLogApiPage,
  eventFormatPage,
  importPage,
  lifecyclePage,
  liveProtocolPage,
  readmePage,
} from './page-parts.ts';
import { pullAdvice } from './pull-advice.ts';

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: string;
}

const EVENT_FORMAT_PAGE = 'docs/spec/event-format.md';
const CHAT_LOG_API_PAGE = 'docs/spec/chat-log-api.md';
const LIFECYCLE_PAGE = 'docs/spec/chat-lifecycle.md';
const LIVE_PROTOCOL_PAGE = 'docs/spec/live-protocol.md';
const IMPORT_PAGE = 'docs/spec/import.md';

/** Every generated file except the tables of formats, which this code reads. `read` takes paths from the root. */
export async function generatedFiles(read: (file: string) => Promise<string>): Promise<readonly GeneratedFile[]> {
  const { version }: { version: string } = JSON.parse(await read('packages/contract/package.json'));
  const eventFormat = await read(EVENT_FORMAT_PAGE);
  const document = openapiDocument({ version, metrics: await read('docs/spec/metrics.md') });
  return [
    { path: 'packages/contract/openapi.json', content: `${JSON.stringify(document, null, 1)}\n` },
    { path: 'docs/errors.md', content: errorsPage() },
    { path: 'docs/spec/query-parameters.md', content: queryParametersPage() },
    { path: 'docs/operate/options.md', content: optionsPage() },
    { path: 'docs/exit-codes.md', content: exitCodesPage() },
    ...(await Promise.all(SHARED.map((file) => copyForPull(file, read)))),
    { path: EVENT_FORMAT_PAGE, content: eventFormatPage(eventFormat) },
    { path: CHAT_LOG_API_PAGE, content: chatLogApiPage(await read(CHAT_LOG_API_PAGE), eventFormat) },
    { path: LIFECYCLE_PAGE, content: lifecyclePage(await read(LIFECYCLE_PAGE)) },
    { path: LIVE_PROTOCOL_PAGE, content: liveProtocolPage(await read(LIVE_PROTOCOL_PAGE)) },
    { path: IMPORT_PAGE, content: importPage(await read(IMPORT_PAGE)) },
    { path: 'packages/client/src/contract-types.ts', content: clientTypes() },
    { path: 'packages/client/src/live/live-types.ts', content: liveTypes() },
    { path: 'packages/client/src/pull/command-advice.ts', content: pullAdvice() },
    { path: 'README.md', content: readmePage(await read('README.md')) },
  ];
}

/** What `parley-pull` does exactly as `parley` does. */
const SHARED = [
  'packages/server/src/platform/nearest-name.ts',
  'packages/server/src/platform/output-place.ts',
  'packages/server/src/platform/output-stream.ts',
  'packages/server/src/platform/system-error.ts',
  'packages/server/src/chat-log/formats/log-head.ts',
];

/** The copy of a server file for the client, which imports no other package. */
async function copyForPull(file: string, read: (file: string) => Promise<string>): Promise<GeneratedFile> {
  const content = `// Made by \`npm run generate\` from ${file}; never edited by hand.\n${await read(file)}`;
  return { path: `packages/client/src/pull/${basename(file)}`, content };
}

/** The exit codes of both programs. */
function exitCodesPage(): string {
  const meanings = (codes: Readonly<Record<string, number>>, words: Readonly<Record<string, string>>) =>
    new Map(Object.entries(codes).map(([name, code]) => [code, words[name] ?? '']));
  const server = meanings(EXIT, EXIT_MEANINGS);
  const client = meanings(PULL_EXIT, PULL_EXIT_MEANINGS);
  const codes = [...new Set([...server.keys(), ...client.keys()])].sort((one, other) => one - other);
  const rows = codes.map((code) => `| ${code} | ${server.get(code) ?? ''} | ${client.get(code) ?? ''} |\n`);
  return `# Exit codes\n\n| code | \`parley\` | \`parley-pull\` |\n|---|---|---|\n${rows.join('')}`;
}
