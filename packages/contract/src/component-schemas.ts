/** Every named schema of the contract, with references in place of copies. Used by the OpenAPI document only. */
import type { TSchema } from 'typebox';
import { AuditedFilter, AuditLine, AuditReply } from './audit-envelope.ts';
import { Chat } from './chat.ts';
import { EventFormatLine } from './chat-event.ts';
import { ChatExplanation } from './chat-explanation.ts';
import { ChatExt, ImportedFacts, MessageExt, Participant, SlaTarget } from './chat-ext.ts';
import { Attachment, TicketType, TranscriptMessage, Transfer } from './chat-parts.ts';
import { completeExample } from './complete-example.ts';
import {
  ChatEventsReply,
  ChatExplanationReply,
  ChatLogReply,
  ChatReply,
  EndLine,
  ErrorReply,
  HealthReply,
  ProjectsReply,
} from './envelope.ts';
import { ImportedChat } from './imported-chat.ts';
import { ApiKey, ApiKeyReply, ApiKeyRequest, ApiKeysReply, NewApiKey, NewApiKeyReply } from './key-envelope.ts';
import { AttachmentReply, AttachmentRequest, ReservedAttachment } from './live/attachment-envelope.ts';
import {
  DeskAgent,
  DeskAgentChange,
  DeskAgentReply,
  DeskAgentRequest,
  DeskAgentsReply,
  DeskQueue,
  DeskQueueChange,
  DeskQueueReply,
  DeskQueueRequest,
  DeskQueuesReply,
  DeskSite,
  DeskSiteChange,
  DeskSiteReply,
  DeskSiteRequest,
  DeskSitesReply,
} from './live/desk-envelope.ts';
import {
  CannedRepliesReply,
  CannedReply,
  CannedReplyReply,
  CannedReplyRequest,
  DeletedCannedReply,
  DeskTicketType,
  DeskTicketTypeReply,
  DeskTicketTypeRequest,
  DeskTicketTypesReply,
} from './live/desk-lists.ts';
import { CommandDone, CommandReply, DeskCommand, VisitorCommand } from './live/live-commands.ts';
import { Visitor, VisitorReply, VisitorRequest } from './live/visitor-envelope.ts';
import {
  OpenidRequest,
  OpenidStart,
  OpenidStartReply,
  OpenidWay,
  SignInWays,
  SignInWaysReply,
} from './openid-envelope.ts';
import {
  EndedSessionsReply,
  PeopleReply,
  Person,
  PersonChange,
  PersonLinkReply,
  PersonLinkRequest,
  PersonReply,
  PersonRequest,
  PersonSession,
  PersonSessionsReply,
} from './people-envelope.ts';
import { ProjectChange, ProjectReply, ProjectRequest } from './project-envelope.ts';
import { EndedSessionReply, Identity, SessionReply, SessionRequest } from './session-envelope.ts';
import {
  Statistics,
  StatisticsGroup,
  StatisticsMeasure,
  StatisticsReply,
  StatisticsShare,
} from './statistics-envelope.ts';
import { ProjectHealth, StoreHealth, StoreHealthReply } from './store-health.ts';
import {
  ChatChangesReply,
  ChatDigestReply,
  ErasedChat,
  ErasedChatReply,
  LeftChat,
  RedactionReply,
  RedactionRequest,
} from './sync-envelope.ts';
import { DeletedViewReply, View, ViewChange, ViewReply, ViewRequest, ViewsReply } from './view-envelope.ts';

type Json = { readonly [key: string]: unknown };

