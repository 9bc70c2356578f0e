/**
 * The commands of `parley` in the order of its help. Each is loaded when it runs, so that a small one does not wait for
 * the server's code.
 */
import { projectId } from '../model/ids.ts';
import { type Command, defineCommand } from './command.ts';
import { EXIT, exitCodeOf } from './command-io.ts';
import { readTenant } from './read-tenant.ts';

const SAMPLE_SCOPE = '--tenant acme --project 822';

export const COMMANDS: readonly Command[] = [
  defineCommand(
    {
      name: 'serve',
      summary: 'Serve the chat log over HTTP until it is told to stop.',
      operand: null,
      examples: ['parley serve --data ./parley-data --port 8822', 'parley serve --host 0.0.0.0 --metrics-port 9464'],
    },
    async (options, io) => (await import('./serve.ts')).serve(options, io),
  ),
  defineCommand(
    {
      name: 'demo',
      summary: 'Serve sample chats, and print a key and commands to read them with.',
      operand: null,
      examples: ['parley demo'],
    },
    async (options, io) => (await import('./demo.ts')).runDemo(options, io),
  ),
  defineCommand(
    {
      name: 'project create',
      summary: 'Add a project.',
      operand: null,
      examples: [`parley project create ${SAMPLE_SCOPE} --name "Support" --time-zone Europe/Budapest`],
    },
    async (options, io) => (await import('./project.ts')).createProjectCommand(options, io),
  ),
  defineCommand(
    {
      name: 'project list',
      summary: 'Print the projects.',
      operand: null,
      examples: ['parley project list', 'parley project list --tenant acme'],
    },
    async (options, io) => (await import('./project.ts')).listProjectsCommand(options, io),
  ),
  defineCommand(
    {
      name: 'key create',
      summary: 'Make an API key and print it, alone, once.',
      operand: null,
      examples: [
        `parley key create ${SAMPLE_SCOPE} --scope chats:read`,
        `parley key create ${SAMPLE_SCOPE} --name warehouse --start offset --expires 90d --allow-ip 192.0.2.0/24`,
      ],
    },
    async (options, io) => (await import('./key.ts')).createKeyCommand(options, io),
  ),
  defineCommand(
    {
      name: 'key list',
      summary: 'Print the keys of a tenant, by their first characters.',
      operand: null,
      examples: ['parley key list --tenant acme'],
    },
    async (options, io) => (await import('./key.ts')).listKeysCommand(options, io),
  ),
  defineCommand(
    {
      name: 'key revoke',
      summary: 'End a key; a running server refuses it within a second.',
      operand: null,
      examples: ['parley key revoke --tenant acme --key pk4Fz81QxLm0'],
    },
    async (options, io) => (await import('./key.ts')).revokeKeyCommand(options, io),
  ),
  defineCommand(
    {
      name: 'import',
      summary: 'Read chats from a file: replies of the log, rows as an array or one a line, or chats as events.',
      operand: { name: 'file', sentence: 'File to read; - is standard input.' },
      examples: [
        `parley import ${SAMPLE_SCOPE} chats.ndjson`,
        `curl … | parley import ${SAMPLE_SCOPE} --rejects rejects.ndjson -`,
      ],
    },
    async (options, io, file) =>
      (await import('./import.ts')).runImport({
        ...io,
        store: options,
        tenantId: readTenant(options.tenant),
        projectId: projectId(options.project),
        file,
        rejectsPath: options.rejects,
      }),
  ),
  defineCommand(
    {
      name: 'mirror',
      summary: 'Pull the chat log of another server, of the original vendor or of a Parley, into a project.',
      operand: null,
      examples: [
        'parley mirror --from https://acme.asp.virtual-call-center.eu --customer acme --key-file vendor.key --project 822',
        `parley mirror --from https://chats.example.com --customer acme --key-file parley.key --remote-project 7 ${SAMPLE_SCOPE}`,
      ],
    },
    async (options, io) => (await import('./mirror.ts')).mirror(options, io),
  ),
  defineCommand(
    {
      name: 'export',
      summary: 'Write chats of a project to a file, with the filters and the numbers of the log.',
      operand: null,
      examples: [
        `parley export ${SAMPLE_SCOPE} --out chats.ndjson`,
        `parley export ${SAMPLE_SCOPE} --format csv --filter startDate=2026-01-01 --filter endDate=2026-01-31 --out january.csv`,
        `parley export ${SAMPLE_SCOPE} --format parquet --to ./warehouse`,
      ],
    },
    async (options, io) => (await import('./export.ts')).exportChats(options, io),
  ),
  defineCommand(
    {
      name: 'sample',
      summary: 'Write made-up chats, one a line, in the event format that import reads.',
      operand: null,
      examples: ['parley sample --chats 20000 --seed 7 > chats.ndjson'],
    },
    async ({ chats, seed }, { stdout, signal }) => {
      const { writeSample } = await import('./sample.ts');
      const stopped = new Promise<number>((resolve) => {
        signal.addEventListener('abort', () => resolve(exitCodeOf(signal)));
      });
      return Promise.race([writeSample({ chats, seed, stdout }).then(() => EXIT.done), stopped]);
    },
  ),
  defineCommand(
    {
      name: 'erase',
      summary: 'Erase a chat for good; readers of the change feed are told.',
      operand: { name: 'chatid', sentence: 'Number of the chat.' },
      examples: [`parley erase ${SAMPLE_SCOPE} 7`],
    },
    async (options, io, operand) => (await import('./erase.ts')).eraseCommand(options, io, operand),
  ),
  defineCommand(
    {
      name: 'redact',
      summary: 'Remove the content of a message or of all chats of a contact; numbers and times stay.',
      operand: null,
      examples: [`parley redact ${SAMPLE_SCOPE} --chat 7 --message 3`, `parley redact ${SAMPLE_SCOPE} --contact 6`],
    },
    async (options, io) => (await import('./redact.ts')).redactCommand(options, io),
  ),
  defineCommand(
    {
      name: 'audit',
      summary: 'Print who erased or redacted what, the newest first.',
      operand: null,
      examples: ['parley audit --tenant acme'],
    },
    async (options, io) => (await import('./audit.ts')).auditCommand(options, io),
  ),
  defineCommand(
    {
      name: 'doctor',
      summary: 'Check the machine and the store, and say what to do about what is wrong.',
      operand: null,
      examples: ['parley doctor --data ./parley-data'],
    },
    async (options, io) => (await import('./doctor.ts')).examine(options, io),
  ),
  defineCommand(
    {
      name: 'rebuild',
      summary: 'Make every chat of the log again from its events.',
      operand: null,
      examples: ['parley rebuild --check', `parley rebuild ${SAMPLE_SCOPE}`],
    },
    async (options, io) => (await import('./rebuild.ts')).rebuild(options, io),
  ),
  defineCommand(
    {
      name: 'move',
      summary: 'Copy a store from a folder into an empty PostgreSQL database, and verify it.',
      operand: null,
      examples: ['parley move --from ./parley-data --to postgres://parley@localhost:5432/parley'],
    },
    async (options, io) => (await import('./move.ts')).move(options, io),
  ),
];
