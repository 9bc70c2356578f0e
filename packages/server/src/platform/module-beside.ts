/** Finds a module that runs as a thread or a process of its own: TypeScript in the repository, JavaScript in the package. */
import { extname } from 'node:path';

/** `from`: the `import.meta.url` of a module; `name`: a module in the same folder, without its extension. */
export function moduleBeside(from: string, name: string): URL {
  return new URL(`./${name}${extname(from)}`, from);
}
