/**
 * A `fetch` that goes through the proxies that the environment names: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, also in lower
 * case. Written with Node's own HTTP, because the `fetch` of Node 20 knows no proxies.
 */
import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createGunzip } from 'node:zlib';
import { EXIT, PullError } from './pull-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Fetch = typeof globalThis.fetch;

/** The `fetch` for that address; the global one where it needs no proxy. @throws PullError for a proxy that is no address */
export function fetchFor(address: string, env: Environment): Fetch {
  const proxy = proxyFor(new URL(address), env);
  if (proxy === null) return (input, init) => globalThis.fetch(input, init);
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    try {
      return replyOf(await send(url, proxy, init), init.method);
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw new TypeError('fetch failed', { cause });
    }
  };
}

/** Null when the address is reached without one. */
function proxyFor(url: URL, env: Environment): URL | null {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = env[name.toLowerCase()] ?? env[name] ?? '';
  if (text === '' || isExcepted(url, env.no_proxy ?? env.NO_PROXY ?? '')) return null;
  const proxy = URL.canParse(text) ? new URL(text) : null;
  // Not repeated: it may hold a password.
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    throw new PullError(`${name} is no address of a proxy; give one such as http://proxy.example.com:3128`, EXIT.usage);
  }
  return proxy;
}

/** Entries are `*`, hosts with all below them, also with a dot before, and with or without a port. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return list.split(/[\s,]/).some((entry) => {
    const [, host = '', wantedPort = ownPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const name = host.startsWith('.') ? host.slice(1) : host;
    if (name === '' || wantedPort !== ownPort) return false;
    const isBelow = isIP(hostname) === 0 && hostname.endsWith(`.${name}`);
    return name === '*' || hostname === name || isBelow;
  });
}

async function send(url: URL, proxy: URL, init: RequestInit): Promise<IncomingMessage> {
  const headers = { ...(init.headers as Record<string, string>), host: url.host, 'accept-encoding': 'gzip' };
  const shared = { method: init.method ?? 'GET', ...(init.signal == null ? {} : { signal: init.signal }) };
  if (url.protocol === 'http:') {
    const direct = { ...shared, path: url.href, headers: { ...headers, ...authorizationOf(proxy) } };
    return answerTo(requestTo(proxy, direct), init.body);
  }
  const socket = await openTunnel(url, proxy, init.signal);
  const host = bare(url.hostname);
  const secure = connectTls({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}) });
  const options = { ...shared, path: `${url.pathname}${url.search}`, headers, createConnection: () => secure };
  return answerTo(requestHttp(options), init.body);
}

function requestTo(proxy: URL, options: RequestOptions): ClientRequest {
  const { hostname, port, protocol } = proxy;
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  // Without the shared agent, which may go through a proxy of its own.
  return request({ host: bare(hostname), ...(port === '' ? {} : { port }), agent: false, ...options });
}

/** An IPv6 address without its brackets. */
function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function answerTo(request: ClientRequest, body: RequestInit['body']): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end(typeof body === 'string' ? body : undefined);
  });
}

/** A connection to the server, made by the proxy. */
function openTunnel(url: URL, proxy: URL, signal: AbortSignal | null | undefined): Promise<Socket> {
  const target = `${url.hostname}:${url.port === '' ? '443' : url.port}`;
  const headers = { host: target, ...authorizationOf(proxy) };
  const request = requestTo(proxy, { method: 'CONNECT', path: target, headers, ...(signal == null ? {} : { signal }) });
  return new Promise((resolve, reject) => {
    request.once('connect', ({ statusCode }: IncomingMessage, socket: Socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy refuses with ${statusCode}`));
    });
    request.once('error', reject);
    request.end();
  });
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function replyOf(message: IncomingMessage, method = 'GET'): Response {
  const status = message.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) headers.set(name, String(value));
  if (method === 'HEAD' || status === 204 || status === 304) {
    message.resume();
    return new Response(null, { status, headers });
  }
  const isGzip = message.headers['content-encoding'] === 'gzip';
  // A failure of either end destroys the other one, so that the reader of the body gets it.
  const body = isGzip ? pipeline(message, createGunzip(), () => undefined) : message;
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers });
}
