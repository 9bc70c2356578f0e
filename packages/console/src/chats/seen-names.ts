/** Names of agents, queues and channels in the loaded rows, so that people choose names and not numbers. */
import type { FilterChoice } from '../search/log-filters.ts';

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

/** Each by name. Ids without a name are left out. */
export function seenNames(rows: readonly NamedRow[]): SeenNames {
  return {
    agents: choices(rows.map((row) => [row.lastAgent, row.lastAgentName])),
    queues: choices(rows.map((row) => [row.lastQueueId, row.lastQueueName])),
    channels: choices(rows.map((row) => [row.type, row.type])),
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

function choices(pairs: readonly (readonly [number | string | null, string | null])[]): readonly FilterChoice[] {
  const labels = new Map<string, string>();
  for (const [value, label] of pairs) {
    if (value !== null && value !== 0 && label !== null && label !== '') labels.set(String(value), label);
  }
  return [...labels].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
}
