/** Visitors and agents for load: streams over plain sockets that only look for what is measured, and commands by keep-alive connections. */
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';

const HOST = '127.0.0.1';
const JSON_TYPE = 'application/json';

export interface LiveTarget {
  readonly port: number;
  /** Kept open, so that a command costs one round trip. */
  readonly agent: Agent;
}

export function liveTarget(port: number, mostSockets: number): LiveTarget {
  return { port, agent: new Agent({ keepAlive: true, maxSockets: mostSockets }) };
}

/** @throws RangeError for anything but 200 */
export function post(target: LiveTarget, path: string, authorization: string, body: unknown): Promise<unknown> {
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = {
    'content-type': JSON_TYPE,
    'content-length': bytes.length,
    ...(authorization === '' ? {} : { authorization }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const sent = httpRequest(
    { host: HOST, port: target.port, path, method: 'POST', headers, agent: target.agent },
    (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text).response);
        else reject(new RangeError(`${path}: ${response.statusCode} ${text}`));
      });
    },
  );
  sent.on('error', reject);
  sent.end(bytes);
  return promise;
}

/** `seen` is called with the text of each message as it arrives, and the milliseconds since 1970 at which it was recorded. */
export type Seen = (text: string, recordedAtMs: number) => void;

/** An open stream; it is read as long as it lives. Resolves with the first bytes of the reply. */
export async function openStream(port: number, path: string, authorization: string, seen: Seen): Promise<Socket> {
  const socket = connect({ host: HOST, port, noDelay: true });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nAuthorization: ${authorization}\r\nAccept: text/event-stream\r\n\r\n`,
    );
  });
  let rest = '';
  socket.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) readLine(line, seen);
    resolve(socket);
  });
  return promise;
}

function readLine(line: string, seen: Seen): void {
  if (!line.startsWith('data: ') || !line.includes('"message.sent"')) return;
  const { text, at } = JSON.parse(line.slice('data: '.length));
  seen(text, Date.parse(at));
}
