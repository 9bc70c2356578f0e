/** The queues of the sample: names, service levels, opening hours and the agents who work in them. */
import type { Agent, Calendar, Queue, SlaPolicy } from '@parley/contract';
import type { Phrases } from './phrases.ts';
import { ENGLISH } from './phrases-en.ts';
import { HUNGARIAN } from './phrases-hu.ts';
import { SAMPLE_LANGUAGES } from './sample-languages.ts';
import { SeededRandom } from './seeded-random.ts';

export interface SampleQueue {
  readonly weight: number;
  readonly queue: Queue;
  readonly slaPolicy?: SlaPolicy;
  readonly calendar?: Calendar;
  readonly agents: readonly Agent[];
}

const FIRST_AGENT_ID = 660;
const AGENT_STREAM = 5;

const SPLIT_DAY: Calendar['monday'] = [
  ['09:00', '12:00'],
  ['13:00', '17:00'],
];
const LONG_DAY: Calendar['monday'] = [['07:30', '21:00']];
const HOLIDAYS: Calendar['holidays'] = [
  { date: '2025-10-23', hours: [] },
  { date: '2025-12-24', hours: [['09:00', '12:00']] },
  { date: '2025-12-25', hours: [] },
];

function week(day: Calendar['monday'], saturday: Calendar['monday'], sunday: Calendar['monday']): Calendar {
  return {
    timeZone: 'Europe/Budapest',
    monday: day,
    tuesday: day,
    wednesday: day,
    thursday: day,
    friday: day,
    saturday,
    sunday,
    holidays: HOLIDAYS,
  };
}

const QUEUES: readonly Omit<SampleQueue, 'agents'>[] = [
  {
    weight: 34,
    queue: { queueId: 3803, name: 'Chat', waitingLimitSeconds: 300 },
    slaPolicy: { policyId: 'standard-3', firstResponseSeconds: 60, nextResponseSeconds: 180, waitingSeconds: 90 },
    calendar: week(LONG_DAY, [['09:00', '14:00']], []),
  },
  {
    weight: 24,
    queue: { queueId: 3804, name: 'Ügyfélszolgálat', waitingLimitSeconds: 240 },
    slaPolicy: { policyId: 'standard-3', firstResponseSeconds: 60, nextResponseSeconds: 180, waitingSeconds: 90 },
    calendar: week(SPLIT_DAY, [], []),
  },
  {
    weight: 14,
    queue: { queueId: 3805, name: 'Számlázás' },
    slaPolicy: { policyId: 'billing-1', firstResponseSeconds: 120, closeSeconds: 3600 },
    calendar: week(SPLIT_DAY, [], []),
  },
  {
    weight: 14,
    queue: { queueId: 3806, name: 'Versand & Technik', waitingLimitSeconds: 600 },
    slaPolicy: { policyId: 'tech-2', nextResponseSeconds: 300, waitingSeconds: 120 },
    calendar: week(LONG_DAY, [['08:00', '12:00']], []),
  },
  {
    weight: 14,
    queue: { queueId: 3810, name: 'Night desk', waitingLimitSeconds: 900 },
    slaPolicy: { policyId: 'night-1', firstResponseSeconds: 300 },
  },
];

/** The queue that is open at any hour. */
export const NIGHT_QUEUE_ID = 3810;

function agentName(random: SeededRandom): string {
  const { firstNames, lastNames, isFamilyNameFirst }: Phrases = random.chance(0.5)
    ? HUNGARIAN
    : random.chance(0.4)
      ? ENGLISH
      : random.pickWeighted(SAMPLE_LANGUAGES.slice(0, 6)).phrases;
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  return isFamilyNameFirst ? `${last} ${first}` : `${first} ${last}`;
}

/** All queues with `agentsPerQueue` agents each; ids continue from queue to queue. */
export function sampleQueues(agentsPerQueue: number): readonly SampleQueue[] {
  return QUEUES.map((queue, position) => {
    const agents = Array.from({ length: agentsPerQueue }, (_, place) => {
      const agentId = FIRST_AGENT_ID + position * agentsPerQueue + place;
      return { agentId, name: agentName(new SeededRandom(agentId, AGENT_STREAM)) };
    });
    return { ...queue, agents };
  });
}
