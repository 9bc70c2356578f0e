/** A reply that goes on: server-sent events. */
import { LIVE_PROTOCOL } from '@parley/contract';
import type { LiveFrame } from '../services/desk/live-frame.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest, Reply } from './route.ts';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'Authorization, Origin',
  // Proxies that gather a reply before they pass it on would hold the stream back.
  'x-accel-buffering': 'no',
};
const HEARTBEAT = ': heartbeat\n\n';
/** Of everybody who has to come back at once, one in each millisecond of this time. */
const COME_BACK_WITHIN_MS = 3_000;

export interface EventStream {
  readonly frames: AsyncIterable<LiveFrame>;
  /** Called once, when the stream is over. */
  readonly onEnd: () => void;
  readonly integerBelow: (bound: number) => number;
}

/** Before anybody counts as connected. @throws ApiError `httpVersionNotSupported`: over HTTP/1.0 nothing comes before the end */
export function requireStreaming({ needsLength }: Pick<ApiRequest, 'needsLength'>): void {
  if (needsLength) throw ApiError.of('httpVersionNotSupported');
}

export function streamReply(stream: EventStream): Reply {
  return { status: 200, headers: HEADERS, body: { kind: 'stream', pieces: piecesOf(stream) } };
}

/** The answer to HEAD: what a stream would begin with. */
export function streamHead(): Reply {
  return { status: 200, headers: HEADERS, body: { kind: 'none' } };
}

async function* piecesOf({ frames, onEnd, integerBelow }: EventStream): AsyncGenerator<Uint8Array> {
  try {
    for await (const frame of frames) yield Buffer.from(print(frame));
    // A reader who has gone does not hear it.
    const reconnectAfterMs = integerBelow(COME_BACK_WITHIN_MS);
    yield Buffer.from(print({ name: 'bye', data: { v: LIVE_PROTOCOL, reconnectAfterMs } }));
  } finally {
    onEnd();
  }
}

function print(frame: LiveFrame): string {
  if (frame.name === 'heartbeat') return HEARTBEAT;
  const id = frame.name === 'chat' ? `id: ${frame.position}\n` : '';
  return `event: ${frame.name}\n${id}data: ${JSON.stringify(frame.data)}\n\n`;
}
