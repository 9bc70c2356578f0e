/**
 * Watches every reply of a server that runs in this process, whoever asked for it: SDK, Python, Chromium. Status, headers and
 * media type only; the bodies are checked where a test reads them. Never used outside tests.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ContractChecker, describe } from './contract-checker.ts';
import { readFields } from './read-fields.ts';

const FINISHED = 'http.server.response.finish';

interface Finished {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

export interface ReplyWatch extends Disposable {
  /** What was outside the contract so far. */
  readonly problems: readonly string[];
}

export function watchReplies(checker: ContractChecker, port: number): ReplyWatch {
  const problems: string[] = [];
  const see = (message: unknown): void => {
    const { request, response, socket } = message as Finished;
    if (socket.localPort !== port) return;
    const { method = '', url = '' } = request;
    const reply = { method, target: url, status: response.statusCode, headers: headersOf(response), bytes: null };
    const found = checker.problemsOf(reply);
    if (found.length > 0) problems.push(`${describe(reply)}: ${found.join('; ')}`);
  };
  subscribe(FINISHED, see);
  return { problems, [Symbol.dispose]: () => unsubscribe(FINISHED, see) };
}

/** As they were sent: the framework passes those of errors by what `getHeaders` knows. */
function headersOf(response: ServerResponse): IncomingHttpHeaders {
  const [, ...fields] = String(Reflect.get(response, '_header')).trim().split('\r\n');
  return readFields(fields);
}
