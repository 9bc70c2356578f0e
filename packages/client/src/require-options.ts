/** Refuses options that nobody would read: leaving them out would answer more than was asked for. */

/** The names of the options, complete by type. */
export type OptionNames<O> = { readonly [Name in keyof Required<O>]: true };

/** @throws TypeError for anything but a plain object, and for a name that is none of them */
export function requireOptions<O extends object>(options: O, known: OptionNames<O>): void {
  requirePlain('the options', options);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    throw new TypeError(`${unknown} is not an option; the options are ${Object.keys(known).join(', ')}`);
  }
}

/** A Map, URLSearchParams or an object with inherited members has nothing of its own to read. @throws TypeError */
export function requirePlain(name: string, value: unknown): void {
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== null && prototype !== Object.prototype) throw new TypeError(`${name} must be a plain object`);
}
