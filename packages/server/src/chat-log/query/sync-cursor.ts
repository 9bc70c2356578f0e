/**
 * The cursor of the change feed: a position in the order of changes that a client stores and sends back. It is opaque to the
 * client, authenticated, and valid for one store history, project, selection and scope only.
 */
import { createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto';
import type { ProjectId, QueueId, TenantId } from '../../model/ids.ts';
import type { ChatSelection } from './chat-selection.ts';

/** What a cursor is valid for. */
export interface CursorBinding {
  /** The store's history. */
  readonly epoch: string;
  /** How often the project's time zone was changed; the days of the selection depend on it. */
  readonly zoneRevision: number;
  readonly tenantId: TenantId;
  readonly projectId: ProjectId;
  /** Of a reader who sees only chats of these queues; null for every chat. */
  readonly queueIds: readonly QueueId[] | null;
  readonly selection: ChatSelection;
  /** Whether the key reads content, or only numbers and times. */
  readonly scope: 'read' | 'metadata';
}

/**
 * `malformed`: not a cursor that was made with this secret, or changed since. `project`, `scope`, `selection`: made for
 * another one. `epoch`: made in another history of the store. `zone`: made before the project's time zone was changed.
 */
export type CursorProblem = 'malformed' | 'project' | 'epoch' | 'zone' | 'scope' | 'selection';

const PREFIX = 'p1.';
const HASH_BYTES = 8;
const MAC_BYTES = 16;
/** The parts in order, all hashed except the position. */
const BOUND_PARTS = ['project', 'epoch', 'scope', 'selection'] as const;
const HEAD_BYTES = BOUND_PARTS.length * HASH_BYTES;

/** The cursor at `position`, which is `[0-9.]` in the store's own encoding. */
export function encodeCursor(secret: Uint8Array, binding: CursorBinding, position: string): string {
  const payload = Buffer.concat([hashBinding(binding), Buffer.from(position, 'ascii')]);
  return PREFIX + Buffer.concat([payload, mac(secret, payload)]).toString('base64url');
}

/** The encoded position, or the first problem. Accepts any text. */
export function decodeCursor(
  secret: Uint8Array,
  binding: CursorBinding,
  text: string,
): { readonly position: string } | { readonly problem: CursorProblem } {
  const bytes = readBytes(text);
  if (bytes === null || bytes.length <= HEAD_BYTES + MAC_BYTES) return { problem: 'malformed' };
  const payload = bytes.subarray(0, -MAC_BYTES);
  if (!timingSafeEqual(mac(secret, payload), bytes.subarray(-MAC_BYTES))) return { problem: 'malformed' };
  const expected = hashBinding(binding);
  for (const [at, problem] of BOUND_PARTS.entries()) {
    const [from, to] = [at * HASH_BYTES, (at + 1) * HASH_BYTES];
    const found = payload.subarray(from, to);
    if (found.equals(expected.subarray(from, to))) continue;
    return { problem: problem === 'epoch' && isOfEarlierZone(found, binding) ? 'zone' : problem };
  }
  return { position: payload.subarray(HEAD_BYTES).toString('ascii') };
}

/** Base64url decoders are lenient; a text that differs from the encoder's output is refused. */
function readBytes(text: string): Buffer | null {
  if (!text.startsWith(PREFIX)) return null;
  const encoded = text.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64url');
  return bytes.toString('base64url') === encoded ? bytes : null;
}

function isOfEarlierZone(found: Buffer, { epoch, zoneRevision }: CursorBinding): boolean {
  return Array.from({ length: zoneRevision }, (_, earlier) => hashed(historyOf(epoch, earlier))).some(
    (known) => known === found.toString('hex'),
  );
}

/** Only the epoch while the project has its first zone. */
function historyOf(epoch: string, zoneRevision: number): unknown {
  return zoneRevision === 0 ? epoch : [epoch, zoneRevision];
}

function hashBinding({ epoch, zoneRevision, tenantId, projectId, queueIds, selection, scope }: CursorBinding): Buffer {
  const given = Object.entries(selection).filter(([, value]) => value !== undefined);
  const parts: Readonly<Record<(typeof BOUND_PARTS)[number], unknown>> = {
    project: [tenantId, projectId],
    epoch: historyOf(epoch, zoneRevision),
    scope: queueIds === null ? scope : [scope, [...new Set(queueIds)].sort((a, b) => a - b)],
    selection: given.sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  return Buffer.from(BOUND_PARTS.map((name) => hashed(parts[name])).join(''), 'hex');
}

/** In hexadecimal, which costs a third of bytes. */
function hashed(part: unknown): string {
  return hash('sha256', JSON.stringify(part), 'hex').slice(0, 2 * HASH_BYTES);
}

function mac(secret: Uint8Array, payload: Uint8Array): Buffer {
  // Given the bytes, Node first finds out by an exception that they are no key.
  return createHmac('sha256', createSecretKey(secret)).update(PREFIX).update(payload).digest().subarray(0, MAC_BYTES);
}
