/** Something that happens to a live chat, with what it brings along. */
import type { Agent, Queue } from '@parley/contract';
import type { BodyOf } from '../event-of.ts';
import type { Trigger } from './transitions.ts';

interface Facts {
  visitorWrote: {
    readonly message: BodyOf<'message.sent'>;
    /** Whether the agent who had the chat can take it now. */
    readonly isAgentFree: boolean;
  };
  agentWrote: { readonly message: BodyOf<'message.sent'>; readonly agentId: number };
  botWrote: { readonly message: BodyOf<'message.sent'> };
  handedOff: { readonly queue: Queue | null };
  offered: { readonly agent: Agent };
  accepted: { readonly agent: Agent };
  declined: { readonly agentId: number; readonly isGiverThere: boolean };
  offerExpired: { readonly isGiverThere: boolean };
  agentLost: { readonly agentId: number; readonly isGiverThere: boolean };
  transferredToAgent: { readonly agent: Agent; readonly by: number | null; readonly reason: string };
  transferredToQueue: { readonly queue: Queue; readonly by: number | null; readonly reason: string };
  /** `by`: the agent, or null for a timer. */
  parked: { readonly by: number | null };
  /** `by`: the agent, or null for a supervisor. */
  agentClosed: { readonly by: number | null };
}

/** One of `TRIGGERS`; those without facts of their own have only a name. */
export type Happening = {
  [T in Trigger]: { readonly trigger: T } & (T extends keyof Facts ? Facts[T] : unknown);
}[Trigger];

export type HappeningOf<T extends Trigger> = Extract<Happening, { trigger: T }>;
