/** What all chats of a sample share: the project, its zone, its queues and the start times. */
import { isCalendarDay } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { type SampleQueue, sampleQueues } from './sample-queues.ts';
import { SampleSchedule } from './sample-schedule.ts';

export interface SampleProjectOptions {
  /** Part of the ticket numbers. */
  readonly projectId?: number;
  /** Id of the chat with index 0. */
  readonly firstChatId?: number;
  /** First day of the pilot week, `YYYY-MM-DD`. */
  readonly startDay?: string;
  readonly agentsPerQueue?: number;
}

export class SampleProject {
  readonly projectId: number;
  readonly firstChatId: number;
  readonly zone = new Zone('Europe/Budapest');
  readonly queues: readonly SampleQueue[];
  readonly schedule: SampleSchedule;

  /** @throws RangeError when an option is out of range. */
  constructor(options: SampleProjectOptions = {}) {
    const { projectId = 822, firstChatId = 1, startDay = '2025-03-24', agentsPerQueue = 6 } = options;
    if (!Number.isSafeInteger(firstChatId) || firstChatId < 1)
      throw new RangeError(`not a first chat id: ${firstChatId}`);
    if (!isCalendarDay(startDay)) throw new RangeError(`not a day: ${startDay}`);
    // A transfer needs a second agent in the same queue.
    if (!Number.isSafeInteger(agentsPerQueue) || agentsPerQueue < 2) throw new RangeError('agentsPerQueue begins at 2');
    this.projectId = projectId;
    this.firstChatId = firstChatId;
    this.queues = sampleQueues(agentsPerQueue);
    this.schedule = new SampleSchedule(startDay, this.zone);
  }
}
