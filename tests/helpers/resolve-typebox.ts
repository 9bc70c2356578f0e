/** Loaded first in the workers of vitest and in threads that tests start: they take typebox from the bundle of `bundled-typebox.ts`. */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';

const folder = env.TEST_TYPEBOX_FOLDER;
const NAME = /^typebox(?:\/(\w+))?$/;

if (folder !== undefined) {
  registerHooks({
    resolve(specifier, context, next) {
      const name = NAME.exec(specifier);
      if (name === null) return next(specifier, context);
      return {
        url: pathToFileURL(join(folder, `${name[1] ?? 'typebox'}.mjs`)).href,
        format: 'module',
        shortCircuit: true,
      };
    },
  });
}
