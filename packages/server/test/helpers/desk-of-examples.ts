/** What the examples of the contract's desk name: a queue, two agents, a site, a type of tickets, a reply. Never used outside tests. */
import { CANNED_REPLY_REQUEST, TICKET_TYPE_REQUEST, VISITOR_REQUEST } from '@parley/contract';
import { queueId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import type { ProjectStore } from '../../src/store/chat-store.ts';
import type { TestServer } from './boot-server.ts';
import { addPerson } from './people.ts';

const QUEUE_ID = 3803;

export async function makeDeskOfExamples(server: TestServer, { desk }: ProjectStore): Promise<void> {
  // Of the example of making somebody an agent.
  await addPerson(server, 'john', 'agent');
  for (const agentId of [660, 661]) {
    const agent = { agentId, login: `agent${agentId}`, name: 'Jane', capacity: 30 };
    await desk.saveAgent(agent, instant(server.clock.nowMs()));
  }
  await desk.saveQueue({ queueId: QUEUE_ID, name: 'Chat', strategy: 'least-busy', calendar: null, slaPolicy: null });
  await desk.setMembers(queueId(QUEUE_ID), [660]);
  await desk.saveSite({
    siteId: 1,
    siteKey: VISITOR_REQUEST.site,
    name: 'Shop',
    queueId: QUEUE_ID,
    allowedOrigins: [],
    addressPrivacy: 'none',
    keptParameters: [],
    isNamedInLog: false,
    isVerifiedOnly: false,
    identity: null,
  });
  await desk.saveChoice('ticketType', 5, (ticketTypeId) => ({ ticketTypeId, ...TICKET_TYPE_REQUEST }));
  await desk.saveChoice('cannedReply', 3, (replyId) => ({ replyId, ...CANNED_REPLY_REQUEST, shortcut: 'other' }));
}
