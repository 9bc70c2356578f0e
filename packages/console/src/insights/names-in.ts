/** Names of agents and queues in the statistics, so that people choose names and not numbers. */
import type { Statistics } from '@parley/contract';
import type { FilterChoice, SeenNames } from '../chats/seen-names.ts';

interface Named {
  readonly byQueue: Statistics | null;
  readonly byAgent: Statistics | null;
}

export function namesIn({ byQueue, byAgent }: Named): SeenNames {
  return { agents: choices(byAgent), queues: choices(byQueue), channels: [] };
}

function choices(statistics: Statistics | null): readonly FilterChoice[] {
  return (statistics?.groups ?? []).flatMap(({ key, name }) =>
    key === null || key === 0 || name === null ? [] : [{ value: String(key), label: name }],
  );
}
