/** Parts of hand-written pages that are made from code. Called by tools/generate.ts. */
import { CHAT_KEYS } from '../packages/contract/src/chat.ts';
import {
  eventsTable,
  framesTable,
  hiddenMembers,
  commandsTable as liveCommandsTable,
  scopesTable,
  transcriptsTable,
  transferReference,
} from '../packages/contract/src/field-reference.ts';
import { DESK_COMMANDS, VISITOR_COMMANDS } from '../packages/contract/src/live/live-commands.ts';
import { foldChat } from '../packages/server/src/chat-log/fold/fold-chat.ts';
import { decodeEventLine } from '../packages/server/src/chat-log/input/event-format.ts';
import { commandsTable } from '../packages/server/src/cli/reference-pages.ts';
import { projectId } from '../packages/server/src/model/ids.ts';
import { Zone } from '../packages/server/src/model/zone.ts';
import { DEFAULT_ROW_RULES, ROW_LIMITS } from '../packages/server/src/services/import/row-rules.ts';
import { timersTable, transitionsTable } from './lifecycle-parts.ts';

/** `docs/spec/chat-lifecycle.md` with the tables of phases and timers. */
export function lifecyclePage(page: string): string {
  return withPart(withPart(page, 'transitions', transitionsTable()), 'timers', timersTable());
}

/** `docs/spec/live-protocol.md` with the tables of commands and frames. */
export function liveProtocolPage(page: string): string {
  const parts = {
    visitor: liveCommandsTable(VISITOR_COMMANDS),
    agent: liveCommandsTable(DESK_COMMANDS),
    frames: framesTable(),
  };
  return Object.entries(parts).reduce((text, [name, content]) => withPart(text, name, content), page);
}

/** The README with the table of commands. */
export function readmePage(page: string): string {
  return withPart(page, 'commands', commandsTable());
}

/** `docs/spec/import.md` with the limits of a row. */
export function importPage(page: string): string {
  const rows = ROW_LIMITS.map(({ what, most, option }) => {
    return `| ${what} | ${most(DEFAULT_ROW_RULES).toLocaleString('en')} | ${option ?? 'always'} |`;
  });
  return withPart(page, 'limits', ['| in one row | at most | set by |', '|---|---|---|', ...rows].join('\n'));
}

/** `docs/spec/event-format.md` with the table of the events. */
export function eventFormatPage(page: string): string {
  return withPart(page, 'events', eventsTable());
}

/** `docs/spec/chat-log-api.md` with the log reply for the example of the event format, and what the fields of the contract say. */
export function chatLogApiPage(page: string, eventFormat: string): string {
  const reply = `\`\`\`json\n${JSON.stringify(exampleReply(eventFormat), null, 2)}\n\`\`\``;
  const keys = `A chat has exactly these ${CHAT_KEYS.length} keys, always in this order.`;
  const parts = {
    reply: `${reply}\n\n${keys}`,
    hidden: hiddenMembers(),
    scopes: scopesTable(),
    transcripts: transcriptsTable(),
    transfers: transferReference(),
  };
  return Object.entries(parts).reduce((text, [name, content]) => withPart(text, name, content), page);
}

/** @throws TypeError when the page has no such part */
function withPart(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: made by npm run generate -->\n`, `\n<!-- end of ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from === -1 || to === -1) throw new TypeError(`a page lacks its part "${name}"`);
  return `${page.slice(0, from)}${begin}${content}${page.slice(to)}`;
}

/** The log of the project with the last example of the event format in it. */
function exampleReply(eventFormat: string): unknown {
  const line: unknown = JSON.parse([...eventFormat.matchAll(/^```json\n([\s\S]*?)^```$/gm)].at(-1)?.[1] ?? '');
  const decoded = decodeEventLine(line);
  if ('problem' in decoded) throw new TypeError(`the example of the event format: ${decoded.problem.reason}`);
  const key = { projectId: projectId(decoded.projectId ?? 0), chatId: decoded.chatId };
  const { chat } = foldChat(key, decoded.events, new Zone('Europe/Budapest'));
  return {
    response: [chat],
    responseCount: 1,
    sumResponseTime: chat.sumResponseTime ?? 0,
    transfers: chat.transfers,
    transferCount: chat.transferCount,
    errors: [],
  };
}
