#!/usr/bin/env node
// Starts parley-pull: from the compiled files of the package, or inside the repository from its TypeScript.
import { existsSync } from 'node:fs';

const compiled = new URL('../lib/pull/main.js', import.meta.url);
if (existsSync(compiled)) {
  await import(compiled.href);
} else if (process.features.typescript) {
  await import('../src/pull/main.ts');
} else {
  // npm puts the package here before its script brings the program.
  const isWithoutScripts = existsSync(new URL('../../../node_modules/node/package.json', import.meta.url));
  const whatToDo = isWithoutScripts
    ? 'start it as "npx parley-pull"; if "npm ci" ran without scripts, run "npm rebuild node --ignore-scripts=false" first'
    : 'inside the repository start it as "npx parley-pull" after "npm ci"';
  process.stderr.write(
    `parley-pull: this is Node ${process.versions.node}, which cannot run the sources; ${whatToDo}\n`,
  );
  process.exitCode = 78;
}
