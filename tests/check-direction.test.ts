import { describe, expect, it } from 'vitest';
import { findViolations } from '../tools/check-direction.ts';
import { readImports } from '../tools/read-imports.ts';

const SERVER = 'packages/server/src';

function check(files: Record<string, string>): readonly string[] {
  return findViolations(new Map(Object.entries(files)));
}

describe('check-direction', () => {
  it('accepts what points downward', () => {
    const violations = check({
      [`${SERVER}/bin/serve.ts`]: "import { createApp } from '../app.ts';",
      [`${SERVER}/app.ts`]: "import { buildServer } from './api/http-server.ts';\nimport { join } from 'node:path';",
      [`${SERVER}/api/http-server.ts`]: "import type { Journal } from '../journal/journal.ts';",
      [`${SERVER}/log/render.ts`]:
        "import { Zone } from '../model/zone.ts';\nimport { deflateRawSync } from 'node:zlib';",
      [`${SERVER}/model/zone.ts`]: "import { Temporal } from 'temporal-polyfill';\nconst at = new Date(0);",
      [`${SERVER}/platform/options.ts`]: 'export const port = process.env.PORT;',
      'packages/client/src/index.ts': "export type { Chat } from '@parley/contract';",
    });
    expect(violations).toEqual([]);
  });

  it.each([
    [
      'journal/sqlite/write.ts',
      "import { readChatLog } from '../../desk/read-chat-log.ts';",
      'imports upward: journal from desk',
    ],
    ['app.ts', "import { serve } from './bin/serve.ts';", 'imports upward: app.ts from bin'],
    ['desk/close.ts', "const { send } = await import('../deliver/webhooks.ts');", 'imports upward: desk from deliver'],
    ['desk/close.ts', "import type { Send } from '../api/send.ts';", 'imports upward: desk from api'],
    ['api/socket.ts', "import { decode } from '../channels/decode.ts';", 'is an edge and imports another'],
    ['helpers/text.ts', "import { Zone } from '../model/zone.ts';", 'lies in no known part of the server: helpers'],
    [
      'desk/close.ts',
      "import { trim } from '../helpers/text.ts';",
      'imports from no known part of the server: helpers',
    ],
    ['log/fold.ts', "import { readFileSync } from 'node:fs';", 'is pure and must not import node:fs'],
    ['log/fold.ts', "import { DatabaseSync } from 'node:sqlite';", 'is pure and must not import node:sqlite'],
    ['model/sla.ts', "import fastify from 'fastify';", 'is pure and must not import fastify'],
    [
      'log/fold.ts',
      "import { SYSTEM_CLOCK } from '../platform/clock.ts';",
      'is pure and must not import packages/server/src/platform/clock.ts',
    ],
    ['log/fold.ts', 'const now = Date.now();', 'is pure and must not use Date.now'],
    ['log/fold.ts', 'const now = new Date();', 'is pure and must not use new Date()'],
    ['model/sla.ts', 'const chance = Math.random();', 'is pure and must not use Math.random'],
    ['model/sla.ts', 'const home = process.cwd();', 'is pure and must not use process'],
    ['model/sla.ts', 'setTimeout(() => undefined, 5);', 'is pure and must not use a timer'],
    ['platform/nearest-name.ts', 'const now = Date.now();', 'is pure and must not use Date.now'],
    ['api/http-server.ts', 'const port = process.env.PORT;', 'reads process.env'],
    ['api/http-server.ts', "import { Client } from '@parley/client';", 'must not import @parley/client'],
    ['api/http-server.ts', "import { Chat } from '@parley/contract/src/chat.ts';", 'reaches into another package'],
    ['api/http-server.ts', "import { Chat } from '../../../contract/src/chat.ts';", 'leaves its package'],
  ])('%s with %s: %s', (file, source, sentence) => {
    expect(check({ [`${SERVER}/${file}`]: source }).join('\n')).toContain(sentence);
  });

  it.each([
    ['packages/contract/src/chat.ts', "import { pull } from '@parley/client';", 'must not import @parley/client'],
    [
      'packages/client/src/pages.ts',
      "import { Chat } from '@parley/contract';",
      'may import types of @parley/contract only',
    ],
    ['packages/tools/src/x.ts', "import { Chat } from '@parley/contract';", 'a package that is not in the plan: tools'],
  ])('%s with %s: %s', (path, source, sentence) => {
    expect(check({ [path]: source }).join('\n')).toContain(sentence);
  });

  it('finds a circle, but not one of types', () => {
    const circle = {
      [`${SERVER}/model/a.ts`]: "import { b } from './b.ts';",
      [`${SERVER}/model/b.ts`]: "import { c } from './c.ts';",
      [`${SERVER}/model/c.ts`]: "import { a } from './a.ts';",
    };
    expect(check(circle).join('\n')).toContain('model/a.ts: imports itself');
    const types = { ...circle, [`${SERVER}/model/c.ts`]: "import type { a } from './a.ts';" };
    expect(check(types)).toEqual([]);
  });

  it('leaves tests and comments alone', () => {
    const violations = check({
      [`${SERVER}/log/fold.test.ts`]: "import { readFileSync } from 'node:fs';",
      [`${SERVER}/log/fold.ts`]:
        '/** Knows no Date.now and no\n * process.env. */\n// nor Math.random\nexport const one = 1;',
    });
    expect(violations).toEqual([]);
  });

  it('reads every form of import', () => {
    const source = [
      "import a, { b } from 'one';",
      'import {\n  c,\n  type D,\n} from "two";',
      "import type { E } from 'three';",
      "import 'four';",
      "export { f } from 'five';",
      "const g = await import('six');",
      "import h from './seven.json' with { type: 'json' };",
      'const text = "no import";',
    ].join('\n');
    const names = readImports(source).map(({ specifier, isTypeOnly }) =>
      isTypeOnly ? `type ${specifier}` : specifier,
    );
    expect(names.sort()).toEqual(['./seven.json', 'five', 'four', 'one', 'six', 'two', 'type three'].sort());
  });
});
