/** The tables of docs/spec/chat-lifecycle.md, from the tables that the server decides by. Called by tools/page-parts.ts. */
import { PHASES } from '../packages/server/src/model/lifecycle/phase.ts';
import { LIVE_PROFILE, MAIL_PROFILE, WAITS } from '../packages/server/src/model/lifecycle/timer-profile.ts';
import {
  type Outcome,
  REFUSALS,
  TRANSITIONS,
  TRIGGERS,
  type Trigger,
} from '../packages/server/src/model/lifecycle/transitions.ts';

export function transitionsTable(): string {
  const rows = Object.entries(TRIGGERS).map(([trigger, sentence]) => {
    const cells = PHASES.map((phase) => cellOf(TRANSITIONS[phase][trigger as Trigger]));
    return `| ${sentence} | ${cells.join(' | ')} |`;
  });
  const heads = PHASES.map((phase) => `\`${phase}\``);
  return [`| what happens | ${heads.join(' | ')} |`, `|---${'|---'.repeat(PHASES.length)}|`, ...rows].join('\n');
}

export function timersTable(): string {
  const shown = (seconds: number | null) => (seconds === null ? 'never' : seconds.toLocaleString('en'));
  const rows = Object.entries(WAITS).map(([name, { after, result }]) => {
    const key = name as keyof typeof WAITS;
    return `| ${result} | ${after} | ${shown(LIVE_PROFILE[key])} | ${shown(MAIL_PROFILE[key])} |`;
  });
  return ['| what happens | after | `webchat` | other channels |', '|---|---|---|---|', ...rows].join('\n');
}

function cellOf(outcome: Outcome): string {
  if (outcome === 'late') return 'late';
  if (outcome === 'newChat') return 'another chat';
  if ('refused' in outcome) return `*${REFUSALS[outcome.refused]}*`;
  return outcome.phases.map((phase) => `\`${phase}\``).join(' or ');
}
