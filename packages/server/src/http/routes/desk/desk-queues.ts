/** The queues of a project: listed, made and changed. */
import { type DeskQueue, DeskQueueChange, DeskQueueRequest } from '@parley/contract';
import { checkCalendar } from '../../../chat-log/input/event-content.ts';
import { queueId } from '../../../model/ids.ts';
import type { ProjectStore } from '../../../store/chat-store.ts';
import type { QueueSettings, DeskQueue as StoredQueue } from '../../../store/desk-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { malformedBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { bodyReader } from '../../read-typed-body.ts';
import { jsonReply } from '../../route.ts';

const LONGEST_BODY = 65_536;
const EMPTY: Omit<DeskQueue, 'queueId' | 'name'> = {
  strategy: 'least-busy',
  memberIds: [],
  waitingLimitSeconds: null,
  calendar: null,
  slaPolicy: null,
};

export const listDeskQueues: OperationHandler<'listDeskQueues'> = async (request) => {
  requireNoParameters(request);
  return jsonReply({ response: (await request.project.desk.listQueues()).map(printQueue), errors: [] });
};

export function createDeskQueue(): OperationHandler<'createDeskQueue'> {
  const readBody = bodyReader(DeskQueueRequest, LONGEST_BODY);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const { desk } = request.project;
    const ids = (await desk.listQueues()).map(({ settings }) => settings.queueId);
    const id = body.queueId ?? Math.max(0, ...ids) + 1;
    if (ids.includes(id)) {
      throw ApiError.of('alreadyExists', { property: 'queueId', slots: { what: `a queue with the number ${id}` } });
    }
    return jsonReply({ response: await save(request.project, { ...EMPTY, ...body, queueId: id }), errors: [] });
  };
}

export function changeDeskQueue(): OperationHandler<'changeDeskQueue'> {
  const readBody = bodyReader(DeskQueueChange, LONGEST_BODY);
  return async (request) => {
    requireNoParameters(request);
    const body = await readBody(request);
    const known = (await request.project.desk.listQueues()).find(
      ({ settings }) => settings.queueId === request.queueId,
    );
    if (known === undefined) throw ApiError.notFound('queueId');
    const before = printQueue(known);
    refuseSamePolicyId(before, body);
    return jsonReply({ response: await save(request.project, { ...before, ...body }), errors: [] });
  };
}

/** @throws ApiError `agentNotFound`, `malformedBody` */
async function save({ desk }: ProjectStore, queue: DeskQueue): Promise<DeskQueue> {
  const problem = queue.calendar === null ? null : checkCalendar(queue.calendar);
  if (problem !== null) throw malformedBody(problem.field, `${problem.field} ${problem.reason}`);
  const agentIds = (await desk.listAgents()).map(({ agentId }) => agentId);
  if (queue.memberIds.some((id) => !agentIds.includes(id))) {
    throw ApiError.of('agentNotFound', { property: 'memberIds' });
  }
  const { memberIds, waitingLimitSeconds, ...rest } = queue;
  const settings: QueueSettings = { ...rest, ...(waitingLimitSeconds === null ? {} : { waitingLimitSeconds }) };
  await desk.saveQueue(settings);
  await desk.setMembers(queueId(queue.queueId), memberIds);
  return queue;
}

/** A policy is known by its id, in every chat that it was promised to. @throws ApiError `malformedBody` */
function refuseSamePolicyId(before: DeskQueue, { slaPolicy }: DeskQueueChange): void {
  if (slaPolicy == null || before.slaPolicy?.policyId !== slaPolicy.policyId) return;
  const [was, is] = [before.slaPolicy, slaPolicy].map((policy) => JSON.stringify(Object.entries(policy).sort()));
  if (was === is) return;
  throw malformedBody(
    'slaPolicy.policyId',
    `slaPolicy.policyId must be another one, since ${slaPolicy.policyId} had other targets`,
  );
}

function printQueue({ settings, memberIds }: StoredQueue): DeskQueue {
  const { waitingLimitSeconds = null, ...rest } = settings;
  return { ...rest, memberIds: [...memberIds], waitingLimitSeconds };
}
