/** `parley key create`: creates a key and prints only it on standard output, so that `KEY=$(parley key create …)` works. */
import { SCOPE_MEANINGS, SCOPES } from '@parley/contract/scopes';
import { type Instant, instant, parseOffsetTime } from '../model/instant.ts';
import { matching } from '../platform/option-spec.ts';
import type { CreatedKey } from '../services/access/create-key.ts';
import { defineCommand } from './command.ts';
import { EXIT, reportFailure } from './command-io.ts';
import { openTenantStore } from './open-tenant-store.ts';
import { operatorDeed } from './operator-deed.ts';
import {
  NAME_SHAPE,
  queuesText,
  required,
  STORE_OPTIONS,
  TENANT,
  visibleProjects,
  visibleQueues,
} from './option-groups.ts';

const DAY_MS = 86_400_000;

export const keyCreateCommand = defineCommand({
  name: 'key create',
  summary: 'Create an API key and print it, this once.',
  examples: [
    'parley key create --tenant acme --project 822 --scope chats:read',
    'parley key create --tenant acme --project 822 --name warehouse --start offset --expires 90d --allow-ip 192.0.2.0/24',
  ],
  options: {
    ...STORE_OPTIONS,
    tenant: required(TENANT),
    project: visibleProjects('key'),
    queue: visibleQueues('key'),
    name: {
      kind: 'text',
      shape: NAME_SHAPE,
      default: 'unnamed',
      sentence: 'What the key is for, to recognise it later.',
    },
    scope: {
      kind: 'list',
      values: SCOPES,
      isCommaSeparated: true,
      default: ['chats:read'],
      sentence: `What the key may do; chats:metadata may ${SCOPE_MEANINGS['chats:metadata']}.`,
    },
    start: {
      kind: 'choice',
      values: ['id', 'offset'],
      default: 'id',
      sentence: 'How this key reads the parameter start: as the chat to begin at, or as a number of rows to skip.',
    },
    expires: {
      kind: 'text',
      shape: matching(/^([1-9][0-9]{0,4}d|\d{4}-\d{2}-\d{2}T.+)$/, 'a time with offset, or days, for example 90d'),
      sentence:
        'When the key expires: a time with offset (2027-01-31T00:00:00Z) or a number of days from now (90d); without it never.',
    },
    allowIp: {
      kind: 'list',
      shape: matching(
        /^[0-9A-Fa-f.:]+(\/[0-9]{1,3})?$/,
        'an address or a range, for example 192.0.2.7 or 192.0.2.0/24',
      ),
      isCommaSeparated: true,
      sentence: 'Address or CIDR range that the key may be used from; without it any.',
    },
  },
  async run(options, io) {
    const now = instant(io.clock.nowMs());
    const expiresAt = options.expires === null ? null : readExpiry(options.expires, now);
    if (expiresAt === undefined) {
      const sentence = `--expires ${options.expires} is not a time; give one with its offset, for example 2027-01-31T00:00:00Z, or days, for example 90d`;
      return reportFailure(io, sentence, EXIT.usage);
    }
    const { createKey } = await import('../services/access/create-key.ts');
    await using store = await openTenantStore(options, io);
    const request = {
      tenantId: options.tenant,
      name: options.name,
      projectIds: options.project.length === 0 ? null : options.project,
      queueIds: options.queue.length === 0 ? null : options.queue,
      scopes: options.scope,
      startSemantics: options.start,
      allowedIps: options.allowIp,
      expiresAt,
    };
    const created = await createKey(store, request, operatorDeed(io), io.randomness);
    if ('refused' in created) return reportFailure(io, refusalSentence(created, options.tenant));
    const projects = request.projectIds === null ? 'every project' : `project ${request.projectIds.join(', ')}`;
    io.stderr.write(
      `key ${created.prefix}… of ${options.tenant}: ${request.scopes.join(', ')} on ${projects}${queuesText(request.queueIds)}; `,
    );
    io.stderr.write('it is shown only once, save it now\n');
    io.stdout.write(`${created.key}\n`);
    return EXIT.done;
  },
});

function refusalSentence(created: Extract<CreatedKey, { readonly refused: string }>, tenant: string): string {
  switch (created.refused) {
    // The operator has no limits.
    case 'beyond-own-limits':
    case 'tenant-has-no-project':
      return `tenant ${tenant} has no project; create one with parley project create`;
    case 'project-not-found':
      return `tenant ${tenant} has no project ${created.projectId}; see parley project list`;
    case 'bad-address':
      return `--allow-ip ${created.address} is not an address or a range; examples are 192.0.2.7, 192.0.2.0/24 and 2001:db8::/32`;
    case 'expired-already':
      return '--expires is in the past; give a later time';
  }
}

/** Undefined when the text is not a time. */
function readExpiry(text: string, now: Instant): Instant | undefined {
  const days = /^([0-9]+)d$/.exec(text)?.[1];
  if (days !== undefined) return instant(now + Number(days) * DAY_MS);
  return parseOffsetTime(text)?.instant;
}
