#!/bin/sh
':' /* to JavaScript this is a comment, to sh the rest of the line says nothing
# npm runs its scripts on the Node that is pinned in package.json, a shell may have an older one. So take the pinned one,
# else the one on the PATH, and become it (exec): the process keeps its number, and a signal sent to it reaches the server.
self=$(readlink -f -- "$0" 2>/dev/null) || self=$0
case $self in /*) ;; *) self=$PWD/$self ;; esac
folder=${self%/*}
while [ -n "$folder" ] && [ ! -x "$folder/node_modules/node/bin/node" ] && [ "${folder%/*}" != "$folder" ]; do
  folder=${folder%/*}
done
[ -x "$folder/node_modules/node/bin/node" ] && exec "$folder/node_modules/node/bin/node" "$self" "$@"
command -v node >/dev/null 2>&1 && exec node "$self" "$@"
echo 'parley: there is no Node here; run "npm ci" in the Parley folder or install Node 24.11 or newer from https://nodejs.org' >&2
exit 78
*/;

import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 24 || (major === 24 && minor >= 11)) {
  const compiled = new URL('../lib/cli/parley.js', import.meta.url);
  await import(existsSync(compiled) ? compiled.href : '../src/cli/parley.ts');
} else {
  // npm puts the package here before its script brings the program.
  const isWithoutScripts = existsSync(new URL('../../../node_modules/node/package.json', import.meta.url));
  const whatToDo = isWithoutScripts
    ? '"npm ci" did not bring it because it ran without scripts: run "npm rebuild node --ignore-scripts=false"'
    : 'start node_modules/.bin/parley after "npm ci", which brings the right one';
  process.stderr.write(
    `parley: this is Node ${process.versions.node} (${process.execPath}), Parley needs Node 24.11 or newer; ` +
      `${whatToDo}, or install it from https://nodejs.org\n`,
  );
  process.exitCode = 78;
}
