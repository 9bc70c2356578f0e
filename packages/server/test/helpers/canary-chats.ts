/**
 * Chats with a text of its own in every place where a person's text can stand, made so that it can be found again wherever
 * its bytes are. Used by the tests of erasure.
 */
import { createHash } from 'node:crypto';
import { sealChat } from '../../src/chat-log/codec/seal-chat.ts';
import type { ImportChat } from '../../src/chat-log/input/import-chat.ts';
import { readImportedRow } from '../../src/chat-log/input/imported-row.ts';
import type { EventBody, NewEvent } from '../../src/model/event.ts';
import type { ProjectId } from '../../src/model/ids.ts';
import { type Instant, instant } from '../../src/model/instant.ts';
import type { Zone } from '../../src/model/zone.ts';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };

const MINUTE_MS = 60_000;

/** What every canary of that chat begins with, and no other text of the chat holds. */
export function canaryOf(chat: string): string {
  return `KANARI-${chat}-`;
}

/** Different in every place, and hardly to be compressed, so that the compressed bytes are different too. */
function canary(chat: string, place: string): string {
  const noise = createHash('sha256').update(`${chat} ${place}`).digest('base64url');
  return `${canaryOf(chat)}${place}-${noise}-END`;
}

function bodiesOf(chat: string, contactId: number): readonly EventBody[] {
  const text = (place: string) => canary(chat, place);
  const attachments = [{ type: 'image', payload: { url: `https://files.example/${text('attachment')}` } }];
  const agent = { agentId: 660, name: 'John Smith' };
  return [
    {
      type: 'chat.started',
      channel: 'webchat',
      sessionId: `webchat-plugin/customer/${contactId}`,
      pageName: text('pageName'),
      visitorName: text('visitorName'),
      ipAddress: text('ip'),
      firstUrl: `https://example.com/${text('firstUrl')}`,
      contactId,
      queue: { queueId: 3803, name: 'Chat' },
      slaPolicy: { policyId: 'standard-1', firstResponseSeconds: 60, closeSeconds: 600 },
    },
    {
      type: 'message.sent',
      sender: 'visitor',
      name: text('name'),
      messageId: 'm1',
      text: `${text('first')} ${'lorem ipsum '.repeat(contactId % 40)}`,
      pageUrl: text('pageUrl'),
      pageTitle: text('pageTitle'),
      attachments,
    },
    { type: 'message.edited', messageId: 'm1', text: text('edit') },
    { type: 'page.viewed', url: text('viewed'), title: text('viewedTitle') },
    { type: 'agent.accepted', agent },
    { type: 'note.added', agentId: 660, name: 'John Smith', text: text('note') },
    { type: 'message.sent', sender: 'agent', senderId: 660, name: 'John Smith', messageId: 'm2', text: text('answer') },
    { type: 'contact.identified', visitorName: text('identified'), contactId },
    { type: 'chat.transferred', toQueue: { queueId: 3804, name: 'Second' }, reason: text('reason') },
    { type: 'message.sent', sender: 'bot', name: 'Robot', messageId: 'm3', text: text('bot'), attachments },
  ];
}

/** Events of a chat of that contact, a minute from one to the next. */
export function canaryEvents(chat: string, contactId: number, startedAt: Instant, isClosed = true): NewEvent[] {
  const bodies = bodiesOf(chat, contactId);
  const closed: readonly EventBody[] = isClosed ? [{ type: 'chat.closed', reason: 'agent' }] : [];
  return [...bodies, ...closed].map((body, index) => ({
    at: instant(startedAt + index * MINUTE_MS),
    offsetMinutes: 60,
    body,
  }));
}

/** A row as the vendor exports it, with unknown members too. */
export function canaryRow(chat: string, chatId: number, contactId: number): Readonly<Record<string, unknown>> {
  const [example] = pageExample.response;
  const [first] = example?.transcript ?? [];
  const text = (place: string) => canary(chat, place);
  const message = (place: string, name: string) => ({
    ...first,
    attachments: [{ type: 'file', payload: { url: text(`${place}Attachment`) } }],
    message: text(place),
    name,
    pageUrl: text(`${place}Url`),
    pageTitle: text(`${place}Title`),
    html: `<b>${text(place)}</b>`,
  });
  return {
    ...example,
    chatId,
    contactId,
    pageName: text('pageName'),
    visitorName: text('visitorName'),
    ipAddress: text('ip'),
    firstURL: text('firstURL'),
    lastURL: text('lastURL'),
    transcript: [message('one', text('name')), message('two', 'John Smith')],
    visitorTranscript: text('one'),
    agentTranscript: text('two'),
    transfers: [
      { chatId, kind: 'agent', time: '2023-01-20 12:00:00', reason: text('reason'), comment: text('comment') },
    ],
    transferCount: 1,
    survey: { answers: [{ question: 'How was it?', text: text('survey'), stars: 4 }] },
    preview: `${text('one')} and more`,
  };
}

/** @throws TypeError when the row would be refused */
export function importRow(row: Readonly<Record<string, unknown>>, projectId: ProjectId, zone: Zone): ImportChat {
  const read = readImportedRow(row, projectId, zone);
  if ('problem' in read) throw new TypeError(`the row is wrong: ${read.problem.field} ${read.problem.reason}`);
  const event = { seq: 1, at: read.folded.index.startedAt, offsetMinutes: 0, body: { type: 'chat.imported', row } };
  return {
    chatId: read.chatId,
    events: [event as ImportChat['events'][number]],
    folded: read.folded,
    sealed: sealChat(read.folded),
    contentHash: createHash('sha256').update(JSON.stringify(row)).digest(),
  };
}
