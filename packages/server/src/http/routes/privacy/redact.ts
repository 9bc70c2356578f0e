/** `POST /v2/projects/{projectid}/redactions`: removes the content of a message or of a contact's chats, and keeps the numbers. */
import { isRecord } from '../../../chat-log/input/row-shape.ts';
import type { RedactionTarget } from '../../../chat-log/privacy/redaction.ts';
import { chatId } from '../../../model/ids.ts';
import { instant } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody, readJsonBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

/** The members that a body may have, with the minimum of each. */
const LEAST: Readonly<Record<string, number>> = { chatId: 0, seq: 1, contactId: 1 };

export function redact(clock: Clock): OperationHandler<'redact'> {
  return async (request) => {
    const { principal, project } = request;
    requireNoParameters(request);
    const target = readTarget(await readJsonBody(request));
    const result = await project.privacy.redact(target, instant(clock.nowMs()), principal.actor);
    if (result === null) {
      const property = target.kind === 'contact' ? 'contactId' : 'chatId';
      throw ApiError.of('redactionNotFound', { property });
    }
    const { chats, messages } = result;
    return jsonReply({ response: { chats, messages }, errors: [] });
  };
}

/** @throws ApiError `malformedBody` with the offending member, "" for the whole body */
function readTarget({ text, value: body }: { readonly text: string; readonly value: unknown }): RedactionTarget {
  if (!isRecord(body)) throw malformedBody('', 'it must be an object');
  const unknown = Object.keys(body).find((key) => !Object.hasOwn(LEAST, key));
  if (unknown !== undefined) throw malformedBody(unknown.slice(0, 64), `it has an unknown member`);
  const contact = readNumber(body, 'contactId');
  const chat = readNumber(body, 'chatId');
  const seq = readNumber(body, 'seq');
  // JSON.parse would keep one of two equal members, and accept 1e3 for 1000.
  if (text.replaceAll(/\s/g, '') !== JSON.stringify(body)) {
    throw malformedBody('', 'each member must appear once, and numbers must consist of digits only');
  }
  if (contact !== null && (chat !== null || seq !== null)) {
    throw malformedBody('contactId', 'contactId cannot be combined with chatId and seq');
  }
  if (contact !== null) return { kind: 'contact', contactId: contact };
  if (chat === null) throw malformedBody('chatId', 'chatId and seq, or contactId, must be given');
  if (seq === null) throw malformedBody('seq', 'seq must be given with chatId');
  return { kind: 'message', chatId: chatId(chat), seq };
}

/** Null when the member is absent. */
function readNumber(body: Readonly<Record<string, unknown>>, member: string): number | null {
  if (!Object.hasOwn(body, member)) return null;
  const value = body[member];
  const least = LEAST[member] ?? 0;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw malformedBody(member, `${member} must be a whole number from ${least} to 2^53-1`);
}
