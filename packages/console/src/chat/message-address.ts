/** The place of a message in the page, for links from numbers to messages. */

export function messageElementId(messageId: string | null): string | undefined {
  return messageId === null ? undefined : `message-${messageId}`;
}

/** Leads to the message within the open chat; undefined for one without an id. */
export function messageAddress(messageId: string | null): string | undefined {
  return messageId === null ? undefined : `${HASH}${encodeURIComponent(messageId)}`;
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

const HASH = '#message-';
const MARK_MS = 1_600;

/** Scrolls to the message and marks it for a moment; nothing happens when it is not on the page. */
export function showMessage(messageId: string): void {
  const element = document.getElementById(`message-${messageId}`);
  if (element === null) return;
  element.scrollIntoView({ block: 'center' });
  element.dataset.marked = 'true';
  window.setTimeout(() => delete element.dataset.marked, MARK_MS);
}
