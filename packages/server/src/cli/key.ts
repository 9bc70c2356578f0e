/** `parley key create`, `key list` and `key revoke`. Only the first ever prints a key, once, alone on standard output. */

import { projectId } from '../model/ids.ts';
import { type Instant, instant, parseOffsetTime } from '../model/instant.ts';
import type { OptionValues } from '../platform/option-table.ts';
import { type CreatedKey, createKey } from '../services/access/create-key.ts';
import type { StoredApiKey } from '../store/api-key.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { openCommandStore } from './open-command-store.ts';
import { readTenant } from './read-tenant.ts';
import { writeTable } from './write-table.ts';

const DAY_MS = 86_400_000;

/** Makes a key and prints it; what else there is to say goes to standard error, so that `KEY=$(parley key create …)` works. */
export async function createKeyCommand(options: OptionValues<'key create'>, io: CommandIo): Promise<number> {
  const now = instant(io.clock.nowMs());
  const expiresAt = options.expires === null ? null : readExpiry(options.expires, now);
  if (expiresAt === undefined) {
    const sentence = `--expires ${options.expires} is no time; give one with its offset, as 2027-01-31T00:00:00Z, or days, as 90d`;
    return reportFailure(io, sentence, EXIT.usage);
  }
  await using store = await openCommandStore(options, io, { isMade: false });
  const request = {
    tenantId: readTenant(options.tenant),
    name: options.keyName,
    projectIds: options.keyProjects.length === 0 ? null : options.keyProjects.map((id) => projectId(Number(id))),
    scopes: options.scopes,
    startMeaning: options.start,
    allowedIps: options.allowedIps,
    expiresAt,
  };
  const created = await createKey(store, request, now, io.randomness);
  if ('refused' in created) return reportFailure(io, refusalSentence(created, options.tenant));
  const projects = request.projectIds === null ? 'every project' : `project ${request.projectIds.join(', ')}`;
  io.stderr.write(`key ${created.prefix}… of ${options.tenant}: ${request.scopes.join(', ')} on ${projects}; `);
  io.stderr.write('it is shown this once, keep it now\n');
  io.stdout.write(`${created.key}\n`);
  return EXIT.done;
}

function refusalSentence(created: Extract<CreatedKey, { readonly refused: string }>, tenant: string): string {
  switch (created.refused) {
    case 'tenant-has-no-project':
      return `tenant ${tenant} has no project; make one with parley project create`;
    case 'project-not-found':
      return `tenant ${tenant} has no project ${created.projectId}; see parley project list`;
    case 'bad-address':
      return `--allow-ip ${created.address} is no address and no range; give one as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32`;
    case 'expired-already':
      return '--expires lies in the past; give a later time';
  }
}

/** Undefined when the text names no time. */
function readExpiry(text: string, now: Instant): Instant | undefined {
  const days = /^([0-9]+)d$/.exec(text)?.[1];
  if (days !== undefined) return instant(now + Number(days) * DAY_MS);
  return parseOffsetTime(text)?.instant;
}

/** Prints one line a key, oldest first, with what it may do and what became of it. */
export async function listKeysCommand(options: OptionValues<'key list'>, io: CommandIo): Promise<number> {
  await using store = await openCommandStore(options, io, { isMade: false });
  const keys = await store.keys.list(readTenant(options.tenant));
  writeTable(io.stdout, [
    ['KEY', 'PROJECTS', 'SCOPES', 'START', 'ADDRESSES', 'EXPIRES', 'LAST USED', 'REVOKED', 'NAME'],
    ...keys.map(keyRow),
  ]);
  return EXIT.done;
}

function keyRow(key: StoredApiKey): readonly string[] {
  return [
    key.prefix,
    key.projectIds?.join(',') ?? 'all',
    key.scopes.join(','),
    key.startMeaning,
    key.allowedIps.join(',') || 'any',
    timeCell(key.expiresAt),
    timeCell(key.lastUsedAt),
    timeCell(key.revokedAt),
    key.name,
  ];
}

function timeCell(at: Instant | null): string {
  return at === null ? '-' : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Ends a key at once, for good. */
export async function revokeKeyCommand(options: OptionValues<'key revoke'>, io: CommandIo): Promise<number> {
  const { tenant, keyPrefix } = options;
  await using store = await openCommandStore(options, io, { isMade: false });
  const isRevoked = await store.keys.revoke(readTenant(tenant), keyPrefix, instant(io.clock.nowMs()));
  if (!isRevoked) return reportFailure(io, `tenant ${tenant} has no key ${keyPrefix}; see parley key list`);
  io.stdout.write(`key ${keyPrefix} revoked; a running server refuses it within a second\n`);
  return EXIT.done;
}
