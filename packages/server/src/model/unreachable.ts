/** Ends a closed union: does not compile while a case is missing. @throws TypeError when a value from outside got here. */
export function unreachable(value: never): never {
  throw new TypeError(`a case is missing for ${JSON.stringify(value)}`);
}