/** Schemas with a name; named schemas inside them are found there. */
export const NAMED_SCHEMAS: readonly TSchema[] = [
  Chat,
  TranscriptMessage,
  Attachment,
  Transfer,
  TicketType,
  ImportedChat,
  ChatExt,
  MessageExt,
  SlaTarget,
  Participant,
  ImportedFacts,
  ChatExplanation,
  EventFormatLine,
  ChatLogReply,
  ChatReply,
  ChatExplanationReply,
  ChatEventsReply,
  ErasedChat,
  LeftChat,
  ChatChangesReply,
  StatisticsReply,
  Statistics,
  StatisticsGroup,
  StatisticsMeasure,
  StatisticsShare,
  ChatDigestReply,
  ErasedChatReply,
  RedactionRequest,
  RedactionReply,
  AuditedFilter,
  AuditLine,
  AuditReply,
  ProjectsReply,
  VisitorRequest,
  VisitorReply,
  Visitor,
  VisitorCommand,
  DeskCommand,
  CommandReply,
  CommandDone,
  AttachmentRequest,
  ReservedAttachment,
  AttachmentReply,
  DeskQueue,
  DeskQueuesReply,
  DeskQueueReply,
  DeskQueueRequest,
  DeskQueueChange,
  DeskAgent,
  DeskAgentsReply,
  DeskAgentReply,
  DeskAgentRequest,
  DeskAgentChange,
  DeskSite,
  DeskSitesReply,
  DeskSiteReply,
  DeskSiteRequest,
  DeskSiteChange,
  DeskTicketType,
  DeskTicketTypesReply,
  DeskTicketTypeReply,
  DeskTicketTypeRequest,
  CannedReply,
  CannedRepliesReply,
  CannedReplyReply,
  CannedReplyRequest,
  DeletedCannedReply,
  View,
  ViewsReply,
  ViewReply,
  ViewRequest,
  ViewChange,
  DeletedViewReply,
  ProjectRequest,
  ProjectChange,
  ProjectReply,
  ApiKey,
  ApiKeysReply,
  ApiKeyReply,
  ApiKeyRequest,
  NewApiKey,
  NewApiKeyReply,
  Person,
  PeopleReply,
  PersonReply,
  PersonRequest,
  PersonChange,
  PersonLinkRequest,
  PersonLinkReply,
  PersonSession,
  PersonSessionsReply,
  EndedSessionsReply,
  ProjectHealth,
  StoreHealth,
  StoreHealthReply,
  Identity,
  SessionRequest,
  SessionReply,
  EndedSessionReply,
  OpenidWay,
  SignInWays,
  SignInWaysReply,
  OpenidRequest,
  OpenidStart,
  OpenidStartReply,
  HealthReply,
  EndLine,
  ErrorReply,
];

/** `components.schemas`: each named schema once, by name, without its `$id`, which would move the base of references. */
export function componentSchemas(): Json {
  const components = new Map<string, unknown>();
  for (const schema of NAMED_SCHEMAS) collect(schema, components);
  return Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A reference if the schema has a name, else the schema with references inside. */
export function schemaReference(schema: TSchema): unknown {
  return withReferences(schema);
}

/** Members whose values are data and never schemas. */
const DATA_MEMBERS: readonly string[] = ['examples', 'enum', 'const', 'default', 'required'];

function collect(node: unknown, components: Map<string, unknown>): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, components);
  } else if (isObject(node)) {
    if (typeof node.$id === 'string' && !components.has(node.$id)) components.set(node.$id, membersOf(node));
    for (const [key, value] of Object.entries(node)) if (!DATA_MEMBERS.includes(key)) collect(value, components);
  }
}

function withReferences(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withReferences);
  if (!isObject(node)) return node;
  return typeof node.$id === 'string' ? { $ref: `#/components/schemas/${node.$id}` } : membersOf(node);
}

function membersOf(node: Json): Json {
  const members = Object.entries(node).filter(([key]) => key !== '$id');
  return Object.fromEntries(
    members.map(([key, value]) => {
      if (key === 'examples') return [key, [completeExample(node as TSchema)]];
      return [key, DATA_MEMBERS.includes(key) ? value : withReferences(value)];
    }),
  );
}

function isObject(node: unknown): node is Json {
  return typeof node === 'object' && node !== null;
}
