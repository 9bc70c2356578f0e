/** The types of everything that the chat log's API answers, for programs that read it with `fetch`. */
export type {
  Attachment,
  Chat,
  ChatExplanation,
  ChatExt,
  ChatInReply,
  ChatLogReply,
  ChatReply,
  ErrorEnvelope,
  MessageExt,
  ProjectsReply,
  TicketType,
  TranscriptMessage,
  Transfer,
} from '@parley/contract';
