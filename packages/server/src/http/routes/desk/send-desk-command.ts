/** `POST /v2/projects/{projectid}/desk/commands`: carries out what an agent asks for. */
import { DESK_COMMANDS, type DeskCommand } from '@parley/contract';
import { instant } from '../../../model/instant.ts';
import { commandAsAgent } from '../../../services/desk/agent-command.ts';
import type { DeskAgent } from '../../../store/desk-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { acceptsJson } from '../../preferences.ts';
import { commandReader } from '../../read-command.ts';
import { malformedBody } from '../../read-json-body.ts';
import { readDeskQuery } from '../../read-position.ts';
import { jsonReply } from '../../route.ts';
import type { LiveDeps } from '../live/live-deps.ts';
import { liveRefusal } from '../live/live-refusal.ts';
import { requireContent } from '../live/require-content.ts';
import { isSupervisor, requireAgent } from './find-agent.ts';

export function sendDeskCommand({ turns, clock, randomness, files }: LiveDeps): OperationHandler<'sendDeskCommand'> {
  const readCommand = commandReader(DESK_COMMANDS);
  return async (request) => {
    if (!acceptsJson(request.headers.accept)) throw ApiError.of('notAcceptable');
    const { project, principal } = request;
    const { actAs } = readDeskQuery(request);
    const agent = await requireAgent(project, principal, actAs);
    const command = await readCommand(request);
    requireSense(command, agent);
    const integerBelow = (bound: number) => randomness.integerBelow(bound);
    const at = instant(clock.nowMs());
    const { links } = files;
    const acts = {
      project: turns.placeOf(project),
      agent,
      isSupervisor: isSupervisor(principal),
      links,
      integerBelow,
      at,
    };
    const done = await commandAsAgent(acts, command);
    if ('refused' in done) throw await liveRefusal(project, done.refused);
    return jsonReply({ response: { re: command.id, ...done }, errors: [] });
  };
}

/** @throws ApiError `malformedBody` for what a schema cannot say */
function requireSense(command: DeskCommand, { agentId }: DeskAgent): void {
  switch (command.type) {
    case 'message.send':
      requireContent(command);
      return;
    case 'message.edit':
    case 'note.add':
      if (command.text.trim() === '') throw malformedBody('text', 'text must not be empty');
      return;
    case 'chat.transfer':
      if ((command.toAgentId === undefined) === (command.toQueueId === undefined)) {
        throw malformedBody('toAgentId', 'exactly one of toAgentId and toQueueId must be given');
      }
      if (command.toAgentId === agentId && command.isForced !== true) {
        throw malformedBody('toAgentId', 'toAgentId must be another agent');
      }
  }
}
