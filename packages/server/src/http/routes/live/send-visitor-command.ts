/** `POST /v2/live/commands`: carries out what a visitor asks for. */
import { VISITOR_COMMANDS, type VisitorCommand } from '@parley/contract';
import { instant } from '../../../model/instant.ts';
import { keptAddress } from '../../../services/visitors/kept-address.ts';
import { actAsVisitor } from '../../../services/visitors/visitor-command.ts';
import {
  type Acting,
  type LimitReached,
  MOST_REPEATS,
  type VisitorLimit,
} from '../../../services/visitors/visitor-limits.ts';
import type { StreamClaims } from '../../../services/visitors/visitor-tokens.ts';
import type { ProjectStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { commandReader } from '../../read-command.ts';
import { malformedBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { requireVisitor } from './find-site.ts';
import type { LiveDeps } from './live-deps.ts';
import { liveRefusal } from './live-refusal.ts';

export function sendVisitorCommand(deps: LiveDeps): OperationHandler<'sendVisitorCommand'> {
  const readCommand = commandReader(VISITOR_COMMANDS);
  const { turns, randomness, clock } = deps;
  return async (request) => {
    requireNoParameters(request);
    const { project, site, claims } = await requireVisitor(deps, request);
    const command = await readCommand(request);
    const acting = { visitor: claims.visitorId, address: `${request.ip} ${site.siteKey}` };
    if (command.type === 'message.send') {
      if (site.isVerifiedOnly && !claims.isVerified) throw ApiError.of('identityNeeded');
      if (command.text.trim() === '') throw malformedBody('text', 'text must not be empty');
    }
    await requireWithinLimits(deps, project, command, acting, claims);
    const done = await actAsVisitor(
      {
        project,
        tell: (hint) => turns.tell(hint),
        site,
        claims,
        ipAddress: keptAddress(request.ip, site.addressPrivacy),
        newId: () => randomness.uuid(),
        at: instant(clock.nowMs()),
      },
      command,
    );
    if ('refused' in done) throw await liveRefusal(project, done.refused);
    if (command.type === 'message.send' && !done.isRepeated) deps.limits.noteText(acting, command.text);
    return jsonReply({ response: { re: command.id, ...done }, errors: [] });
  };
}

/** @throws ApiError `tooManyMessages`, `tooManyChats`, `textRepeated` */
async function requireWithinLimits(
  { limits, clock }: LiveDeps,
  project: ProjectStore,
  command: VisitorCommand,
  acting: Acting,
  { person }: StreamClaims,
): Promise<void> {
  const nowMs = clock.nowMs();
  if (command.type !== 'message.send') {
    const reached = limits.count(['signsOfVisitor'], acting, nowMs);
    if (reached !== null) throw limitError(reached);
    return;
  }
  if (limits.isRepeated(acting, command.text)) {
    throw ApiError.of('textRepeated', { property: 'text', slots: { count: String(MOST_REPEATS) } });
  }
  const place = (await project.desk.findPlacesOf([person])).get(person);
  const isOpen = place !== undefined && (await project.desk.findLiveChat(place.chatId)) !== null;
  const chats: readonly VisitorLimit[] = isOpen ? [] : ['chatsOfAddress', 'chatsOfVisitor'];
  const reached = limits.count([...chats, 'messagesOfAddress', 'messagesOfVisitor'], acting, nowMs);
  if (reached !== null) throw limitError(reached);
}

function limitError({ name, limit, waitMs }: LimitReached): ApiError {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) };
  const subject = name.endsWith('OfAddress') ? 'address' : 'visitor';
  if (name.startsWith('chats')) {
    const period = name === 'chatsOfVisitor' ? 'an hour' : 'a minute';
    return ApiError.of('tooManyChats', { slots: { limit: String(limit), period, subject }, headers });
  }
  return ApiError.of('tooManyMessages', { slots: { limit: String(limit), subject }, headers });
}
