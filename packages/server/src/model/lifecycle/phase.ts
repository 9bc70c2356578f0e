/** Where a live chat stands. Source: docs/spec/chat-lifecycle.md. */

export const PHASES = ['bot', 'queued', 'offline', 'offered', 'active', 'parked', 'closing', 'closed'] as const;

/**
 * `bot`: a bot has it. `queued`: it waits for an agent, within opening hours. `offline`: it waits for the opening hours. `offered`: it is shown to one agent,
 * who has not taken it yet. `active`: an agent has it. `parked`: the agent keeps it without using a place. `closing`: closed, and the
 * visitor may still take that back by writing. `closed`: for good.
 */
export type Phase = (typeof PHASES)[number];
