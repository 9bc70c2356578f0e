/**
 * Who a request comes from and which address it asked for, also through proxies. Headers of proxies count only when the
 * other end of the connection is a trusted one; anybody else could have written them.
 */
import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6, type Socket } from 'node:net';
import { isHost } from '../platform/host-name.ts';
import { IpList, plainIp } from '../platform/ip-list.ts';
import { ApiError } from './api-error.ts';

/**
 * Which headers the trusted proxies write: `X-Forwarded-For`, `-Proto` and `-Host`, or `Forwarded` (RFC 7239). Only
 * these are read, because a proxy passes on the other ones as its client sent them.
 */
export type ForwardedHeader = 'x-forwarded' | 'forwarded';

export interface ProxyOptions {
  /** Addresses and CIDR ranges. */
  readonly trustedProxies: readonly string[];
  readonly forwardedHeader: ForwardedHeader;
}

export interface Client {
  /** The right-most address that is no trusted proxy; the left-most of all when every one is. */
  readonly ip: string;
  readonly scheme: 'http' | 'https';
  /** The host with its port that the client asked for; where it names none, the address that it connected to. */
  readonly host: string;
}

/** What one proxy says of the request that it received; null where it says nothing. */
interface Hop {
  readonly from: string | null;
  readonly scheme: string | null;
  readonly host: string | null;
}

export class ClientAddresses {
  readonly #trusted: IpList;
  readonly #readHops: (request: IncomingMessage) => readonly Hop[];

  constructor({ trustedProxies, forwardedHeader }: ProxyOptions) {
    this.#trusted = new IpList(trustedProxies);
    this.#readHops = forwardedHeader === 'forwarded' ? readForwarded : readForwardedFor;
  }

  /** @throws ApiError `badHost` when a trusted proxy forwards a host that is none */
  clientOf(request: IncomingMessage): Client {
    const own = { scheme: 'http', host: request.headers.host || placeOf(request.socket) } as const;
    let ip = plainIp(request.socket.remoteAddress ?? '');
    if (!this.#trusted.has(ip)) return { ...own, ip };
    let [scheme, host]: [string | null, string | null] = [null, null];
    for (const hop of this.#readHops(request).toReversed()) {
      scheme = hop.scheme ?? scheme;
      host = hop.host ?? host;
      // A proxy that hides the address ("unknown") is the last that is known.
      if (hop.from === null) break;
      ip = hop.from;
      if (!this.#trusted.has(ip)) break;
    }
    if (host !== null && !isHost(host)) throw ApiError.of('badHost');
    return { ip, scheme: scheme === 'https' ? 'https' : 'http', host: host ?? own.host };
  }

  /** The address of the client, or of the connection where that cannot be said. Never throws. */
  ipOf(request: IncomingMessage): string {
    try {
      return this.clientOf(request).ip;
    } catch {
      return plainIp(request.socket.remoteAddress ?? '');
    }
  }
}

/** This end of the connection. */
function placeOf({ localAddress = '', localPort }: Socket): string {
  const ip = plainIp(localAddress);
  return `${isIPv6(ip) ? `[${ip}]` : ip}:${localPort}`;
}

/** Proxies may append to the list of addresses; of scheme and host the last value is the one that the nearest wrote. */
function readForwardedFor({ headers }: IncomingMessage): readonly Hop[] {
  const hops = splitList(headers['x-forwarded-for']).map((text) => ({
    from: readAddress(text),
    scheme: null,
    host: null,
  }));
  const scheme = splitList(headers['x-forwarded-proto']).at(-1)?.toLowerCase() ?? null;
  const host = splitList(headers['x-forwarded-host']).at(-1) ?? null;
  const nearest = hops.at(-1) ?? { from: null };
  return [...hops.slice(0, -1), { ...nearest, scheme, host }];
}

function readForwarded({ headers }: IncomingMessage): readonly Hop[] {
  return splitList(headers.forwarded).map((element) => {
    const pairs = new Map(element.split(';').map(readPair));
    return {
      from: readAddress(pairs.get('for') ?? ''),
      scheme: pairs.get('proto')?.toLowerCase() ?? null,
      host: pairs.get('host') ?? null,
    };
  });
}

function readPair(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  const name = at === -1 ? '' : text.slice(0, at).trim().toLowerCase();
  const value = text.slice(at + 1).trim();
  return [name, value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value];
}

function splitList(header: string | string[] | undefined): readonly string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');
}

/** An address with or without a port: `192.0.2.7`, `192.0.2.7:4711`, `[2001:db8::1]:4711`. Null for anything else. */
function readAddress(text: string): string | null {
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? null : plainIp(bare);
}
