/**
 * `npm run generate`: writes every file that is made from code. With `--check` it writes nothing, names the files that
 * differ and ends with exit code 1 when there are any.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openapiDocument } from '../packages/contract/src/openapi.ts';
import { errorsPage, queryParametersPage } from '../packages/contract/src/reference-pages.ts';
import { optionsMarkdown } from '../packages/server/src/platform/options-markdown.ts';
import { clientTypes } from './client-types.ts';
import { chatLogApiPage, eventFormatPage } from './page-parts.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

const EVENT_FORMAT_PAGE = 'docs/spec/event-format.md';
const CHAT_LOG_API_PAGE = 'docs/spec/chat-log-api.md';

interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

async function generate(): Promise<readonly GeneratedFile[]> {
  const { version }: { version: string } = JSON.parse(await read('packages/contract/package.json'));
  const eventFormat = await read(EVENT_FORMAT_PAGE);
  const document = openapiDocument({ version, metrics: await read('docs/spec/metrics.md') });
  return [
    { path: 'packages/contract/openapi.json', content: `${JSON.stringify(document, null, 1)}\n` },
    { path: 'docs/errors.md', content: errorsPage() },
    { path: 'docs/spec/query-parameters.md', content: queryParametersPage() },
    { path: 'docs/operate/options.md', content: optionsMarkdown() },
    { path: EVENT_FORMAT_PAGE, content: eventFormatPage(eventFormat) },
    { path: CHAT_LOG_API_PAGE, content: chatLogApiPage(await read(CHAT_LOG_API_PAGE), eventFormat) },
    { path: 'packages/client/src/contract-types.ts', content: clientTypes() },
  ];
}

function read(file: string): Promise<string> {
  return readFile(path.join(ROOT, file), 'utf8');
}

async function isCurrent(file: GeneratedFile): Promise<boolean> {
  try {
    return (await read(file.path)) === file.content;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

const isCheck = process.argv.includes('--check');
for (const file of await generate()) {
  if (await isCurrent(file)) continue;
  if (isCheck) {
    console.error(`${file.path} differs from what the code says: run "npm run generate" and commit it`);
    process.exitCode = 1;
  } else {
    const target = path.join(ROOT, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content);
    console.log(`written: ${file.path}`);
  }
}
