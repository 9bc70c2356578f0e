/**
 * A server of loopback that speaks the page's contract with the oddities that its documents and clients tell of, each of
 * which can be switched on. Stands for the other company's service in the tests of the mirror, and for nothing else.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { withLaterKeys } from './later-keys.ts';

const [PAGE_ROW] = pageExample.response.map(withLaterKeys);

export type VendorRow = Record<string, unknown> & { chatId: number };

export interface Oddities {
  /** How `start` is read. */
  readonly start: 'id' | 'after' | 'offset' | 'ignored';
  /** Rows that a reply has at most, whatever was asked for; null for no cap. */
  readonly cap: number | null;
  readonly startDate: 'day' | 'from' | 'ignored';
  /** Status of a reply past the last row. */
  readonly pastEnd: 200 | 404;
  /** Whether every row of a page comes twice, the first time with an older content. */
  readonly hasDuplicates: boolean;
  /** Whether numbers are sent as text. */
  readonly isTextual: boolean;
  readonly isGzip: boolean;
  readonly order: 'ascending' | 'descending';
}

/** What happens to one request instead of its right answer. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** 200 with this body. */
  | { readonly kind: 'body'; readonly body: string; readonly type?: string }
  /** The right answer up to its middle, then the connection breaks; `silent`: it ends as if that were all. */
  | { readonly kind: 'cut' | 'silent-cut' | 'stall' | 'drip' | 'reset' }
  /** The right answer and something behind it. */
  | { readonly kind: 'garbage' };

const PLAIN: Oddities = {
  start: 'id',
  cap: null,
  startDate: 'day',
  pastEnd: 200,
  hasDuplicates: false,
  isTextual: false,
  isGzip: false,
  order: 'ascending',
};

export class FakeVendor implements AsyncDisposable {
  /** The log; a test may change it between and during runs. */
  rows: VendorRow[] = [];
  readonly customer = 'acme';
  readonly key = '157fdeadbeef';
  /** Paths with queries, in the order in which they came. */
  readonly requests: string[] = [];
  /** Asked before each answer; null answers right. `number` counts from 1. */
  onRequest: (number: number, url: URL) => Fault | null | Promise<Fault | null> = () => null;
  readonly #oddities: Oddities;
  readonly #server: Server;

  private constructor(oddities: Oddities) {
    this.#oddities = oddities;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async listen(oddities: Partial<Oddities> = {}, rows: readonly VendorRow[] = []): Promise<FakeVendor> {
    const vendor = new FakeVendor({ ...PLAIN, ...oddities });
    vendor.rows = [...rows];
    await new Promise<void>((resolve) => vendor.#server.listen(0, '127.0.0.1', resolve));
    return vendor;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    this.requests.push(`${url.pathname}${url.search}`);
    const fault = await this.onRequest(this.requests.length, url);
    if (fault !== null) return this.#fail(fault, url, response);
    const expected = `Basic ${Buffer.from(`${this.customer}:${this.key}`).toString('base64')}`;
    if (request.headers.authorization !== expected) return send(response, 401, '');
    if (url.pathname !== '/v2/projects/822/chats') return send(response, 404, '');
    const rows = this.#select(url);
    if (rows.length === 0 && this.#oddities.pastEnd === 404 && url.searchParams.has('start'))
      return send(response, 404, '');
    const body = this.#print(rows);
    if (!this.#oddities.isGzip) return send(response, 200, body);
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(body));
  }

  #select(url: URL): readonly VendorRow[] {
    const day = url.searchParams.get('startDate');
    const given = url.searchParams.get('start');
    const start = given === null ? null : Number(given);
    const limit = Number(url.searchParams.get('limit') ?? 10);
    const { start: reading, cap, startDate, order } = this.#oddities;
    const sign = order === 'ascending' ? 1 : -1;
    const rows = this.rows
      .filter((row) => day === null || startDate === 'ignored' || isOnDay(row, day, startDate))
      .sort((a, b) => sign * (a.chatId - b.chatId));
    const from =
      start === null || reading === 'ignored'
        ? rows
        : reading === 'offset'
          ? rows.slice(start)
          : rows.filter(({ chatId }) => (reading === 'id' ? chatId >= start : chatId > start));
    return from.slice(0, cap === null ? limit : Math.min(limit, cap));
  }

  #print(rows: readonly VendorRow[]): string {
    const { hasDuplicates, isTextual } = this.#oddities;
    const sent = hasDuplicates ? rows.flatMap((row) => [{ ...row, visitorName: 'an older state' }, row]) : rows;
    const response = isTextual ? sent.map(withTexts) : sent;
    // As the documents show it, with a blank here and there.
    return `{ "response": ${JSON.stringify(response)},\n"responseCount": ${sent.length}, "transfers": [], "errors": [] }\n`;
  }

  #fail(fault: Fault, url: URL, response: ServerResponse): void {
    const body = Buffer.from(this.#print(this.#select(url)));
    const half = body.subarray(0, Math.floor(body.length / 2));
    switch (fault.kind) {
      case 'status':
        response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
        return;
      case 'body':
        response.writeHead(200, { 'content-type': fault.type ?? 'application/json' }).end(fault.body);
        return;
      case 'garbage':
        send(response, 200, `${body.toString()}<!-- 0.03 s -->`);
        return;
      case 'reset':
        response.destroy();
        return;
      case 'silent-cut':
        send(response, 200, half.toString('latin1'));
        return;
      case 'cut':
        response.writeHead(200, { 'content-length': body.length }).write(half, () => response.destroy());
        return;
      case 'stall':
        response.writeHead(200, { 'content-length': body.length }).write(half);
        return;
      case 'drip':
        void drip(response, body);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

/** Many small pieces, each as soon as the one before is gone. */
async function drip(response: ServerResponse, body: Buffer): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  for (let from = 0; from < body.length; from += 97) {
    await new Promise((resolve) => response.write(body.subarray(from, from + 97), resolve));
  }
  response.end();
}

function isOnDay(row: VendorRow, day: string, reading: 'day' | 'from'): boolean {
  const own = String(row.sessionStartTime).slice(0, 10);
  return reading === 'day' ? own === day : own >= day;
}

function withTexts(row: VendorRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? String(value) : value]),
  );
}

/**
 * A closed row like the page's example, with its two zones in one row: started at noon of `day` in UTC, closed by a clock
 * that is an hour ahead.
 */
export function vendorRow(id: number, day = '2026-01-05', changes: Record<string, unknown> = {}): VendorRow {
  return {
    ...PAGE_ROW,
    chatId: id,
    sessionId: `webchat-plugin/customer/5ded6967-565c-4f3b-83c4-${String(id % 10 ** 12).padStart(12, '0')}`,
    ticketNo: `822-${day.replaceAll('-', '')}-${String(id % 1_000_000).padStart(6, '0')}`,
    sessionStartTime: `${day} 11:50:43`,
    sessionCloseTime: `${day} 12:54:01`,
    transcript: [{ ...PAGE_ROW?.transcript[0], date: `${day}T12:50:43+01:00`, message: `Jó napot ${id} {"[,]"}` }],
    ...changes,
  };
}

/** A row of a chat that goes on. */
export function openRow(id: number, day?: string): VendorRow {
  return vendorRow(id, day, { sessionCloseTime: null, duration: null, disposition: 'In progress' });
}
