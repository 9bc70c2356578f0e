/** `POST /v2/projects/{projectid}/desk/attachments` and `PUT …/{attachmentId}`: files of agents. */
import type { DeskAgent } from '../../../store/desk-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler, OperationRequest } from '../../operation-routes.ts';
import { acceptsJson } from '../../preferences.ts';
import { readDeskQuery } from '../../read-position.ts';
import { jsonReply } from '../../route.ts';
import { requireAgent } from '../desk/find-agent.ts';
import type { LiveDeps } from '../live/live-deps.ts';
import { bodyReserver } from './reserve-body.ts';
import { printReserved, uploadBody } from './upload-body.ts';

type AgentRequest = OperationRequest<'reserveDeskAttachment'> | OperationRequest<'uploadDeskAttachment'>;

export function reserveDeskAttachment(deps: LiveDeps): OperationHandler<'reserveDeskAttachment'> {
  const reserve = bodyReserver(deps);
  return async (request) => {
    const { project } = request;
    const asker = await readAgent(request);
    const reserved = await reserve(request, { project, sender: senderOf(asker.agent), allow: () => undefined });
    return jsonReply({ response: printReserved(reserved, pathOf(request, asker, reserved.attachmentId)), errors: [] });
  };
}

export function uploadDeskAttachment(deps: LiveDeps): OperationHandler<'uploadDeskAttachment'> {
  return async (request) => {
    const { project, attachmentId } = request;
    const asker = await readAgent(request);
    const uploaded = await uploadBody(deps, request, { project, attachmentId, sender: senderOf(asker.agent) });
    return jsonReply({ response: printReserved(uploaded, pathOf(request, asker, uploaded.attachmentId)), errors: [] });
  };
}

interface Asker {
  readonly agent: DeskAgent;
  readonly actAs: number | null;
}

/** @throws ApiError `notAcceptable`, and as `requireAgent` */
async function readAgent(request: AgentRequest): Promise<Asker> {
  if (!acceptsJson(request.headers.accept)) throw ApiError.of('notAcceptable');
  const { actAs } = readDeskQuery(request);
  return { agent: await requireAgent(request.project, request.principal, actAs), actAs };
}

function pathOf({ project }: AgentRequest, { actAs }: Asker, attachmentId: string): string {
  const path = `/v2/projects/${project.projectId}/desk/attachments/${attachmentId}`;
  return actAs === null ? path : `${path}?actAs=${actAs}`;
}

/** As commands of the agent are known. */
function senderOf({ agentId }: DeskAgent): string {
  return `agent ${agentId}`;
}
