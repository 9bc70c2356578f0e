/** The address of a message within the page. */

const HASH = '#message-';

/** Leads to the message within the open chat; undefined for one without an id. */
export function messageAddress(messageId: string | null): string | undefined {
  // Half characters have no address: they are written as what stands for them on the screen.
  return messageId === null ? undefined : `${HASH}${encodeURIComponent(messageId.toWellFormed())}`;
}

/** The message that the address names; null when it names none. */
export function messageInAddress({ hash }: Pick<Location, 'hash'>): string | null {
  if (!hash.startsWith(HASH)) return null;
  try {
    return decodeURIComponent(hash.slice(HASH.length));
  } catch {
    return null;
  }
}
