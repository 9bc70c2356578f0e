/** What the page says of an attachment. Channels send more than the contract names, in shapes of their own. Pure. */
import { webAddress } from '../text/web-address.ts';

/** A file that this server keeps: what it sends is a download. */
const OWN = /^\/v2\/projects\/\d+\/attachments\/[0-9a-f-]{36}$/;

export interface AttachmentFacts {
  /** As the channel calls it: image, audio, file; empty when it says nothing. */
  readonly type: string;
  /** Empty when there is none. */
  readonly name: string;
  /** null when not known. */
  readonly bytes: number | null;
  /** As it was sent; empty when there is none. */
  readonly address: string;
  /** What may be opened; null for what is shown as text only. */
  readonly link: string | null;
}

export function attachmentFacts(attachment: unknown): AttachmentFacts {
  const outer = membersOf(attachment);
  const inner = membersOf(outer.payload);
  const address = firstText([inner.url, outer.url]);
  const link = OWN.test(address) ? address : webAddress(address);
  const given = firstText([inner.name, inner.filename, inner.fileName, outer.name, outer.filename]);
  return {
    type: firstText([outer.type]),
    name: given === '' && link !== null && !OWN.test(address) ? lastPart(link) : given,
    bytes: firstSize([inner.size, inner.bytes, inner.fileSize, outer.size]),
    address,
    link,
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function firstText(values: readonly unknown[]): string {
  return values.find((value) => typeof value === 'string' && value !== '')?.toString() ?? '';
}

function firstSize(values: readonly unknown[]): number | null {
  const size = values.find((value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
  return typeof size === 'number' ? size : null;
}

/** The name of the file in an address; empty when it has none. */
function lastPart(link: string): string {
  const part = new URL(link).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
