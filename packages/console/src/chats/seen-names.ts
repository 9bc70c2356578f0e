/** Names of agents, queues and channels in the loaded rows, so that people choose names and not numbers. */
import type { Formats } from '../language/formats.ts';

export interface FilterChoice {
  readonly value: string;
  readonly label: string;
}

type Compare = Formats['compare'];

export interface SeenNames {
  readonly agents: readonly FilterChoice[];
  readonly queues: readonly FilterChoice[];
  readonly channels: readonly FilterChoice[];
}

interface NamedRow {
  readonly lastAgent: number | null;
  readonly lastAgentName: string | null;
  readonly lastQueueId: number | null;
  readonly lastQueueName: string | null;
  readonly type: string | null;
}

/** Each in the order of names. Ids without a name are left out. */
export function seenNames(rows: readonly NamedRow[], compare: Compare): SeenNames {
  return {
    agents: choices(
      rows.map((row) => [row.lastAgent, row.lastAgentName]),
      compare,
    ),
    queues: choices(
      rows.map((row) => [row.lastQueueId, row.lastQueueName]),
      compare,
    ),
    channels: choices(
      rows.map((row) => [row.type, row.type]),
      compare,
    ),
  };
}

/** The choices for a filter by its name; none where rows do not name them. */
export function namesFor(filterName: string, names: SeenNames): readonly FilterChoice[] {
  switch (filterName) {
    case 'agentId':
    case 'userId':
      return names.agents;
    case 'queueId':
      return names.queues;
    case 'type':
      return names.channels;
    default:
      return [];
  }
}

type Pair = readonly [id: number | string | null, name: string | null];

function choices(pairs: readonly Pair[], compare: Compare): readonly FilterChoice[] {
  const labels = new Map<string, string>();
  for (const [value, label] of pairs) {
    if (value !== null && value !== 0 && label !== null && label !== '') labels.set(String(value), label);
  }
  return [...labels].map(([value, label]) => ({ value, label })).sort((a, b) => compare(a.label, b.label));
}
