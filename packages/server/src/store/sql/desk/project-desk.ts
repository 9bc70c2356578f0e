/** The desk of a project: queues, agents, live chats and their timers. */
import { chatId, queueId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import type { TimerKind } from '../../../model/lifecycle/timers.ts';
import type { ProjectDesk } from '../../desk-store.ts';
import type { Transaction } from '../database.ts';
import { readEventsAfter } from '../event-table.ts';
import type { ProjectParts } from '../project-parts.ts';
import type { ProjectRow } from '../project-table.ts';
import { limitTo, sql } from '../sql.ts';
import { agentSaved, findAgent, listAgents, presenceChosen } from './agent-rows.ts';
import { changeChat } from './change-chat.ts';
import { deleteChoice, listChoices, saveChoice } from './choice-rows.ts';
import { commandRefused, judgeCommand } from './command-rows.ts';
import { findContacts, movePerson, saveContact } from './contact-rows.ts';
import {
  countWaiting,
  findChatsOf,
  findLiveChat,
  findPlacesOf,
  listChatsOf,
  markInboxes,
  readLastSeqs,
} from './inbox-rows.ts';
import { noteAgent, notePerson } from './note-presence.ts';
import { listMembers, listQueues, membersSet, queueSaved } from './queue-rows.ts';
import { listReadMarks, readNoted } from './read-marks.ts';
import { listSites, siteSaved } from './site-rows.ts';
import { openTicket } from './ticket-rows.ts';

export function deskOf(parts: ProjectParts, project: ProjectRow): ProjectDesk {
  const { database } = parts;
  const { projectRow } = project;
  const { live, answers } = database;
  const inProject = <T>(work: (transaction: Transaction) => Promise<T>) =>
    database.write({ projectRow, chatId: null }, async (transaction) => {
      await transaction.lockProject(projectRow);
      return work(transaction);
    });
  return {
    change: (change) => changeChat(parts, project, change),
    refuse: (command, at, isOver) =>
      database.write(null, async (transaction) => {
        const judged = await judgeCommand(transaction, projectRow, command);
        if (judged === null && isOver) await transaction.runTogether(commandRefused(projectRow, command, at));
        return judged;
      }),
    async saveQueue(queue) {
      await database.write(null, (transaction) => transaction.run(queueSaved(transaction, projectRow, queue)));
    },
    async saveAgent(agent, at) {
      await database.write(null, (transaction) => transaction.run(agentSaved(transaction, projectRow, agent, at)));
    },
    async setMembers(id, agentIds) {
      await database.write(null, async (transaction) => {
        const [emptied, filled] = membersSet(projectRow, id, agentIds);
        await transaction.run(emptied);
        await transaction.runTogether([filled]);
      });
    },
    // Everybody who follows a queue asks for the same after each change.
    listQueues: () =>
      answers.ask(`queues ${projectRow}`, async () => {
        const [queues, members] = await Promise.all([listQueues(live, projectRow), listMembers(live, projectRow)]);
        return queues.map((queue) => ({ ...queue, memberIds: members.get(queue.settings.queueId) ?? [] }));
      }),
    listAgents: () => listAgents(live, projectRow),
    findAgent: (agentId) => findAgent(live, projectRow, agentId),
    async setPresence(agentId, presence) {
      const changed = await database.write(null, (transaction) =>
        transaction.run(presenceChosen(projectRow, agentId, presence)),
      );
      return changed > 0;
    },
    noteAgent: (agentId, server, goneSince) =>
      database.write(null, (transaction) => noteAgent(transaction, agentId, { projectRow, server, goneSince })),
    notePerson: (person, server, goneSince) =>
      database.write(null, (transaction) => notePerson(transaction, person, { projectRow, server, goneSince })),
    async saveSite(site) {
      await database.write(null, (transaction) => transaction.run(siteSaved(transaction, projectRow, site)));
    },
    listSites: () => listSites(live, projectRow),
    saveContact: (person, change) => inProject((transaction) => saveContact(transaction, projectRow, person, change)),
    movePerson: (from, to) => inProject((transaction) => movePerson(transaction, projectRow, from, to)),
    findContacts: (persons) => findContacts(live, projectRow, persons),
    listChoices: (kind) => listChoices(live, projectRow, kind),
    saveChoice: (kind, id, make) => inProject((transaction) => saveChoice(transaction, projectRow, kind, id, make)),
    deleteChoice: (kind, id) => database.write(null, (transaction) => deleteChoice(transaction, projectRow, kind, id)),
    openTicket: (opening) => inProject((transaction) => openTicket(transaction, projectRow, opening)),
    listChatsOf: (agentId) => listChatsOf(live, projectRow, agentId),
    markInboxes: (agentIds) => markInboxes(live, projectRow, agentIds),
    findLiveChat: (id) => findLiveChat(live, projectRow, id),
    findChatsOf: (persons) => findChatsOf(live, projectRow, persons),
    findPlacesOf: (persons) => findPlacesOf(live, projectRow, persons),
    countWaiting: (queueIds) =>
      answers.ask(`waiting ${projectRow} ${queueIds.join()}`, () => countWaiting(live, projectRow, queueIds)),
    async noteRead(id, mark) {
      await database.write(null, (transaction) => transaction.run(readNoted(projectRow, id, mark)));
    },
    listReadMarks: (ids) => listReadMarks(live, projectRow, ids),
    async readEventsAfter(id, seq, limit) {
      const events = await readEventsAfter(live, projectRow, id, seq, limit);
      return events.length > 0 || (await readLastSeqs(live, projectRow, [id])).has(id) ? events : null;
    },
    readLastSeqs: (ids) => readLastSeqs(live, projectRow, ids),
    async findWaiting(queue, limit) {
      const rows = await live.all(
        { chat_id: 'int', queue_id: 'int', weight: 'int', waiting_since: 'int' },
        sql`SELECT chat_id, queue_id, weight, waiting_since FROM live_chat
          WHERE project_row = ${projectRow} AND phase = 'queued' AND queue_id = ${queue}
          ORDER BY is_returned DESC, waiting_since, chat_id ${limitTo(limit)}`,
      );
      return rows.map((row) => ({
        chatId: chatId(row.chat_id),
        queueId: queueId(row.queue_id),
        weight: row.weight,
        waitingSince: row.waiting_since as Instant,
      }));
    },
    async findDueTimers(at, limit) {
      const rows = await live.all(
        { chat_id: 'int', kind: 'text', from_at: 'int', fire_at: 'int' },
        sql`SELECT chat_id, kind, from_at, fire_at FROM live_timer
          WHERE project_row = ${projectRow} AND is_fired = 0 AND fire_at <= ${at} ORDER BY fire_at ${limitTo(limit)}`,
      );
      return rows.map((row) => ({
        chatId: chatId(row.chat_id),
        kind: row.kind as TimerKind,
        from: row.from_at as Instant,
        fireAt: row.fire_at as Instant,
      }));
    },
  };
}
