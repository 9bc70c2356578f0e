/** The default case of a closed union: does not compile while a case is missing. @throws TypeError when it is reached. */
export function unreachable(value: never): never {
  throw new TypeError(`a case is missing for ${JSON.stringify(value)}`);
}
