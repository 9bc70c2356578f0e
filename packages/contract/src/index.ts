/** What other packages may use of the contract. */
export * from './chat.ts';
export * from './chat-event.ts';
export * from './chat-explanation.ts';
export * from './chat-ext.ts';
export * from './envelope.ts';
export * from './errors.ts';
export * from './filter-parameters.ts';
export * from './headers.ts';
export * from './operation.ts';
export * from './operations.ts';
export * from './parameter-kind.ts';
export * from './query-parameters.ts';
export * from './sync-envelope.ts';
