/** Sends bytes over a bare socket, as no HTTP client would. Used by the tests of what the server refuses. */
import { connect } from 'node:net';
import { CONTRACT } from './boot-server.ts';
import type { SeenReply } from './contract-checker.ts';
import { readFields } from './read-fields.ts';

/** The first reply in what came back; null where there is none. */
function firstReply(request: string, received: string): SeenReply | null {
  const end = received.indexOf('\r\n\r\n');
  const [line = '', ...fields] = received.slice(0, Math.max(end, 0)).split('\r\n');
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(line) ?? [];
  if (status === undefined) return null;
  const headers = readFields(fields);
  const { 'content-length': length } = headers;
  const body = received.slice(end + 4, end + 4 + Number(length ?? 0));
  const [method = '', target = ''] = request.split(' ', 2);
  // Without a length the body is in chunks, which other tests read.
  const bytes = length === undefined ? null : Buffer.from(body, 'latin1');
  const path = target.replace(/^http:\/\/[^/?]*/i, '').replace(/^(?=\?|$)/, '/');
  return { method, target: path, status: Number(status), headers, bytes };
}

/** Everything that comes back until the server closes, as Latin-1. @throws when the connection breaks, or the reply is outside the contract. */
export function rawExchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(request, 'latin1')));
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      const received = Buffer.concat(pieces).toString('latin1');
      const reply = firstReply(request, received);
      const problems = reply === null ? [] : CONTRACT.problemsOf(reply);
      if (problems.length > 0) reject(new TypeError(`${request.slice(0, 80)}: ${problems.join('; ')}`));
      else resolve(received);
    });
  });
}
