/** What other packages may use of the contract. */
export * from './chat.ts';
export * from './chat-event.ts';
export * from './chat-explanation.ts';
export * from './chat-ext.ts';
export * from './chat-in-reply.ts';
export * from './chat-parts.ts';
export * from './envelope.ts';
export * from './errors.ts';
export { Agent, Calendar, Queue, SlaPolicy, Ticket, WEEKDAYS } from './event-parts.ts';
export * from './field.ts';
export * from './filter-parameters.ts';
export * from './headers.ts';
export * from './imported-chat.ts';
export * from './operation.ts';
export * from './operations.ts';
export * from './parameter-kind.ts';
export * from './query-parameters.ts';
export * from './sync-envelope.ts';
