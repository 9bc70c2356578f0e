/** `POST /v2/live/commands`: carries out what a visitor asks for. */
import { VISITOR_COMMANDS, type VisitorCommand } from '@parley/contract';
import { instant } from '../../../model/instant.ts';
import { keptAddress } from '../../../services/visitors/kept-address.ts';
import { actAsVisitor, refuseEarly, type VisitorActs } from '../../../services/visitors/visitor-command.ts';
import {
  type Acting,
  type LimitReached,
  MESSAGES,
  MOST_REPEATS,
  type VisitorLimit,
} from '../../../services/visitors/visitor-limits.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { commandReader } from '../../read-command.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { requireVisitor, type SiteOfPage } from './find-site.ts';
import type { LiveDeps } from './live-deps.ts';
import { liveRefusal } from './live-refusal.ts';
import { requireContent } from './require-content.ts';

export function sendVisitorCommand(deps: LiveDeps): OperationHandler<'sendVisitorCommand'> {
  const readCommand = commandReader(VISITOR_COMMANDS);
  const { turns, randomness, clock } = deps;
  return async (request) => {
    requireNoParameters(request);
    const { project, site, claims } = await requireVisitor(deps, request);
    const command = await readCommand(request);
    const acting = { visitor: claims.visitorId, address: `${request.ip} ${site.siteKey}` };
    if (command.type === 'message.send') {
      requireContent(command);
    }
    const acts = {
      project: turns.placeOf(project),
      site,
      claims,
      ipAddress: keptAddress(request.ip, site.addressPrivacy),
      newId: () => randomness.uuid(),
      links: deps.files.links,
      at: instant(clock.nowMs()),
    };
    const refusal = await findRefusal(deps, { project, site, claims }, command, acting);
    const done = refusal === null ? await actAsVisitor(acts, command) : await answerRefused(acts, command, refusal);
    if (command.type === 'message.send' && refusal === null && isNone(done)) deps.limits.giveBackMessage(acting);
    if ('refused' in done) throw await liveRefusal(project, done.refused);
    if (command.type === 'message.send' && !done.isRepeated) deps.limits.noteText(acting, command.text);
    return jsonReply({ response: { re: command.id, ...done }, errors: [] });
  };
}

/** Whether nothing was said by it: a copy, or one that came too early. */
function isNone(done: Awaited<ReturnType<typeof actAsVisitor>>): boolean {
  if (!('refused' in done)) return done.isRepeated;
  return typeof done.refused === 'object' && 'resendFrom' in done.refused;
}

/** A copy of what was carried out before is answered as then, whatever would be refused by now. @throws ApiError the refusal */
async function answerRefused(
  acts: Pick<VisitorActs, 'project' | 'claims' | 'at'>,
  command: VisitorCommand,
  refusal: ApiError,
) {
  // After a wait, or signed in, the same command may be sent again.
  const answer = isOrdered(command) ? await refuseEarly(acts, command, refusal.error === 'textRepeated') : null;
  if (answer === null) throw refusal;
  return answer;
}

function isOrdered({ type }: VisitorCommand): boolean {
  return type === 'message.send' || type === 'page.view' || type === 'chat.end';
}

/** `identityNeeded`, `tooManyMessages`, `tooManyChats` or `textRepeated`; null when nothing is against it. */
async function findRefusal(
  { limits, clock }: LiveDeps,
  { project, site, claims }: SiteOfPage & Pick<VisitorActs, 'claims'>,
  command: VisitorCommand,
  acting: Acting,
): Promise<ApiError | null> {
  const nowMs = clock.nowMs();
  const { person } = claims;
  if (command.type !== 'message.send') {
    const reached = limits.count(['signsOfVisitor'], acting, nowMs);
    return reached === null ? null : limitError(reached);
  }
  if (site.isVerifiedOnly && !claims.isVerified) return ApiError.of('identityNeeded');
  if (limits.isRepeated(acting, command.text)) {
    return ApiError.of('textRepeated', { property: 'text', slots: { count: String(MOST_REPEATS) } });
  }
  const place = (await project.desk.findPlacesOf([person])).get(person);
  const isOpen = place !== undefined && (await project.desk.findLiveChat(place.chatId)) !== null;
  const chats: readonly VisitorLimit[] = isOpen ? [] : ['chatsOfAddress', 'chatsOfVisitor'];
  const reached = limits.count([...chats, ...MESSAGES], acting, nowMs);
  return reached === null ? null : limitError(reached);
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
