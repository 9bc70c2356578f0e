/** How a property of the contract is described: used by every schema here, walked by `field.test.ts`. */
import type { TSchemaOptions } from 'typebox';

/** What a reader must know about a property beyond its JSON type. `unit` and `zone` are absent where they have no meaning. */
export interface FieldFacts {
  readonly description: string;
  /** What stands there when nothing is known: "never null", "null while the chat is open", `"" when unknown`. */
  readonly absent: string;
  readonly example: unknown;
  readonly unit?: string;
  readonly zone?: string;
}

/** Turns the facts into JSON Schema annotations (`description`, `examples`, `x-absent`, `x-unit`, `x-zone`). */
export function field(facts: FieldFacts): TSchemaOptions {
  return {
    description: facts.description,
    examples: [facts.example],
    'x-absent': facts.absent,
    'x-unit': facts.unit ?? 'none',
    'x-zone': facts.zone ?? 'none',
  };
}
