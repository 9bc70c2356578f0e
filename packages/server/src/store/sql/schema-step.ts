/** A step of the store's tables. */

export type DatabaseKind = 'sqlite' | 'postgres';

/** Texts that run one after another: where both databases take the same, with `{words}`, else what each needs. */
export type SchemaStep = readonly (string | Readonly<Record<DatabaseKind, string>>)[];
