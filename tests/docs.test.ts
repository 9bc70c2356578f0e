/** The examples in the documents work: the real code reads their commands, addresses and data. Links are not broken. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHAT_KEYS } from '../packages/contract/src/chat.ts';
import { EVENT_SCHEMAS } from '../packages/contract/src/chat-event.ts';
import { Transfer } from '../packages/contract/src/chat-parts.ts';
import { ERRORS } from '../packages/contract/src/errors.ts';
import { meaningOfRole, ROLES, SCOPE_MEANINGS } from '../packages/contract/src/scopes.ts';
import { foldChat } from '../packages/server/src/chat-log/fold/fold-chat.ts';
import { decodeEventLine } from '../packages/server/src/chat-log/input/event-format.ts';
import { readChatLogQuery } from '../packages/server/src/chat-log/query/chat-log-query.ts';
import { decodeQueryString } from '../packages/server/src/chat-log/query/query-string.ts';
import { readStatisticsQuery } from '../packages/server/src/chat-log/query/statistics-query.ts';
import { COMMANDS } from '../packages/server/src/cli/commands.ts';
import { chatId, projectId } from '../packages/server/src/model/ids.ts';
import { Zone } from '../packages/server/src/model/zone.ts';
import { commandLinesIn, problemOf } from '../packages/server/test/helpers/read-command-line.ts';
import { runCli } from '../packages/server/test/helpers/run-cli.ts';

const ROOT = resolve(import.meta.dirname, '..');
const DOCUMENTS = [...globSync('*.md', { cwd: ROOT }), ...globSync('docs/**/*.md', { cwd: ROOT })]
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const BUDAPEST = new Zone('Europe/Budapest');

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The fenced blocks of a document in one of the languages. */
function blocksOf(text: string, ...languages: readonly string[]): readonly string[] {
  return [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)].flatMap(([, language = '', code = '']) =>
    languages.includes(language) ? [code] : [],
  );
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *```\w*\n[\s\S]*?^ *```$/gm, '');
}

