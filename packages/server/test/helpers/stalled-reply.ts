/** Replies that have begun and that nobody reads, as of a slow or stuck client. Never used outside tests. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { ChatReply } from '@parley/contract';
import { basic, scopeOf, TENANT, type TestKey, type TestServer } from './boot-server.ts';

const LOG = '/v2/projects/822/chats';
/** Together more than fits into the buffers of a connection that nobody reads, which Linux lets grow to 32 MiB. */
const LONG_TEXT = 'x'.repeat(2_000_000);
const LONG_CHATS = 24;

export interface StalledReply {
  /** Reads the rest; whether the reply was whole. */
  readonly finish: () => Promise<boolean>;
}

/** Sends the request and reads no more than the head of its reply. */
export function stall(server: TestServer, { tenant, key }: TestKey, path = LOG): Promise<StalledReply> {
  return new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(server.url);
    const headers = { authorization: basic(tenant, key) };
    const sent = httpRequest({ host, port, path, headers }, (response: IncomingMessage) => {
      const closed = new Promise<boolean>((done) => {
        response.on('error', () => undefined);
        response.once('close', () => done(response.complete));
      });
      resolve({
        finish: () => {
          response.resume();
          return closed;
        },
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Adds chats to project 822 that make a bulk reply longer than the buffers of its connection. */
export async function makeLong(server: TestServer, tenant = TENANT): Promise<void> {
  const reply = await server.get(`${LOG}/1`, { key: await server.makeKey({ tenant }) });
  const row = (JSON.parse(reply.text) as ChatReply).response;
  const transcript = [{ ...row.transcript?.[0], message: LONG_TEXT }];
  const lines = Array.from({ length: LONG_CHATS }, (_, at) => ({ ...row, chatId: 1_000 + at, transcript }));
  await server.importChats(scopeOf(822, tenant), lines);
}
