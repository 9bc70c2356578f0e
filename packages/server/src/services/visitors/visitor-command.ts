/** Carries out what visitors ask for. */
import type { CommandDone, VisitorCommand, VisitorCommandOf, VisitorCommandType } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import { chatId as asChatId, projectId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { CommandKey } from '../../store/desk-store.ts';
import type { Contact, LiveHint, SiteSettings } from '../../store/live-store.ts';
import type { AttachmentLinks } from '../attachments/attachment-links.ts';
import { findFiles } from '../attachments/find-files.ts';
import { changeLiveChat, type LiveChanged, type LiveRefusal, type Place } from '../desk/change-live-chat.ts';
import { endAsVisitor, writeAsVisitor } from '../desk/write-as-visitor.ts';
import { keptTitle, keptUrl } from './page-address.ts';
import type { StreamClaims } from './visitor-tokens.ts';

export interface VisitorActs {
  readonly project: ProjectStore & Required<Place>;
  readonly site: SiteSettings;
  readonly claims: StreamClaims;
  /** As much of it as is kept. */
  readonly ipAddress: string;
  readonly newId: () => string;
  readonly links: AttachmentLinks;
  readonly at: Instant;
}

export type VisitorRefusal = { readonly refused: LiveRefusal | 'site-without-queue' };
type Done = Omit<CommandDone, 're'>;
type Handler<T extends VisitorCommandType> = (
  acts: VisitorActs,
  command: VisitorCommandOf<T>,
) => Promise<Done | VisitorRefusal>;

export function actAsVisitor(acts: VisitorActs, command: VisitorCommand): Promise<Done | VisitorRefusal> {
  return (HANDLERS[command.type] as Handler<VisitorCommandType>)(acts, command);
}

/**
 * A command that is refused before it comes to a chat: the answer if it had been carried out before or is not in its turn; null when
 * it is refused indeed. `isOver`: it is never to be sent again.
 */
export async function refuseEarly(
  acts: Pick<VisitorActs, 'project' | 'claims' | 'at'>,
  command: Ordered,
  isOver: boolean,
): Promise<Done | VisitorRefusal | null> {
  const judged = await acts.project.desk.refuse(keyOf(acts, command), acts.at, isOver);
  return judged === null ? null : doneOf(judged);
}

const HANDLERS: { readonly [T in VisitorCommandType]: Handler<T> } = {
  'message.send': sendMessage,
  'page.view': viewPage,
  'visitor.describe': describe,
  'chat.end': async (acts, command) => {
    const { claims, at } = acts;
    return doneOf(await endAsVisitor(acts.project, { person: claims.person, at, command: keyOf(acts, command) }));
  },
  typing: async (acts) => sign(acts, (chatId) => ({ kind: 'typing', chatId, by: 'visitor' })),
  read: async (acts, { chatId: id, seq }) => {
    const { project, claims } = acts;
    const place = (await project.desk.findPlacesOf([claims.person])).get(claims.person);
    if (place?.chatId !== id) return { refused: 'chat-not-found' };
    const mark = { side: 'visitor', seq: Math.min(seq, place.seq) } as const;
    await project.desk.noteRead(asChatId(id), mark);
    return sign(acts, (chatId) => ({ kind: 'read', chatId, by: 'visitor', seq: mark.seq }));
  },
};

async function sendMessage(
  acts: VisitorActs,
  command: VisitorCommandOf<'message.send'>,
): Promise<Done | VisitorRefusal> {
  const { project, site, claims, ipAddress, at } = acts;
  const queue = (await project.desk.listQueues()).find(({ settings }) => settings.queueId === site.queueId);
  if (queue === undefined) return (await refuseEarly(acts, command, true)) ?? { refused: 'site-without-queue' };
  const contact = await contactOf(project, claims.person);
  const { text, page, attachmentIds } = command;
  const { sender } = keyOf(acts, command);
  const messageId = command.id.toLowerCase();
  const found = await findFiles(project, acts.links, { sender, messageId, attachmentIds });
  const [pageUrl, pageTitle] = [keptUrl(page?.url ?? '', site.keptParameters), keptTitle(page?.title ?? '')];
  const changed = await writeAsVisitor(acts.project, {
    person: claims.person,
    start: {
      channel: 'webchat',
      sessionId: `webchat-plugin/customer/${acts.newId()}`,
      contactId: contact.contactId,
      ...(site.isNamedInLog ? { pageName: site.name } : {}),
      ...(contact.name === '' ? {} : { visitorName: contact.name }),
      ...(ipAddress === '' ? {} : { ipAddress }),
      ...(claims.firstUrl === '' ? {} : { firstUrl: claims.firstUrl }),
    },
    queue: queue.settings,
    message: {
      messageId,
      name: contact.name === '' ? 'Visitor' : contact.name,
      text,
      ...(pageUrl === '' ? {} : { pageUrl }),
      ...(pageTitle === '' ? {} : { pageTitle }),
      ...(found.files === null ? {} : { attachments: found.attachments }),
    },
    files: found.files,
    at,
    command: keyOf(acts, command),
  });
  return doneOf(changed);
}

async function viewPage(acts: VisitorActs, command: VisitorCommandOf<'page.view'>): Promise<Done | VisitorRefusal> {
  const { claims, site, at } = acts;
  const { page } = command;
  const url = keptUrl(page.url, site.keptParameters);
  const changed = await changeLiveChat(acts.project, {
    of: { person: claims.person },
    at,
    command: keyOf(acts, command),
    happening: () =>
      url === ''
        ? null
        : { amendment: [{ type: 'page.viewed', url, ...(page.title === '' ? {} : { title: keptTitle(page.title) }) }] },
  });
  // Without a chat there is nowhere to note it.
  if ('refused' in changed && changed.refused === 'chat-not-found') return { chatId: null, seq: 0, isRepeated: false };
  return doneOf(changed);
}

async function describe(
  acts: VisitorActs,
  command: VisitorCommandOf<'visitor.describe'>,
): Promise<Done | VisitorRefusal> {
  const { project, claims, at } = acts;
  const known = (await project.desk.findContacts([claims.person])).get(claims.person);
  // What the site has said of its visitor, nobody else replaces.
  const isFree = (said: string | undefined) => !claims.isVerified || said === undefined || said === '';
  const contact = await project.desk.saveContact(claims.person, {
    ...(command.name !== undefined && isFree(known?.name) ? { name: command.name } : {}),
    ...(command.email !== undefined && isFree(known?.email) ? { email: command.email } : {}),
  });
  const changed = await changeLiveChat(acts.project, {
    of: { person: claims.person },
    at,
    command: keyOf(acts, command),
    happening: () =>
      contact.name === (known?.name ?? '')
        ? null
        : { amendment: [{ type: 'contact.identified', visitorName: contact.name, contactId: contact.contactId }] },
  });
  if ('refused' in changed && changed.refused === 'chat-not-found') return { chatId: null, seq: 0, isRepeated: false };
  return doneOf(changed);
}

async function contactOf({ desk }: ProjectStore, person: string): Promise<Contact> {
  return (await desk.findContacts([person])).get(person) ?? desk.saveContact(person, {});
}

/** Passes a sign to the other side of the visitor's chat, if there is one. */
async function sign({ project, claims }: VisitorActs, make: (chatId: ChatId) => SignOf): Promise<Done> {
  const place = (await project.desk.findPlacesOf([claims.person])).get(claims.person);
  if (place === undefined) return { chatId: null, seq: 0, isRepeated: false };
  project.tell({ tenantId: project.tenantId, projectId: projectId(project.projectId), ...make(place.chatId) });
  return { chatId: place.chatId, seq: place.seq, isRepeated: false };
}

interface Ordered {
  readonly id: string;
  readonly tab?: string;
  readonly cseq?: number | null;
}

type WithoutScope<H> = H extends LiveHint ? Omit<H, 'tenantId' | 'projectId'> : never;
type SignOf = WithoutScope<Extract<LiveHint, { kind: 'typing' | 'read' }>>;

/** By the browser, whoever it turns out to be: a command that is sent again after signing in is still the same. */
function keyOf({ claims }: Pick<VisitorActs, 'claims'>, { id, tab = '', cseq = null }: Ordered): CommandKey {
  return { sender: `visitor ${claims.visitorId}`, id: id.toLowerCase(), tab, cseq };
}

function doneOf(changed: LiveChanged): Done | VisitorRefusal {
  if ('refused' in changed) return changed;
  const { chatId, seq, isRepeated } = changed;
  return { chatId, seq, isRepeated };
}