/** The query strings of the log's addresses in the examples. */
function logQueriesIn(code: string): readonly string[] {
  return [...code.matchAll(/\/v2\/projects\/\d+\/chats(?:\?([^\s'"`]*))?(?=['"`\s])/g)].map(([, query = '']) => query);
}

/** The query strings of the statistics' addresses. */
function statisticsQueriesIn(code: string): readonly string[] {
  return [...code.matchAll(/\/v2\/projects\/\d+\/chats\/stats\?([^\s'"`]*)/g)].map(([, query = '']) => query);
}

function refusalOf(rawQuery: string, of: 'log' | 'statistics' = 'log'): string | null {
  const decoded = decodeQueryString(rawQuery);
  if ('refused' in decoded) return decoded.refused.error;
  const given = { projectId: projectId(822), zone: BUDAPEST, isLenient: false, parameters: decoded.parameters };
  const result =
    of === 'log'
      ? readChatLogQuery({ ...given, startSemantics: 'id' })
      : readStatisticsQuery({ ...given, isMetadataOnly: false });
  return 'refused' in result ? `${result.refused.error}: ${result.refused.property}` : null;
}

/** The anchor that a heading gets: lower case, punctuation gone, spaces as hyphens. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchorsIn(text: string): readonly string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** The links of a document, which lies at `path`, that lead nowhere in the repository. */
function brokenLinks(path: string, text: string): readonly string[] {
  const links = [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file));
    if (file !== '' && !existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsIn(file === '' ? text : read(target)).includes(anchor);
  });
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}

/** The members of objects, as paths: `events.0.type`. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    return Array.isArray(value) ? pathsIn(inner, here) : [here.join('.'), ...pathsIn(inner, here)];
  });
}

/** A copy in which the member at `path` is `value`; undefined leaves it out. */
function withValue(whole: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(whole);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((inner, key) => (inner as Record<string, unknown>)[key], copy) as Record<string, unknown>;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

function isTaken(line: unknown): boolean {
  return !('problem' in decodeEventLine(line));
}

describe('the event format', () => {
  const examples = blocksOf(read('docs/spec/event-format.md'), 'json').map((code): unknown => JSON.parse(code));
  const [shortest, page] = examples.map((example) => decodeEventLine(example));

  test('has examples that decode', () => {
    expect(examples).toHaveLength(2);
    for (const decoded of [shortest, page]) expect(decoded).not.toHaveProperty('problem');
  });

  test('has an example whose log entry is the reply shown by the API', () => {
    if (page === undefined || 'problem' in page) throw new TypeError('the example does not decode');
    const key = { projectId: projectId(822), chatId: page.chatId };
    const { chat } = foldChat(key, page.events, BUDAPEST);
    const reply = JSON.parse(blocksOf(read('docs/spec/chat-log-api.md'), 'json')[0] ?? '');
    expect(JSON.stringify(reply.response)).toBe(JSON.stringify([chat]));
    expect(Object.keys(reply.response[0])).toEqual(CHAT_KEYS);
  });

  test('names every kind of event and every member of the contract', () => {
    const text = read('docs/spec/event-format.md');
    for (const [type, { properties }] of Object.entries(EVENT_SCHEMAS)) {
      for (const name of [type, ...Object.keys(properties)]) expect(text).toContain(`\`${name}\``);
    }
  });

  test('says which members may be null, and which of ticketType may be left out', () => {
    const sentence =
      /^- Leave out optional members[\s\S]*?\n(?=- )/m.exec(read('docs/spec/event-format.md'))?.[0] ?? '';
    const [, values = ''] = /as the value of (.*?) where/.exec(sentence.replaceAll(/\s+/g, ' ')) ?? [];
    const nullable = namesIn(values).map((name) => `events.0.ticket.ticketType.${name}`);
    const [, example] = examples;
    const paths = pathsIn(example);
    expect(paths.filter((path) => isTaken(withValue(example, path, null))).sort()).toEqual(nullable.sort());
    const ofType = paths.filter((path) => path.includes('ticketType.'));
    expect(ofType).toHaveLength(11);
    expect(ofType.filter((path) => isTaken(withValue(example, path, undefined)))).toEqual([]);
    expect(isTaken(withValue(example, 'events.0.ticket.ticketType.params', [null, { any: 'thing' }]))).toBe(true);
  });

  test('is not fulfilled by an example with a slip in it', () => {
    const [, example] = examples;
    expect(decodeEventLine({ ...(example as object), chatID: 1 })).toHaveProperty('problem');
  });
});

describe('the examples in the documents', () => {
  const commands = DOCUMENTS.flatMap((path) =>
    blocksOf(read(path), 'sh', 'ini').flatMap((code) =>
      commandLinesIn(code).map((words) => ({ path, line: words.join(' '), words })),
    ),
  );
  const queries = DOCUMENTS.flatMap((path) =>
    blocksOf(read(path), 'sh', 'python', 'ts').flatMap((code) => logQueriesIn(code).map((query) => ({ path, query }))),
  );

  const statistics = DOCUMENTS.flatMap((path) =>
    blocksOf(read(path), 'sh', 'python', 'ts').flatMap(statisticsQueriesIn),
  );

  test('are found', () => {
    const files = new Set(commands.map(({ path }) => path));
    expect([...files].sort()).toEqual([
      'README.md',
      'docs/operate/audit.md',
      'docs/operate/backup.md',
      'docs/operate/erasure.md',
      'docs/operate/files.md',
      'docs/operate/install.md',
      'docs/operate/mirror.md',
      'docs/operate/people.md',
      'docs/operate/postgresql.md',
      'docs/operate/upgrade.md',
      'docs/spec/import.md',
    ]);
    expect(commands.map(({ words }) => words[0])).toEqual(
      expect.arrayContaining(['serve', 'import', 'key', 'project']),
    );
    expect(queries.length).toBeGreaterThan(0);
  });

  test.each(commands)('$path: parley $line', async ({ words }) => {
    expect(await problemOf(words)).toBeNull();
  });

  test.each(queries)('$path: the log with ?$query', ({ query }) => {
    expect(refusalOf(query)).toBeNull();
  });

  test.each(statistics)('the statistics with ?%s', (query) => {
    expect(refusalOf(query, 'statistics')).toBeNull();
  });

  test('of the statistics with a slip in them would be noticed', () => {
    expect(statistics.length).toBeGreaterThan(2);
    expect(refusalOf('by=days', 'statistics')).toBe('malformedValue: by');
  });

  test.each([
    ['an unknown command', 'parley back-up --data ./parley-data'],
    ['an unknown option', 'sudo -u parley parley serve --prot 8822'],
    ['a missing option', 'npx parley import --tenant acme chats.ndjson'],
    ['a missing file', 'parley import --tenant acme --project 822'],
    ['a wrong value', 'ExecStart=/usr/local/bin/node /opt/parley/packages/server/bin/parley.js serve --port x'],
    ['an unknown option behind a pipe', 'gunzip -c chats.gz | parley import --tenant acme --project 822 --force -'],
  ])('with %s would be noticed', async (_, line) => {
    const [words] = commandLinesIn(line);
    expect(await problemOf(words ?? [])).toEqual(expect.any(String));
  });

  test('with a misspelt parameter would be noticed', () => {
    const [query] = logQueriesIn("curl 'https://acme.example.com/v2/projects/822/chats?startdat=2023-01-20'");
    expect(refusalOf(query ?? '')).toBe('unknownParameter: startdat');
  });

  test('name only commands that there are', () => {
    const names = COMMANDS.flatMap(({ name }) => [name, name.split(' ')[0] ?? '']);
    for (const path of DOCUMENTS) {
      // What is not built yet stands in the change log only.
      for (const [, rest = ''] of withoutBlocks(read(path)).matchAll(/`(?:npx )?parley ([a-z][^`]*)`/g)) {
        const [first = '', second = ''] = rest.split(' ');
        const isKnown =
          names.includes(first) && (!['key', 'project'].includes(first) || names.includes(`${first} ${second}`));
        expect({ path, rest, isKnown: isKnown || first === 'listening' }).toEqual({ path, rest, isKnown: true });
      }
    }
  });
});

test('what a scope may do is said in the same words by the help and by the page', async () => {
  const page = read('docs/spec/chat-log-api.md');
  for (const [scope, meaning] of Object.entries(SCOPE_MEANINGS))
    expect(page).toContain(`| \`${scope}\` | ${meaning} |`);
  const { stdout } = await runCli(['key', 'create', '--help']);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`chats:metadata may ${SCOPE_MEANINGS['chats:metadata']}.`);
});

test('what a role may do is said in the words of its scope by the help and by the page', async () => {
  const page = read('docs/operate/people.md');
  for (const role of ROLES) expect(page).toContain(`| \`${role}\` | ${meaningOfRole(role)} |`);
  const { stdout } = await runCli(['user', 'create', '--help']);
  for (const role of ROLES) expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`as ${role} ${meaningOfRole(role)}`);
});

describe('transcripts and transfers', () => {
  const page = read('docs/spec/chat-log-api.md');
  const lines = decodeEventLine(JSON.parse(blocksOf(read('docs/spec/event-format.md'), 'json').at(-1) ?? ''));

  test('are explained, member by member', () => {
    for (const name of ['transcript', 'visitorTranscript', 'agentTranscript', ...Object.keys(Transfer.properties)]) {
      expect(page, name).toMatch(new RegExp(`^\\| \`${name}\` \\| \\S`, 'm'));
    }
  });

  test('are what is said: texts of one side, without bots, in all of them the latest text', () => {
    if ('problem' in lines) throw new TypeError(lines.problem.reason);
    const said = (sender: 'visitor' | 'agent' | 'bot', text: string, messageId: string) =>
      ({
        type: 'message.sent',
        sender,
        name: sender,
        messageId,
        text,
        senderId: sender === 'agent' ? 660 : 0,
      }) as const;
    const [first] = lines.events;
    const bodies = [
      said('visitor', 'one', 'a'),
      said('bot', 'automatic', 'b'),
      said('agent', 'two', 'c'),
      said('visitor', '', 'd'),
      said('visitor', 'three', 'e'),
      said('visitor', 'four', 'f'),
      { type: 'message.edited', messageId: 'a', text: 'one, edited' } as const,
      { type: 'message.redacted', messageId: 'e' } as const,
    ];
    if (first === undefined) throw new TypeError('the example has no event');
    const events = [first, ...bodies.map((body, at) => ({ ...first, seq: at + 2, body }))];
    const { chat } = foldChat({ projectId: projectId(822), chatId: chatId(1) }, events, BUDAPEST);
    expect(chat.transcript.map(({ message }) => message)).toEqual(['one, edited', 'automatic', 'two', '', '', 'four']);
    expect([chat.visitorTranscript, chat.agentTranscript]).toEqual(['one, edited four', 'two']);
  });
});

describe('the words of the documents', () => {
  const rowsOf = (text: string) => [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row);
  const explained = new Set(
    rowsOf(read('docs/words.md')).flatMap((row) => [...row.matchAll(/\*\*(\w+)\*\*/g)].map(([, word = '']) => word)),
  );
  const OWN_WORDS = /\b(epoch|tombstone|watermark|ledger|scrub)s?\b/i;
  const forPeople = DOCUMENTS.filter((path) => /^docs\/(?!adr)|^README|^SECURITY/.test(path));
  /** What people read: no blocks, and no data of examples. */
  const prose = (path: string) => withoutBlocks(read(path)).replaceAll('webchat-plugin/customer', '');

  test('epoch, tombstone, watermark, ledger, digest, scrub and tenant are explained, and each page that needs them links there', () => {
    const words = ['tenant', 'epoch', 'tombstone', 'watermark', 'ledger', 'digest', 'scrub'];
    expect(words.filter((word) => !explained.has(word))).toEqual([]);
    const users = forPeople.filter((path) => path !== 'docs/words.md' && OWN_WORDS.test(prose(path)));
    expect(users).toContain('docs/operate/erasure.md');
    expect(users.filter((path) => !prose(path).includes('words.md'))).toEqual([]);
  });

  test('tenant is the one word: customer is only the option of that name, or says that it is the same', () => {
    const others = forPeople.flatMap((path) =>
      [...prose(path).matchAll(/^.*(?<!--|`|\*)\bcustomers?\b(?! of the server).*$/gim)].map(
        ([line]) => `${path}: ${line}`,
      ),
    );
    expect(others.filter((line) => !/tenant/i.test(line) && !/--customer/.test(line))).toEqual([]);
    expect(JSON.stringify(ERRORS)).not.toMatch(/\bcustomer\b/i);
  });
});

describe('the links of the documents', () => {
  test.each(DOCUMENTS)('%s', (path) => {
    expect(brokenLinks(path, read(path))).toEqual([]);
  });

  test('would be noticed when they lead nowhere', () => {
    const text =
      '# A b\n[1](spec/metrics.md) [2](spec/none.md) [3](#a-b) [4](#c) [5](spec/import.md#ids) [6](spec/import.md#no) [7](https://example.com)';
    expect(brokenLinks('docs/x.md', text)).toEqual(['spec/none.md', '#c', 'spec/import.md#no']);
  });

  test('are none in the metric definitions, which stand in openapi.json as well', () => {
    expect(read('docs/spec/metrics.md')).not.toMatch(/\]\(/);
  });
});

describe('the decision on dependencies', () => {
  test('names every one of them with its version', () => {
    const text = read('docs/adr/0001-runtime-and-dependencies.md');
    const manifests = ['package.json', ...globSync('packages/*/package.json', { cwd: ROOT })];
    for (const path of manifests) {
      const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(path));
      const all: Record<string, string> = { ...dependencies, ...devDependencies, ...optionalDependencies };
      for (const [name, version] of Object.entries(all)) {
        if (!name.startsWith('@parley/')) expect(text).toContain(`| \`${name}\` ${version} |`);
      }
    }
  });
});
