/** `GET /v2/projects/{projectid}/desk/events`: the stream of an agent. */
import { HEARTBEAT_SECONDS } from '@parley/contract';
import { followAgent } from '../../../services/desk/agent-stream.ts';
import type { LinkFile } from '../../../services/desk/visible-event.ts';
import { requireStreaming, streamHead, streamReply } from '../../event-stream.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readStreamQuery } from '../../read-position.ts';
import { withHello } from '../live/get-visitor-events.ts';
import type { LiveDeps } from '../live/live-deps.ts';
import { requireAgent } from './find-agent.ts';

const MOST_STREAMS_OF_AGENT = 10;

export function getDeskEvents({
  hub,
  presence,
  streams,
  clock,
  randomness,
  files,
}: LiveDeps): OperationHandler<'getDeskEvents'> {
  return async (request) => {
    const { project, principal } = request;
    const { position, actAs } = readStreamQuery(request);
    const { agentId } = await requireAgent(project, principal, actAs);
    if (request.isHead) return streamHead();
    requireStreaming(request);
    const { tenantId, projectId } = project;
    const subject = `agent ${tenantId}/${projectId}/${agentId}`;
    const counted = streams.open([{ subject, words: 'agent', most: MOST_STREAMS_OF_AGENT }]);
    const present = await presence.come({ tenantId, projectId, agentId });
    const heartbeatMs = HEARTBEAT_SECONDS * 1_000;
    const linkFile: LinkFile = (attachment) => files.links.linked(project, attachment);
    const frames = followAgent(project, hub, { agentId, position, heartbeatMs, signal: request.signal, linkFile });
    return streamReply({
      frames: withHello(frames, () => clock.nowMs(), null),
      onEnd: () => {
        counted[Symbol.dispose]();
        present[Symbol.dispose]();
      },
      integerBelow: (bound) => randomness.integerBelow(bound),
    });
  };
}
