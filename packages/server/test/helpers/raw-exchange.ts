/** Sends bytes over a bare socket, as no HTTP client would. Used by the tests of what the server refuses. */
import { connect } from 'node:net';

/** Everything that comes back until the server closes, as Latin-1. @throws when the connection breaks. */
export function rawExchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(request, 'latin1')));
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
  });
}
