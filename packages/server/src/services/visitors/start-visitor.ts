/** A visitor comes: who they are, and what their page has to know. */
import { LONGEST_TEXT, type Visitor, type VisitorRequest } from '@parley/contract';
import { CompiledCalendars, isOpen, nextChange } from '../../model/calendar.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { SiteSettings } from '../../store/live-store.ts';
import { keptUrl } from './page-address.ts';
import { type VisitorIdentity, verifyIdentity } from './visitor-identity.ts';
import { STREAM_SECONDS, type VisitorClaims, type VisitorTokens } from './visitor-tokens.ts';

/** Somebody who has been away for longer begins another visit. */
const VISIT_MS = 30 * 60_000;

export interface Coming {
  readonly project: ProjectStore;
  readonly site: SiteSettings;
  readonly request: Pick<VisitorRequest, 'identity' | 'page'>;
  /** By the token that they brought; null for somebody new. */
  readonly known: VisitorClaims | null;
  readonly newId: () => string;
  readonly at: Instant;
}

/** `refused`: why the identity does not count, as the end of a sentence. */
export async function startVisitor(
  tokens: VisitorTokens,
  { project, site, request, known, newId, at }: Coming,
): Promise<Visitor | { readonly refused: string }> {
  const identity = request.identity === undefined ? null : await verifyIdentity(site, request.identity, at);
  if (identity !== null && 'refused' in identity) return identity;
  const visitorId = known?.visitorId ?? newId();
  const browser = personOf(site, visitorId, null);
  const person =
    identity === null ? browser : await welcome(project, browser, personOf(site, visitorId, identity), identity);
  const url = keptUrl(request.page?.url ?? '', site.keptParameters);
  const isSameVisit = known !== null && known.seenAt + VISIT_MS > at;
  const firstUrl = isSameVisit && known.firstUrl !== '' ? known.firstUrl : url;
  const claims = { siteKey: site.siteKey, visitorId, firstUrl };
  const isVerified = identity !== null;
  const endsAt = instant(at + STREAM_SECONDS * 1_000);
  return {
    visitorToken: tokens.makeVisitor({ ...claims, seenAt: at }),
    streamToken: tokens.makeStream({ ...claims, person, isVerified, endsAt }),
    streamSeconds: STREAM_SECONDS,
    visitorId,
    isVerified,
    chat: await chatNow(project, person),
    site: await siteNow(project, site, at),
  };
}

function personOf({ siteId }: SiteSettings, visitorId: string, identity: VisitorIdentity | null): string {
  return identity === null ? `webchat ${siteId} browser ${visitorId}` : `webchat ${siteId} known ${identity.subject}`;
}

/**
 * What the browser has written before it was known is theirs now. Whom its chats are found by: when both are in the middle of one, the
 * page stays in that of the browser until it ends.
 */
async function welcome(
  { desk }: ProjectStore,
  browser: string,
  known: string,
  { name, email }: VisitorIdentity,
): Promise<string> {
  await desk.movePerson(browser, known);
  const place = (await desk.findPlacesOf([browser])).get(browser);
  const isInChat = place !== undefined && (await desk.findLiveChat(place.chatId)) !== null;
  const person = isInChat ? browser : known;
  const contact = (await desk.findContacts([person])).get(person);
  const change = { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) };
  const isNews = (name ?? '') !== (contact?.name ?? '') || (email ?? '') !== (contact?.email ?? '');
  if (isNews && Object.keys(change).length > 0) await desk.saveContact(person, change);
  return person;
}

async function chatNow({ desk }: ProjectStore, person: string): Promise<Visitor['chat']> {
  const place = (await desk.findPlacesOf([person])).get(person);
  if (place === undefined) return null;
  const open = await desk.findLiveChat(place.chatId);
  return { chatId: place.chatId, seq: place.seq, phase: open?.phase ?? 'closed' };
}

async function siteNow({ desk }: ProjectStore, site: SiteSettings, at: Instant): Promise<Visitor['site']> {
  const queue = (await desk.listQueues()).find(({ settings }) => settings.queueId === site.queueId);
  const calendar = new CompiledCalendars().of(queue?.settings.calendar ?? null);
  const isOpenNow = isOpen(calendar, at);
  const opensAt = isOpenNow ? null : nextChange(calendar, at, true);
  return {
    name: site.name,
    isOpen: isOpenNow,
    opensAt: opensAt === null ? null : new Date(opensAt).toISOString(),
    isVerifiedOnly: site.isVerifiedOnly,
    longestText: LONGEST_TEXT,
  };
}
