/** `GET /v2/live/events`: the stream of a visitor. */
import { HEARTBEAT_SECONDS, LIVE_PROTOCOL } from '@parley/contract';
import type { LiveFrame } from '../../../services/desk/live-frame.ts';
import type { LinkFile } from '../../../services/desk/visible-event.ts';
import { followVisitor } from '../../../services/desk/visitor-stream.ts';
import { requireStreaming, streamHead, streamReply } from '../../event-stream.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readStreamQuery } from '../../read-position.ts';
import { requireVisitor } from './find-site.ts';
import type { LiveDeps } from './live-deps.ts';

export function getVisitorEvents(deps: LiveDeps): OperationHandler<'getVisitorEvents'> {
  const { hub, presence, streams, clock, randomness, files } = deps;
  return async (request) => {
    const { position } = readStreamQuery(request);
    const { project, site, claims } = await requireVisitor(deps, request);
    if (request.isHead) return streamHead();
    requireStreaming(request);
    const counted = streams.open([
      { subject: `visitor ${claims.visitorId}`, words: 'visitor', most: deps.limits.streamsOfVisitor },
      { subject: `${request.ip} ${site.siteKey}`, words: 'address', most: deps.limits.streamsOfAddress },
    ]);
    const { tenantId, projectId } = project;
    const { person, endsAt } = claims;
    const present = await presence.come({ tenantId, projectId, person });
    const heartbeatMs = HEARTBEAT_SECONDS * 1_000;
    const linkFile: LinkFile = (attachment) => files.links.linked(project, attachment);
    const frames = followVisitor(project, hub, { person, position, heartbeatMs, signal: request.signal, linkFile });
    return streamReply({
      frames: withHello(frames, () => clock.nowMs(), endsAt),
      onEnd: () => {
        counted[Symbol.dispose]();
        present[Symbol.dispose]();
      },
      integerBelow: (bound) => randomness.integerBelow(bound),
    });
  };
}

/** `endsAtMs`: when the reader's right ends; null while it is looked after elsewhere. */
export async function* withHello(
  frames: AsyncIterable<LiveFrame>,
  nowMs: () => number,
  endsAtMs: number | null,
): AsyncGenerator<LiveFrame> {
  const at = new Date(nowMs()).toISOString();
  yield { name: 'hello', data: { v: LIVE_PROTOCOL, at, heartbeatSeconds: HEARTBEAT_SECONDS } };
  for await (const frame of frames) {
    if (endsAtMs !== null && nowMs() >= endsAtMs) return;
    yield frame;
  }
}
