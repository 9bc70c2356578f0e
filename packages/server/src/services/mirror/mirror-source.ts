/** The source of a mirror: address, tenant, key and project of another server. Builds addresses; sends no requests. */

export interface MirrorSource {
  /** Origin and path before `/v2`, without a slash at the end. */
  readonly baseUrl: string;
  readonly customer: string;
  readonly key: string;
  /** Number of the project there. */
  readonly projectId: number;
}

/** Parameters of a request, in the order in which they are sent. */
export type SourceQuery = Readonly<Record<string, string | number>>;

/**
 * Reads the address of a server, such as `https://acme.example.com`, optionally with a path and with `/v2`. The
 * problem is the second half of a sentence that begins with the name of the option.
 */
export function readBaseUrl(text: string): { readonly baseUrl: string } | { readonly problem: string } {
  const wanted = 'give an address as https://acme.asp.virtual-call-center.eu';
  if (!URL.canParse(text)) return { problem: `is no address; ${wanted}` };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: `is no address of HTTP; ${wanted}` };
  if (url.username !== '' || url.password !== '') {
    return { problem: 'holds credentials; give them by --customer and --key-file' };
  }
  if (url.search !== '' || url.hash !== '') return { problem: `holds more than a server; ${wanted}` };
  const path = withoutEndSlashes(url.pathname);
  const end = `${path}/`.indexOf('/v2/');
  const baseUrl = `${url.origin}${end === -1 ? path : path.slice(0, end)}`;
  if (end !== -1 && !path.endsWith('/v2')) {
    return { problem: `holds more than a server; give ${baseUrl}, and the project by --remote-project` };
  }
  return { baseUrl };
}

function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** Whether the key and chats are sent unencrypted to another machine. */
export function isUnencrypted(source: Pick<MirrorSource, 'baseUrl'>): boolean {
  const { protocol, hostname } = new URL(source.baseUrl);
  return protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** Address of the chat log, or of a path below it (`/changes`). */
export function sourceUrl(source: MirrorSource, below: string, query: SourceQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.append(name, String(value));
  const text = search.size === 0 ? '' : `?${search}`;
  return `${source.baseUrl}/v2/projects/${source.projectId}/chats${below}${text}`;
}

/** The Authorization header of every request. */
export function authorizationOf(source: Pick<MirrorSource, 'customer' | 'key'>): string {
  return `Basic ${Buffer.from(`${source.customer}:${source.key}`, 'utf8').toString('base64')}`;
}
