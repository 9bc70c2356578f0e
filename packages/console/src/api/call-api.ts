/** Sends one request to the API of this server. The cookie of the session goes along by itself; the page holds no secret. */
import { ApiFailure, firstError } from './api-failure.ts';

export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ApiReply<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

/** @throws ApiFailure, or the abort of the signal */
export async function callApi<Body>(path: string, call: ApiCall = {}): Promise<ApiReply<Body>> {
  const reply = await openReply(path, call);
  return { body: (await readJson(reply)) as Body, headers: reply.headers };
}

/** A reply whose body is still to be read. @throws ApiFailure, or the abort of the signal */
export async function openReply(path: string, call: ApiCall = {}): Promise<Response> {
  const reply = await send(path, call);
  if (reply.ok) return reply;
  const error = firstError(await readJson(reply));
  const message = error?.message ?? `The server replied with status ${reply.status}.`;
  const facts = { status: reply.status, property: error?.property ?? '', sentence: error?.message ?? null };
  throw new ApiFailure(reply.status === 401 ? 'signedOut' : 'refused', message, facts);
}

async function send(path: string, { method = 'GET', body, headers, signal }: ApiCall): Promise<Response> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  try {
    return await fetch(path, {
      method,
      headers: { accept: 'application/json', ...type, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFailure('unreachable', 'The server cannot be reached.', { cause });
  }
}

/** null when there is no JSON. @throws ApiFailure when the connection breaks within it */
async function readJson(reply: Response): Promise<unknown> {
  const text = await reply.text().catch((cause: unknown) => {
    throw new ApiFailure('unreachable', 'The connection broke within a reply.', { cause });
  });
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
