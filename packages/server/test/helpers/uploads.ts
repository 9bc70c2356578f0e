/** Uploads of visitors and agents over real HTTP. Never used outside tests. */
import type { ReservedAttachment } from '@parley/contract';
import type { TestReply } from './boot-server.ts';
import type { TestAgent, TestVisitor } from './live-people.ts';

type Sender = TestVisitor | TestAgent;

interface File {
  /** Another one each time when left out. */
  readonly id?: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

let reservations = 0;

export function reserveAs(sender: Sender, file: File): Promise<TestReply> {
  reservations++;
  const id = `00000000-0000-4000-9000-${reservations.toString(16).padStart(12, '0')}`;
  const body = Buffer.from(JSON.stringify({ v: 1, id, ...file }));
  return sender.request('POST', sender.attachmentsPath, { 'content-type': 'application/json' }, body);
}

/** @throws TypeError when it is refused */
export async function reserve(
  sender: Sender,
  name: string,
  mediaType: string,
  bytes: number,
): Promise<ReservedAttachment> {
  const { status, text } = await reserveAs(sender, { name, mediaType, bytes });
  if (status !== 200) throw new TypeError(text);
  return JSON.parse(text).response;
}

export function put(sender: Sender, uploadUrl: string, bytes: Buffer): Promise<TestReply> {
  return sender.request('PUT', uploadUrl, {}, bytes);
}

/** The id of the attachment, ready to be sent. @throws TypeError when it is refused */
export async function upload(sender: Sender, name: string, mediaType: string, bytes: Buffer): Promise<string> {
  const { uploadUrl, attachmentId } = await reserve(sender, name, mediaType, bytes.length);
  const { status, text } = await put(sender, uploadUrl, bytes);
  if (status !== 200) throw new TypeError(text);
  return attachmentId;
}
