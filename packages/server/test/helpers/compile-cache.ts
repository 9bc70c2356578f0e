/** What a program started by a test is given of its environment, so that it compiles nothing again that another did. */
export function compileCacheOf(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const folder = environment.NODE_COMPILE_CACHE;
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
