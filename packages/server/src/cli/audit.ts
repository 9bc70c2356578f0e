/** `parley audit`: prints who read, removed and administered what. */
import { AUDIT_ACTIONS } from '@parley/contract/audit-actions';
import { type AuditedFilter, type AuditLine, actorText } from '../model/audit.ts';
import { type Instant, parseOffsetTime, utcText } from '../model/instant.ts';
import type { OptionSpecs, OptionValues, Shape } from '../platform/option-spec.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, reportFailure, writeTable } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { PROJECT, STORE_OPTIONS, TENANT } from './option-groups.ts';

const TIME: Shape<Instant> = {
  words: 'a time with its offset, for example 2026-01-31T00:00:00Z',
  read: (text) => parseOffsetTime(text)?.instant ?? null,
};

const OPTIONS = {
  ...STORE_OPTIONS,
  tenant: TENANT,
  project: PROJECT,
  only: {
    kind: 'choice',
    values: ['reads', 'removals', 'deeds'],
    sentence: 'Only who read, only who erased and redacted, or only who administered projects, keys, people and views.',
  },
  actor: {
    kind: 'text',
    sentence: 'Only what they did, spelt as in the column WHO: "user anna", "key pk0123456789" or operator.',
  },
  action: { kind: 'choice', values: AUDIT_ACTIONS, sentence: 'Only this, spelt as in the column ACTION.' },
  from: { kind: 'text', shape: TIME, sentence: 'Only what was done at this time or later.' },
  to: { kind: 'text', shape: TIME, sentence: 'Only what was done before this time.' },
  lines: {
    kind: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    unit: 'lines',
    default: 100,
    sentence: 'How many lines to print at most.',
  },
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

const KINDS = { reads: 'reads', removals: 'removal', deeds: 'deed' } as const;

export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Print who read, erased, redacted or administered what, the newest first.',
  examples: [
    'parley audit --tenant acme',
    'parley audit --tenant acme --project 822 --actor "user anna" --from 2026-01-01T00:00:00Z',
    'parley audit --only removals --lines 1000000',
  ],
  options: OPTIONS,
  run: printAudit,
});

async function printAudit(options: Values, io: CommandIo): Promise<number> {
  const { tenant, project, only, actor, action, from, to, lines } = options;
  if (project !== null && tenant === null) return reportFailure(io, '--project goes with --tenant', EXIT.usage);
  await using store = await openTenantStore(options, io);
  const found = await store.audit.read({
    tenantId: tenant,
    projectIds: project === null ? null : [project],
    kind: only === null ? null : KINDS[only],
    actor,
    action,
    from,
    before: to,
    after: null,
    limit: lines,
  });
  writeTable(io.stdout, [
    ['TIME', 'TENANT', 'PROJECT', 'WHO', 'ACTION', 'WHAT', 'WHY', 'REQUESTS', 'CHATS'],
    ...found.map((line) => [
      utcText(line.at),
      line.tenantId,
      line.kind === 'deed' ? '-' : String(line.projectId),
      actorText(line.actor),
      line.action,
      line.kind === 'reads' ? describeRead(line) : line.target,
      (line.kind === 'removal' ? line.reason : null) ?? '-',
      line.kind === 'reads' ? String(line.requests) : '-',
      line.kind === 'reads' ? String(line.rows) : '-',
    ]),
  ]);
  return EXIT.done;
}

/** On one line without two blanks in a row; values hold none. */
function describeRead({ target, format, filters }: Extract<AuditLine, { readonly kind: 'reads' }>): string {
  const conditions = filters === null ? ['different filters'] : filters.map(describeFilter);
  const words = [target, format === null ? null : `as ${format}`, ...conditions].filter((word) => word !== null);
  return words.length === 0 ? 'all' : words.join(' ');
}

function describeFilter({ name, value }: AuditedFilter): string {
  return `${name}=${value ?? '(not kept)'}`;
}
