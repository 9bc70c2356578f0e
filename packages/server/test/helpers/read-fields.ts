/** Reads the header fields of a reply as they stand on the wire. Never used outside tests. */
import type { IncomingHttpHeaders } from 'node:http';

/** Names in lower case; fields of one name are joined by commas. */
export function readFields(lines: readonly string[]): IncomingHttpHeaders {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers[name] = [headers[name] ?? [], line.slice(colon + 1).trim()].flat().join(', ');
  }
  return headers;
}
