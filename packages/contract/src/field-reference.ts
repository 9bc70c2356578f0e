/** Parts of the documentation that are made from the descriptions of the fields. Used by `npm run generate` only. */
import { Chat } from './chat.ts';
import { EVENT_SCHEMAS } from './chat-event.ts';
import { ChatExplanation } from './chat-explanation.ts';
import { ChatExt } from './chat-ext.ts';
import { Transfer } from './chat-parts.ts';
import { ID_UNIT } from './field.ts';
import { LIVE_FRAMES } from './live/live-frames.ts';
import { SCOPE_MEANINGS } from './scopes.ts';

interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly 'x-privacy'?: string;
  readonly 'x-unit'?: string;
  readonly 'x-absent'?: string;
}

/** A row for each kind of event: its members besides `type` and `at`, optional ones in italics, and what it means. */
export function eventsTable(): string {
  return kindsTable(EVENT_SCHEMAS, 'type', ['type', 'at']);
}

/** A row for each command. */
export function commandsTable(commands: Readonly<Record<string, unknown>>): string {
  return kindsTable(commands, 'type', ['v', 'type', 'id', 'tab', 'cseq']);
}

export function framesTable(): string {
  return kindsTable(LIVE_FRAMES, 'event', ['v']);
}

/** `left`: members that all of them have, which are described elsewhere. */
function kindsTable(kinds: Readonly<Record<string, unknown>>, head: string, left: readonly string[]): string {
  const rows = Object.entries(kinds as Readonly<Record<string, JsonSchema>>).map(([type, schema]) => {
    const members = Object.entries(schema.properties ?? {}).filter(([name]) => !left.includes(name));
    const cells = members.map(([name, member]) => memberText(name, member, schema.required?.includes(name) === true));
    return `| \`${type}\` | ${cells.join(', ')} | ${schema.description} |`;
  });
  const besides = left
    .map((name) => `\`${name}\``)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
  return `| ${head} | members besides ${besides} | means |\n|---|---|---|\n${rows.join('\n')}`;
}

function memberText(name: string, member: JsonSchema, isRequired: boolean): string {
  const code = isRequired ? `\`${name}\`` : `*\`${name}\`*`;
  if (member.enum !== undefined) return `${code} (${member.enum.map((word) => `\`${word}\``).join(', ')})`;
  if (member.type === 'integer' && member['x-unit'] === ID_UNIT) return `${code} id`;
  return member.title === undefined || member.title === name ? code : `${code} ${member.title}`;
}

const TRANSCRIPTS = ['transcript', 'visitorTranscript', 'agentTranscript'];

/** A row for each form in which the messages of a chat are in the log. */
export function transcriptsTable(): string {
  const { properties = {} } = Chat as JsonSchema;
  return membersTable(Object.entries(properties).filter(([name]) => TRANSCRIPTS.includes(name)));
}

/** What a transfer is, and a row for each of its members. */
export function transferReference(): string {
  const { description, properties = {} } = Transfer as JsonSchema;
  return `${description}\n\n${membersTable(Object.entries(properties))}`;
}

function membersTable(members: readonly (readonly [string, JsonSchema])[]): string {
  const rows = members.map(([name, member]) => `| \`${name}\` | ${member.description} | ${member['x-absent']} |`);
  return `| field | is | when absent |\n|---|---|---|\n${rows.join('\n')}`;
}

/** A row for each scope. */
export function scopesTable(): string {
  const rows = Object.entries(SCOPE_MEANINGS).map(([scope, meaning]) => `| \`${scope}\` | ${meaning} |`);
  return `| scope | may |\n|---|---|\n${rows.join('\n')}`;
}

/** What a key with `chats:metadata` does not see: paths of members of the chat, of \`ext\` and of \`explain\`. */
export function hiddenMembers(): string {
  const list = (schema: JsonSchema, path: string) =>
    closedPaths(schema, path)
      .map((one) => `\`${one}\``)
      .join(', ');
  return [
    `- of a chat: ${list(Chat as JsonSchema, '')}`,
    `- of its \`ext\`: ${list(ChatExt as JsonSchema, 'ext')}`,
    `- of \`explain\`: ${list(ChatExplanation as JsonSchema, '')}`,
  ].join('\n');
}

/** What is not open is hidden as a whole. */
function closedPaths(schema: JsonSchema, path: string): readonly string[] {
  if (schema['x-privacy'] !== undefined && schema['x-privacy'] !== 'open') return [path];
  const inside = (schema.anyOf ?? []).flatMap((part) => closedPaths(part, path));
  const items = schema.items === undefined ? [] : closedPaths(schema.items, `${path}[]`);
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    closedPaths(member, path === '' ? name : `${path}.${name}`),
  );
  return [...inside, ...items, ...members];
}
