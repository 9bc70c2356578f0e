/**
 * Makes packages/client/src/live/live-types.ts: commands, replies and frames of the live protocol as plain TypeScript, so that the
 * packed client needs no other package. Called by tools/generated-files.ts.
 */
import { EVENT_SCHEMAS } from '../packages/contract/src/chat-event.ts';
import { CommandDone, DESK_COMMANDS, VISITOR_COMMANDS } from '../packages/contract/src/live/live-commands.ts';
import { InboxChat, LIVE_FRAMES } from '../packages/contract/src/live/live-frames.ts';
import { Visitor } from '../packages/contract/src/live/visitor-envelope.ts';
import { comment, type Schema, typeOf } from './client-types.ts';

const HEADER =
  '/** The types of the live protocol, made from the contract by `npm run generate`; never edited by hand. */';

/** The whole file. @throws TypeError for a schema that it cannot express in TypeScript. */
export function liveTypes(): string {
  return `${[
    HEADER,
    tableOf('VisitorCommands', 'What a visitor may ask for, by type.', VISITOR_COMMANDS),
    tableOf('DeskCommands', 'What an agent may ask for, by type.', DESK_COMMANDS),
    tableOf('ChatEvents', 'What happens in a chat, by type.', EVENT_SCHEMAS),
    tableOf('StreamFrames', 'What comes down a stream besides events of chats, by name.', LIVE_FRAMES),
    typeNamed('InboxChat', InboxChat),
    typeNamed('CommandDone', CommandDone),
    typeNamed('Visitor', Visitor),
  ].join('\n\n')}\n`;
}

function tableOf(name: string, words: string, schemas: Readonly<Record<string, object>>): string {
  const members = Object.entries(schemas).map(([key, schema]) => {
    const plain = plainOf(schema);
    return `${comment(plain, '  ')}  readonly '${key}': ${typeOf(plain, '  ')};\n`;
  });
  return `/** ${words} */\nexport type ${name} = {\n${members.join('')}};`;
}

function typeNamed(name: string, schema: object): string {
  const plain = plainOf(schema);
  return `${comment(plain, '')}export type ${name} = ${typeOf(plain)};`;
}

/** Without what TypeBox keeps beside JSON Schema. */
function plainOf(schema: object): Schema {
  return JSON.parse(JSON.stringify(schema));
}
