import { describe, expect, test } from 'vitest';
import { findIdleRules, findViolations } from '../tools/check-direction.ts';
import { RULES } from '../tools/direction-rules.ts';
import { readImports } from '../tools/read-imports.ts';

const SERVER = 'packages/server/src';

function check(files: Record<string, string>): readonly string[] {
  return findViolations(new Map(Object.entries(files)), PLAN);
}

/** The rules with two edges more than stand today, so that every kind of rule has a case. */
const PLAN = {
  ...RULES,
  layers: ['cli', 'app.ts', 'http', 'channels', 'deliver', ...RULES.layers.slice(3)],
  edges: ['http', 'channels', 'deliver'],
};

describe('check-direction', () => {
  test('accepts what points downward', () => {
    const violations = check({
      [`${SERVER}/cli/serve.ts`]: "import { createApp } from '../app.ts';",
      [`${SERVER}/app.ts`]: "import { buildServer } from './http/http-server.ts';\nimport { join } from 'node:path';",
      [`${SERVER}/http/http-server.ts`]: "import type { ChatStore } from '../store/chat-store.ts';",
      [`${SERVER}/chat-log/render.ts`]:
        "import { Zone } from '../model/zone.ts';\nimport { deflateRawSync } from 'node:zlib';",
      [`${SERVER}/model/zone.ts`]: "import { Temporal } from 'temporal-polyfill';\nconst at = new Date(0);",
      [`${SERVER}/platform/options.ts`]: 'export const port = process.env.PORT;',
      'packages/client/src/index.ts': "export type { Chat } from '@parley/contract';",
    });
    expect(violations).toEqual([]);
  });

  test.each([
    [
      'store/sqlite/write.ts',
      "import { readChatLog } from '../../services/read-chat-log.ts';",
      'imports upward: store from services',
    ],
    ['app.ts', "import { serve } from './cli/serve.ts';", 'imports upward: app.ts from cli'],
    [
      'services/close.ts',
      "const { send } = await import('../deliver/webhooks.ts');",
      'imports upward: services from deliver',
    ],
    ['services/close.ts', "import type { Send } from '../http/send.ts';", 'imports upward: services from http'],
    ['http/socket.ts', "import { decode } from '../channels/decode.ts';", 'is an edge and imports another'],
    ['helpers/text.ts', "import { Zone } from '../model/zone.ts';", 'lies in no known part of the server: helpers'],
    [
      'services/close.ts',
      "import { trim } from '../helpers/text.ts';",
      'imports from no known part of the server: helpers',
    ],
    ['chat-log/fold.ts', "import { readFileSync } from 'node:fs';", 'is pure and must not import node:fs'],
    ['chat-log/fold.ts', "import { DatabaseSync } from 'node:sqlite';", 'is pure and must not import node:sqlite'],
    ['model/sla.ts', "import fastify from 'fastify';", 'is pure and must not import fastify'],
    [
      'chat-log/fold.ts',
      "import { SYSTEM_CLOCK } from '../platform/clock.ts';",
      'is pure and must not import packages/server/src/platform/clock.ts',
    ],
    ['chat-log/fold.ts', 'const now = Date.now();', 'is pure and must not use Date.now'],
    ['chat-log/fold.ts', 'const now = new Date();', 'is pure and must not use new Date()'],
    ['model/sla.ts', 'const chance = Math.random();', 'is pure and must not use Math.random'],
    ['model/sla.ts', 'const home = process.cwd();', 'is pure and must not use process'],
    ['model/sla.ts', 'setTimeout(() => undefined, 5);', 'is pure and must not use a timer'],
    ['platform/nearest-name.ts', 'const now = Date.now();', 'is pure and must not use Date.now'],
    ['http/http-server.ts', 'const port = process.env.PORT;', 'reads process.env'],
    ['http/http-server.ts', "import { Client } from '@parley/client';", 'must not import @parley/client'],
    ['http/http-server.ts', "import { Chat } from '@parley/contract/src/chat.ts';", 'reaches into another package'],
    ['http/http-server.ts', "import { Chat } from '../../../contract/src/chat.ts';", 'leaves its package'],
  ])('%s with %s: %s', (file, source, sentence) => {
    expect(check({ [`${SERVER}/${file}`]: source }).join('\n')).toContain(sentence);
  });

  test.each([
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

  test('finds a circle, also one of types', () => {
    const circle = {
      [`${SERVER}/model/a.ts`]: "import { b } from './b.ts';",
      [`${SERVER}/model/b.ts`]: "import { c } from './c.ts';",
      [`${SERVER}/model/c.ts`]: "import { a } from './a.ts';",
    };
    expect(check(circle).join('\n')).toContain('model/a.ts: imports itself');
    const types = { ...circle, [`${SERVER}/model/c.ts`]: "import type { a } from './a.ts';" };
    expect(check(types).join('\n')).toContain('model/a.ts: imports itself');
    const line = { ...circle, [`${SERVER}/model/c.ts`]: 'export const c = 1;' };
    expect(check(line)).toEqual([]);
  });

  test('finds a rule for what is not there', () => {
    const sources = new Map(
      [
        ...Object.keys(RULES.packages).map((name) => `packages/${name}/src/index.ts`),
        ...RULES.layers.map((layer) => `${SERVER}/${layer.endsWith('.ts') ? layer : `${layer}/one.ts`}`),
        ...RULES.pureFiles,
        RULES.environmentReader,
      ].map((path) => [path, '']),
    );
    expect(findIdleRules(sources)).toEqual([]);
    expect(findIdleRules(sources, PLAN)).toEqual([
      expect.stringContaining('src/channels'),
      expect.stringContaining('src/deliver'),
    ]);
    sources.delete(RULES.environmentReader);
    expect(findIdleRules(sources).join()).toContain('platform/options.ts');
  });

  test('leaves tests and comments alone', () => {
    const violations = check({
      [`${SERVER}/chat-log/fold.test.ts`]: "import { readFileSync } from 'node:fs';",
      [`${SERVER}/chat-log/fold.ts`]:
        '/** Knows no Date.now and no\n * process.env. */\n// nor Math.random\nexport const one = 1;',
    });
    expect(violations).toEqual([]);
  });

  test('reads every form of import', () => {
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
