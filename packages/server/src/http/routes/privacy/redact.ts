/** `POST /v2/projects/{projectid}/redactions`: removes the content of a message, a chat or a contact's chats, and keeps the numbers. */
import { isReason, REASON_WORDS } from '@parley/contract';
import { isRecord } from '../../../chat-log/input/row-shape.ts';
import type { RedactionTarget } from '../../../chat-log/privacy/redaction.ts';
import { chatId } from '../../../model/ids.ts';
import { instant } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody, readJsonBody, unknownMember } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

/** The numbers that a body may have, with the minimum of each. */
const LEAST: Readonly<Record<string, number>> = { chatId: 0, seq: 1, contactId: 1 };
const MEMBERS = [...Object.keys(LEAST), 'whole', 'reason'];
/** A text of JSON with its quotation marks. */
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

export function redact(clock: Clock): OperationHandler<'redact'> {
  return async (request) => {
    const { principal, project } = request;
    requireNoParameters(request);
    const body = await readMembers(request);
    const target = readTarget(body);
    const result = await project.privacy.redact(target, instant(clock.nowMs()), principal.actor, readReason(body));
    if (result === null) {
      const property = target.kind === 'contact' ? 'contactId' : 'chatId';
      throw ApiError.of('redactionNotFound', { property });
    }
    const { chats, messages } = result;
    return jsonReply({ response: { chats, messages }, errors: [] });
  };
}

type Members = Readonly<Record<string, unknown>>;

/** @throws ApiError `malformedBody` with the offending member, "" for the whole body */
async function readMembers(request: Parameters<typeof readJsonBody>[0]): Promise<Members> {
  const { text, value: body } = await readJsonBody(request);
  if (!isRecord(body)) throw malformedBody('', 'it must be an object');
  const unknown = Object.keys(body).find((key) => !MEMBERS.includes(key));
  if (unknown !== undefined) throw unknownMember(unknown);
  for (const name of Object.keys(LEAST)) readNumber(body, name);
  // JSON.parse would keep one of two equal members, and accept 1e3 for 1000. Texts may be escaped in several ways.
  const written = text.replace(QUOTED, (quoted) => JSON.stringify(JSON.parse(quoted)));
  if (written.replaceAll(/\s/g, '') !== JSON.stringify(body).replaceAll(/\s/g, '')) {
    throw malformedBody('', 'each member must appear once, and numbers must consist of digits only');
  }
  return body;
}

/** @throws ApiError `malformedBody` */
function readTarget(body: Members): RedactionTarget {
  const contact = readNumber(body, 'contactId');
  const chat = readNumber(body, 'chatId');
  const seq = readNumber(body, 'seq');
  const isWhole = readWhole(body);
  if (contact !== null && (chat !== null || seq !== null || isWhole)) {
    throw malformedBody('contactId', 'contactId cannot be combined with chatId, seq and whole');
  }
  if (contact !== null) return { kind: 'contact', contactId: contact };
  if (chat === null) throw malformedBody('chatId', 'chatId with seq or whole, or contactId, must be given');
  if (isWhole && seq !== null) throw malformedBody('whole', 'whole cannot be combined with seq');
  if (isWhole) return { kind: 'chat', chatId: chatId(chat) };
  if (seq === null) throw malformedBody('seq', 'seq must be given with chatId, or "whole": true for all of the chat');
  return { kind: 'message', chatId: chatId(chat), seq };
}

/** Null when the member is absent. */
function readNumber(body: Members, member: string): number | null {
  if (!Object.hasOwn(body, member)) return null;
  const value = body[member];
  const least = LEAST[member] ?? 0;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw malformedBody(member, `${member} must be a whole number from ${least} to 2^53-1`);
}

function readWhole(body: Members): boolean {
  if (!Object.hasOwn(body, 'whole')) return false;
  if (body.whole === true) return true;
  throw malformedBody('whole', 'whole must be true, or left out');
}

/** Null when none is given. */
function readReason(body: Members): string | null {
  if (!Object.hasOwn(body, 'reason')) return null;
  if (typeof body.reason === 'string' && isReason(body.reason)) return body.reason;
  throw malformedBody('reason', `reason must be ${REASON_WORDS}`);
}
