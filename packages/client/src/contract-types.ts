/** The types of the API's replies and filters, made from the contract by `npm run generate`; never edited by hand. */

/** A file sent with a message. Absent: never null. */
export type Attachment = {
  /** Kind of the attachment: image, audio, video, file. Unit: text. Absent: "" when there is none. */
  readonly type: string;
  /** Where the attachment is. Absent: never null. */
  readonly payload: {
    /** Address of the attachment. Unit: text. Absent: "" when there is none. */
    readonly url: string;
  };
};

/** What somebody read, removed or administered. Reads of the same kind in the same minute are one line. Absent: never null. */
export type AuditLine = {
  /** When, in UTC; of reads the minute in which they began. Absent: never null. */
  readonly at: string;
  /** The project. Unit: id. Absent: null for what was done to projects, keys, people and views. */
  readonly projectid: number | null;
  /** Who: `user` and a login, `key` and the first characters of an API key, or `operator` for the command line. Unit: text. Absent: never null. */
  readonly actor: string;
  /** What they did. chat.erased: erased a chat; chat.redacted: emptied a chat; message.redacted: emptied a message; contact.redacted: emptied the chats of a contact; chats.listed: read the log as JSON; chats.searched: read the log as JSON with q; chats.exported: read the log in another format; chat.read: read one chat; chat.explained: read how the numbers of a chat were computed; attachment.read: read a file of a chat; statistics.read: read statistics; changes.read: read the change feed; digest.read: read the digest; project.created: added a project; project.zone-changed: changed the time zone of a project; key.created: made an API key; key.revoked: revoked an API key; person.added: added a person; person.changed: changed a person; person.link-made: made a link that signs a person in; person.signed-out: ended sessions of a person; view.created: saved a view; view.changed: changed a view; view.deleted: deleted a view. Absent: never null. */
  readonly action: 'chat.erased' | 'chat.redacted' | 'message.redacted' | 'contact.redacted' | 'chats.listed' | 'chats.searched' | 'chats.exported' | 'chat.read' | 'chat.explained' | 'attachment.read' | 'statistics.read' | 'changes.read' | 'digest.read' | 'project.created' | 'project.zone-changed' | 'key.created' | 'key.revoked' | 'person.added' | 'person.changed' | 'person.link-made' | 'person.signed-out' | 'view.created' | 'view.changed' | 'view.deleted';
  /** The one thing that it was about, for example `chat 7`, `chat 7 message 3`, `contact 6`, `person anna: role analyst`. Unit: text. Absent: null where the filters chose the chats. */
  readonly target: string | null;
  /** Why, as whoever removed it said. Unit: text. Absent: null where no reason was given, and for anything but removals. */
  readonly reason: string | null;
  /** Format of an export. Absent: null for anything else. */
  readonly format: 'json' | 'ndjson' | 'csv' | 'csv-messages' | 'parquet' | 'parquet-messages' | 'xlsx' | 'chatml' | null;
  /** The filters, by name; [] for none. Absent: null where different filters were counted together, because there were too many to keep apart. */
  readonly filters: readonly AuditedFilter[] | null;
  /** How many requests this line counts. Unit: requests. Absent: null for anything but reads. */
  readonly requests: number | null;
  /** How many chats were in the replies, or, of statistics and digests, were counted. Unit: chats. Absent: null for anything but reads. */
  readonly rows: number | null;
};

/** A page of the audit log. Absent: never null. */
export type AuditReply = {
  /** The lines, the newest first. Absent: [] past the end. */
  readonly response: readonly AuditLine[];
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** A filter by which chats were chosen. Absent: never null. */
export type AuditedFilter = {
  /** Its parameter. Unit: text. Absent: never null. */
  readonly name: string;
  /** Its value, as it was given. Unit: text. Absent: null where it could name a person or quote a chat: then only that it was given is known. */
  readonly value: string | null;
};

/** A chat that was captured here, in a reply. Absent: never null. */
export type CapturedChatInReply = {
  /** Unique identifier of the chat within its project; never used again. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Project where the chat belongs. Unit: id. Absent: never null. */
  readonly projectId: number;
  /** Record related to the chat. Unit: id. Absent: 0 when there is none. */
  readonly entityId: number;
  /** The contact (person) who wrote. Unit: id. Absent: 0 when there is none. */
  readonly contactId: number;
  /** The related ticket. Unit: id. Absent: 0 when there is none. */
  readonly ticketId: number;
  /** Reference number of the ticket: project, day, six digits. Unit: text. Absent: "" when there is none. */
  readonly ticketNo: string;
  /** Identifier of the chat session, new for every chat. Unit: id. Absent: "" when there is none. */
  readonly sessionId: string;
  /** Channel in lower case: webchat, telegram, messenger, whatsapp. Unit: text. Absent: "" when there is none. */
  readonly type: string;
  /** Name of the page where the chat was started. Unit: text. Absent: "" when there is none. */
  readonly pageName: string;
  /** The visitor's display name. Unit: text. Absent: "" when there is none. */
  readonly visitorName: string;
  /** First human agent who accepted the chat. Unit: id. Absent: 0 when there is none. */
  readonly firstAgent: number;
  /** Last human agent who owned the chat. Unit: id. Absent: 0 when there is none. */
  readonly lastAgent: number;
  /** First queue that the chat was in. Unit: id. Absent: 0 when there is none. */
  readonly firstQueueId: number;
  /** Last queue that the chat was in. Unit: id. Absent: 0 when there is none. */
  readonly lastQueueId: number;
  /** IP address of the visitor. Unit: text. Absent: "" when there is none. */
  readonly ipAddress: string;
  /** First address visited during the session. Unit: text. Absent: "" when there is none. */
  readonly firstURL: string;
  /** Last address visited during the session. Unit: text. Absent: "" when there is none. */
  readonly lastURL: string;
  /** When the first message opened the chat. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: never null. */
  readonly sessionStartTime: string | null;
  /** When the chat was closed for good. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null while it is open. */
  readonly sessionCloseTime: string | null;
  /** From start to close. Unit: seconds. Absent: null while it is open. */
  readonly duration: number | null;
  /** First message of the visitor. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly firstVisitorMessageTime: string | null;
  /** First message of a human agent. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly firstAgentMessageTime: string | null;
  /** Last message of the visitor. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly lastVisitorMessageTime: string | null;
  /** From the last visitor message to the first agent message at or after it. Unit: seconds. Absent: null when it was never answered, and for spam. */
  readonly lastVisitorMessageAgentResponseTime: number | null;
  /** Last message of a human agent. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly lastAgentMessageTime: string | null;
  /** Whether the chat is marked as spam: 1 when it is. Absent: 0 when it is not. */
  readonly isSPAM: 0 | 1;
  /** The messages in order of sending. Absent: [] when there are none. */
  readonly transcript: readonly MessageInReply[];
  /** The texts of the visitor's messages in that order, joined by one space; messages without text are left out. Unit: text. Absent: "" when there is none. */
  readonly visitorTranscript: string;
  /** The same of human agents' messages; those of bots are in neither. Unit: text. Absent: "" when there is none. */
  readonly agentTranscript: string;
  /** Outcome: In progress, Completed, Missed or Lost. Absent: never null. */
  readonly disposition: 'In progress' | 'Completed' | 'Missed' | 'Lost';
  /** From the start of the visitor's first turn to the first agent message. Unit: seconds. Absent: null when nobody answered, when the agent wrote first, and for spam; never 0 for none. */
  readonly firstResponseTime: number | null;
  /** sumResponseTime / responseCount, rounded half up. Unit: seconds. Absent: null when responseCount is 0, and for spam. */
  readonly averageResponseTime: number | null;
  /** Within SLA, Out of SLA, or "" when there is nothing to judge. Absent: "" when there is none. */
  readonly slaStatus: 'Within SLA' | 'Out of SLA' | '';
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly chatLog: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly firstQueue: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly lastQueue: null;
  /** Name of the first agent at the time. Unit: text. Absent: "" when there is none. */
  readonly firstAgentName: string;
  /** Name of the last agent at the time. Unit: text. Absent: "" when there is none. */
  readonly lastAgentName: string;
  /** Name of the first queue at the time. Unit: text. Absent: "" when there is none. */
  readonly firstQueueName: string;
  /** Name of the last queue at the time. Unit: text. Absent: "" when there is none. */
  readonly lastQueueName: string;
  /** Type of the ticket. Unit: id. Absent: 0 when there is none. */
  readonly ticketTypeId: number;
  /** The type of the ticket in full. Absent: null without a ticket. */
  readonly ticketType: TicketType | null;
  /** Visitor turns that an agent answered. Unit: turns. Absent: null for spam. */
  readonly responseCount: number | null;
  /** Sum of the response times of those turns. Unit: seconds. Absent: null for spam. */
  readonly sumResponseTime: number | null;
  /** Transfers in order. Absent: [] when there are none. */
  readonly transfers: readonly Transfer[];
  /** Length of transfers. Unit: transfers. Absent: 0 when there are none. */
  readonly transferCount: number;
  readonly ext?: CapturedExt;
  readonly preview?: ChatPreview;
};

/** Additional facts of a chat that was captured here. Absent: never null. */
export type CapturedExt = {
  /** Raised by every committed change of the chat. Unit: ordinal. Absent: never null. */
  readonly revision: number;
  /** When it last changed. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly updatedAt: string | null;
  /** Version of the metric definitions. Absent: null for imported rows, whose numbers are copied. */
  readonly metricsVersion: number | null;
  /** The chat that this one continues. Absent: null when there is none. */
  readonly previousChatId: number | null;
  /** Why it was closed. Absent: null while open and for imported rows. */
  readonly closeReason: 'agent' | 'visitor' | 'visitor_left' | 'idle' | 'system' | 'bot_resolved' | 'abandoned' | 'agent_silent' | 'no_answer' | 'out_of_hours' | 'idle_unanswered' | 'no_visitor_reply' | 'max_age' | 'spam' | null;
  readonly times: ChatTimes;
  /** Who took part, in order of joining. Absent: [] when nobody did. */
  readonly participants: readonly Participant[];
  /** Service level in detail. Absent: null without a policy and for imported rows. */
  readonly sla: ChatSla | null;
  /** Longest response. Unit: seconds. Absent: null when it cannot be computed. */
  readonly maxResponseTime: number | null;
  /** Sum of the gaps between consecutive messages, each counted up to 240 s. Unit: seconds. Absent: null without messages. */
  readonly activeDuration: number | null;
  /** duration, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessDuration: number | null;
  /** firstResponseTime, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessFirstResponseTime: number | null;
  /** sumResponseTime, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessSumResponseTime: number | null;
  /** The chat was captured here. Absent: always null. */
  readonly imported: null;
};

/** One chat of the log. Absent: never null. */
export type Chat = {
  /** Unique identifier of the chat within its project; never used again. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Project where the chat belongs. Unit: id. Absent: never null. */
  readonly projectId: number;
  /** Record related to the chat. Unit: id. Absent: 0 when there is none. */
  readonly entityId: number;
  /** The contact (person) who wrote. Unit: id. Absent: 0 when there is none. */
  readonly contactId: number;
  /** The related ticket. Unit: id. Absent: 0 when there is none. */
  readonly ticketId: number;
  /** Reference number of the ticket: project, day, six digits. Unit: text. Absent: "" when there is none. */
  readonly ticketNo: string;
  /** Identifier of the chat session, new for every chat. Unit: id. Absent: "" when there is none. */
  readonly sessionId: string;
  /** Channel in lower case: webchat, telegram, messenger, whatsapp. Unit: text. Absent: "" when there is none. */
  readonly type: string;
  /** Name of the page where the chat was started. Unit: text. Absent: "" when there is none. */
  readonly pageName: string;
  /** The visitor's display name. Unit: text. Absent: "" when there is none. */
  readonly visitorName: string;
  /** First human agent who accepted the chat. Unit: id. Absent: 0 when there is none. */
  readonly firstAgent: number;
  /** Last human agent who owned the chat. Unit: id. Absent: 0 when there is none. */
  readonly lastAgent: number;
  /** First queue that the chat was in. Unit: id. Absent: 0 when there is none. */
  readonly firstQueueId: number;
  /** Last queue that the chat was in. Unit: id. Absent: 0 when there is none. */
  readonly lastQueueId: number;
  /** IP address of the visitor. Unit: text. Absent: "" when there is none. */
  readonly ipAddress: string;
  /** First address visited during the session. Unit: text. Absent: "" when there is none. */
  readonly firstURL: string;
  /** Last address visited during the session. Unit: text. Absent: "" when there is none. */
  readonly lastURL: string;
  /** When the first message opened the chat. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: never null. */
  readonly sessionStartTime: string | null;
  /** When the chat was closed for good. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null while it is open. */
  readonly sessionCloseTime: string | null;
  /** From start to close. Unit: seconds. Absent: null while it is open. */
  readonly duration: number | null;
  /** First message of the visitor. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly firstVisitorMessageTime: string | null;
  /** First message of a human agent. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly firstAgentMessageTime: string | null;
  /** Last message of the visitor. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly lastVisitorMessageTime: string | null;
  /** From the last visitor message to the first agent message at or after it. Unit: seconds. Absent: null when it was never answered, and for spam. */
  readonly lastVisitorMessageAgentResponseTime: number | null;
  /** Last message of a human agent. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: null when it has not happened. */
  readonly lastAgentMessageTime: string | null;
  /** Whether the chat is marked as spam: 1 when it is. Absent: 0 when it is not. */
  readonly isSPAM: 0 | 1;
  /** The messages of visitor, agents and bots, in order of sending. Absent: [] when there are none. */
  readonly transcript: readonly TranscriptMessage[];
  /** The texts of the visitor's messages in that order, joined by one space; messages without text are left out. Unit: text. Absent: "" when there is none. */
  readonly visitorTranscript: string;
  /** The same of human agents' messages; those of bots are in neither. Unit: text. Absent: "" when there is none. */
  readonly agentTranscript: string;
  /** Outcome: In progress, Completed, Missed or Lost. Absent: never null. */
  readonly disposition: 'In progress' | 'Completed' | 'Missed' | 'Lost';
  /** From the start of the visitor's first turn to the first agent message. Unit: seconds. Absent: null when nobody answered, when the agent wrote first, and for spam; never 0 for none. */
  readonly firstResponseTime: number | null;
  /** sumResponseTime / responseCount, rounded half up. Unit: seconds. Absent: null when responseCount is 0, and for spam. */
  readonly averageResponseTime: number | null;
  /** Within SLA, Out of SLA, or "" when there is nothing to judge. Absent: "" when there is none. */
  readonly slaStatus: 'Within SLA' | 'Out of SLA' | '';
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly chatLog: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly firstQueue: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly lastQueue: null;
  /** Name of the first agent at the time. Unit: text. Absent: "" when there is none. */
  readonly firstAgentName: string;
  /** Name of the last agent at the time. Unit: text. Absent: "" when there is none. */
  readonly lastAgentName: string;
  /** Name of the first queue at the time. Unit: text. Absent: "" when there is none. */
  readonly firstQueueName: string;
  /** Name of the last queue at the time. Unit: text. Absent: "" when there is none. */
  readonly lastQueueName: string;
  /** Type of the ticket. Unit: id. Absent: 0 when there is none. */
  readonly ticketTypeId: number;
  /** The type of the ticket in full. Absent: null without a ticket. */
  readonly ticketType: TicketType | null;
  /** Visitor turns that an agent answered. Unit: turns. Absent: null for spam. */
  readonly responseCount: number | null;
  /** Sum of the response times of those turns. Unit: seconds. Absent: null for spam. */
  readonly sumResponseTime: number | null;
  /** Transfers in order. Absent: [] when there are none. */
  readonly transfers: readonly Transfer[];
  /** Length of transfers. Unit: transfers. Absent: 0 when there are none. */
  readonly transferCount: number;
};

/** A changed chat in its latest state, always with ext; or a mark that one is gone. Absent: never null. */
export type ChatChangeInReply = ChatInReply | ErasedChat | LeftChat;

/** A page of the change feed. Absent: never null. */
export type ChatChangesReply = {
  /** The changes, in the order of their commits. Absent: [] when there are none. */
  readonly response: readonly ChatChangeInReply[];
  /** Number of elements in response. Unit: changes. Absent: 0 when there are none. */
  readonly responseCount: number;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** Count and checksum of the log. Absent: never null. */
export type ChatDigest = {
  /** Place in the change feed from before the first chat was read: a copy that was drained to here has these numbers, unless a chat changed meanwhile. Unit: text. Absent: never null. */
  readonly cursor: string;
  /** Chats in the log that the filters select. Unit: chats. Absent: 0 when there are none. */
  readonly count: number;
  /** Sum modulo 2^64 of the first 8 bytes, read as a big-endian number, of the SHA-256 of each chat as the log prints it in JSON without ext. Unit: 16 hexadecimal digits. Absent: 0000000000000000 without chats. */
  readonly checksum: string;
  /** The same for each day that has chats, in order. Absent: [] without chats. */
  readonly days: readonly DigestDay[];
};

/** The digest. Absent: never null. */
export type ChatDigestReply = {
  readonly response: ChatDigest;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** How each number of a chat was computed. Absent: never null. */
export type ChatExplanation = {
  /** Version of the metric definitions. Absent: null for an imported row, whose numbers are copied. */
  readonly metricsVersion: number | null;
  /** Zone in which the times of the row are printed. Absent: never null. */
  readonly timeZone: string;
  /** The turns of the chat in order. Absent: [] when the visitor never wrote. */
  readonly turns: readonly ExplainedTurn[];
  /** Each number of the chat once. Absent: never null. */
  readonly numbers: readonly ExplainedNumber[];
  /** The targets whose clock started. Absent: [] without a policy, when none started, and for spam. */
  readonly slaTargets: readonly ExplainedTarget[];
};

/** How each number of a chat was computed. Absent: never null. */
export type ChatExplanationReply = {
  readonly response: ChatExplanation;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** Additional facts of a chat. Absent: only with include=ext. */
export type ChatExt = {
  /** Raised by every committed change of the chat. Unit: ordinal. Absent: never null. */
  readonly revision: number;
  /** When it last changed. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly updatedAt: string | null;
  /** Version of the metric definitions. Absent: null for imported rows, whose numbers are copied. */
  readonly metricsVersion: number | null;
  /** The chat that this one continues. Absent: null when there is none. */
  readonly previousChatId: number | null;
  /** Why it was closed. Absent: null while open and for imported rows. */
  readonly closeReason: 'agent' | 'visitor' | 'visitor_left' | 'idle' | 'system' | 'bot_resolved' | 'abandoned' | 'agent_silent' | 'no_answer' | 'out_of_hours' | 'idle_unanswered' | 'no_visitor_reply' | 'max_age' | 'spam' | null;
  readonly times: ChatTimes;
  /** Who took part, in order of joining. Absent: [] when nobody did. */
  readonly participants: readonly Participant[];
  /** Service level in detail. Absent: null without a policy and for imported rows. */
  readonly sla: ChatSla | null;
  /** Longest response. Unit: seconds. Absent: null when it cannot be computed. */
  readonly maxResponseTime: number | null;
  /** Sum of the gaps between consecutive messages, each counted up to 240 s. Unit: seconds. Absent: null without messages. */
  readonly activeDuration: number | null;
  /** duration, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessDuration: number | null;
  /** firstResponseTime, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessFirstResponseTime: number | null;
  /** sumResponseTime, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessSumResponseTime: number | null;
  /** How the row was imported. Absent: null for a chat made of events. */
  readonly imported: ImportedFacts | null;
};

/** A whole chat in a reply; with include=ext, ext.imported is null unless it was imported. Absent: never null. */
export type ChatInReply = CapturedChatInReply | ImportedChatInReply;

/** The log. The totals cover the chats of this reply. Absent: never null. */
export type ChatLogReply = {
  /** The chats, by chatId in the given direction. Absent: [] past the end. */
  readonly response: readonly ChatInReply[];
  /** Number of chats in response. Unit: chats. Absent: 0 when there are none. */
  readonly responseCount: number;
  /** Sum of the chats' sumResponseTime; null adds 0. Unit: seconds. Absent: 0 when there are none. */
  readonly sumResponseTime: number;
  /** The chats' transfers in order. Absent: [] when there are none. */
  readonly transfers: readonly TransferInReply[];
  /** Length of transfers. Unit: transfers. Absent: 0 when there are none. */
  readonly transferCount: number;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** How a chat looks in a list. Absent: only with include=preview. */
export type ChatPreview = {
  /** The beginning of what the visitor wrote first, with `q` the stretch of the first text that holds something of it, around the first hit: at most 200 UTF-16 units, no character cut. Where it is not known who wrote what, the beginning of visitorTranscript. Unit: text. Absent: "" when there is none. */
  readonly text: string;
  /** Number of messages. Unit: messages. Absent: null for an imported row without a transcript. */
  readonly messageCount: number | null;
  /** What `q` found in text, in its order. Absent: [] without q. */
  readonly hits: readonly ({
    /** Where it begins. Unit: UTF-16 units. Absent: never null. */
    readonly start: number;
    /** Where it ends, exclusive. Unit: UTF-16 units. Absent: never null. */
    readonly end: number;
  })[];
};

/** One chat. Absent: never null. */
export type ChatReply = {
  readonly response: ChatInReply;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** Policy and targets. Absent: never null. */
export type ChatSla = {
  /** Policy in force when the chat started. Absent: never null. */
  readonly policyId: string;
  /** Its targets. Absent: [] when none started. */
  readonly targets: readonly SlaTarget[];
};

/** Every instant of the row. Absent: never null. */
export type ChatTimes = {
  /** Start. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly sessionStart: string | null;
  /** Close. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly sessionClose: string | null;
  /** First message of the visitor. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly firstVisitorMessage: string | null;
  /** First message of an agent. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly firstAgentMessage: string | null;
  /** Last message of the visitor. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly lastVisitorMessage: string | null;
  /** Last message of an agent. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly lastAgentMessage: string | null;
  /** First human accepted. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly firstAccepted: string | null;
  /** The bot handed off. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it has not happened. */
  readonly handedOff: string | null;
};

/** A period outside opening hours. Absent: never null. */
export type ClosedStretch = {
  /** Its first second. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly from: string;
  /** First second after it. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly to: string;
  /** Its length. Unit: seconds. Absent: never null. */
  readonly seconds: number;
};

/** The chats of one day. Absent: never null. */
export type DigestDay = {
  /** The day on which they started. Unit: YYYY-MM-DD. Zone: the project's, or tz. Absent: never null. */
  readonly date: string;
  /** Its chats. Unit: chats. Absent: 0 when there are none. */
  readonly count: number;
  /** Sum modulo 2^64 of the first 8 bytes, read as a big-endian number, of the SHA-256 of each chat as the log prints it in JSON without ext. Unit: 16 hexadecimal digits. Absent: 0000000000000000 without chats. */
  readonly checksum: string;
};

/** A chat that was erased: remove it from the copy. Absent: never null. */
export type ErasedChat = {
  /** The chat. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Its project. Unit: id. Absent: never null. */
  readonly projectId: number;
  readonly ext: ErasedChatExt;
};

/** Says that it was erased, and when. Absent: never null. */
export type ErasedChatExt = {
  /** Marks an erased chat. Absent: never null. */
  readonly deleted: true;
  /** When it was erased. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly deletedAt: string;
  /** Raised by every committed change of the chat; of two states the one with the larger revision is newer. Unit: ordinal. Absent: never null. */
  readonly revision: number;
};

/** The chat was erased. Absent: never null. */
export type ErasedChatReply = {
  readonly response: ErasedChat;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** What went wrong. Absent: never null. */
export type ErrorInReply = {
  /** HTTP status of the reply. Unit: HTTP status. Absent: never null. */
  readonly errorcode: number;
  /** Code of the error; the same in every version. Unit: text. Absent: never null. */
  readonly errormessage: string;
  /** Parameter or field that is wrong. Unit: text. Absent: "" when it is none. */
  readonly property: string;
  /** What happened and what to do, for people. Unit: text. Absent: never null. */
  readonly message: string;
};

/** Body of every reply that is not a success. Absent: never null. */
export type ErrorReply = {
  /** Always empty in an error. Absent: never null, always []. */
  readonly response: readonly unknown[];
  /** The error. Absent: never null. */
  readonly errors: readonly ErrorInReply[];
};

/** A number with its origin. Absent: never null. */
export type ExplainedNumber = {
  /** Key of the chat or of its ext. Absent: never null. */
  readonly name: 'duration' | 'firstResponseTime' | 'responseCount' | 'sumResponseTime' | 'averageResponseTime' | 'lastVisitorMessageAgentResponseTime' | 'sessionStartTime' | 'sessionCloseTime' | 'firstVisitorMessageTime' | 'firstAgentMessageTime' | 'lastVisitorMessageTime' | 'lastAgentMessageTime' | 'transferCount' | 'disposition' | 'slaStatus' | 'isSPAM' | 'businessDuration' | 'businessFirstResponseTime' | 'businessSumResponseTime';
  /** Its value in the row. Absent: null where the row has null. */
  readonly value: number | string | null;
  /** The rule that applied. Unit: text. Absent: never null. */
  readonly rule: string;
  /** Where counting began. Absent: null when the number is not counted between two points. */
  readonly from: ExplainedPoint | null;
  /** Where counting ended. Absent: null when the number is not counted between two points. */
  readonly to: ExplainedPoint | null;
  /** The turns that count. Absent: [] when it does not come from turns. */
  readonly turns: readonly number[];
  /** The parts of the counted time outside opening hours, in order of time. Absent: [] when there are none, and without a calendar. */
  readonly outsideHours: readonly ClosedStretch[];
};

/** An instant that a number is counted from or to. Absent: null when there is none. */
export type ExplainedPoint = {
  /** What happened there. Unit: text. Absent: never null. */
  readonly what: string;
  /** The message. Unit: id. Absent: null when it was not a message. */
  readonly messageId: string | null;
  /** When. Cut to whole seconds before any subtraction. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly at: string;
};

/** A target of the service level policy with the rule that decided it. Absent: never null. */
export type ExplainedTarget = {
  /** Which target. Absent: never null. */
  readonly target: 'firstResponse' | 'nextResponse' | 'waiting' | 'close';
  /** Which turn, from 1. Absent: null for waiting and close. */
  readonly turn: number | null;
  /** Allowed time on the calendar of the queue. Unit: seconds. Absent: never null. */
  readonly seconds: number;
  /** When its clock started. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly startedAt: string | null;
  /** When it was due. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when the queue never opens long enough within two years. */
  readonly dueAt: string | null;
  /** When it was met. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it was not. */
  readonly metAt: string | null;
  /** Its status. Absent: never null. */
  readonly status: 'running' | 'met' | 'missed' | 'void';
  /** The rule that applied. Unit: text. Absent: never null. */
  readonly rule: string;
};

/** From a visitor message not yet answered to the agent message that answers it. Absent: never null. */
export type ExplainedTurn = {
  /** Number of the turn in the chat, from 1. Unit: ordinal. Absent: never null. */
  readonly turn: number;
  /** Id of the visitor message that opened it. Unit: id. Absent: never null. */
  readonly openedBy: string;
  /** When its clock started: that message, or the hand-off of the bot where that is later. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly startedAt: string;
  /** What started its clock. Absent: never null. */
  readonly startedFrom: 'message' | 'handOff';
  /** Id of the agent message that answered it. Unit: id. Absent: null while it is not answered. */
  readonly closedBy: string | null;
  /** Time of that message. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null while it is not answered. */
  readonly closedAt: string | null;
  /** Response time. Unit: seconds. Absent: null while it is not answered. */
  readonly seconds: number | null;
  /** The parts of the counted time outside opening hours, in order of time. Absent: [] when there are none, and without a calendar. */
  readonly outsideHours: readonly ClosedStretch[];
};

/** A file sent with a message. One of another shape is as the imported row has it. Absent: never null. */
export type ImportedAttachment = {
  /** Kind of the attachment: image, audio, video, file. Unit: text. Absent: left out when the row has another shape. */
  readonly type?: unknown;
  /** Where the attachment is. Absent: left out when the row has another shape. */
  readonly payload?: unknown;
};

/** One chat of the log. As an imported row has it, with its nulls. Absent: never null. */
export type ImportedChat = {
  /** Unique identifier of the chat within its project; never used again. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Project where the chat belongs. Unit: id. Absent: null where the row had null. */
  readonly projectId: number | null;
  /** Record related to the chat. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly entityId: number | null;
  /** The contact (person) who wrote. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly contactId: number | null;
  /** The related ticket. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly ticketId: number | null;
  /** Reference number of the ticket: project, day, six digits. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly ticketNo: string | null;
  /** Identifier of the chat session, new for every chat. Unit: id. Absent: "" when there is none; null where the row had null. */
  readonly sessionId: string | null;
  /** Channel in lower case: webchat, telegram, messenger, whatsapp. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly type: string | null;
  /** Name of the page where the chat was started. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly pageName: string | null;
  /** The visitor's display name. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly visitorName: string | null;
  /** First human agent who accepted the chat. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly firstAgent: number | null;
  /** Last human agent who owned the chat. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly lastAgent: number | null;
  /** First queue that the chat was in. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly firstQueueId: number | null;
  /** Last queue that the chat was in. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly lastQueueId: number | null;
  /** IP address of the visitor. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly ipAddress: string | null;
  /** First address visited during the session. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly firstURL: string | null;
  /** Last address visited during the session. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly lastURL: string | null;
  /** When the first message opened the chat. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null where the row had null. */
  readonly sessionStartTime: string | null;
  /** When the chat was closed for good. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null while it is open. */
  readonly sessionCloseTime: string | null;
  /** From start to close. Unit: seconds. Absent: null while it is open. */
  readonly duration: number | null;
  /** First message of the visitor. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly firstVisitorMessageTime: string | null;
  /** First message of a human agent. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly firstAgentMessageTime: string | null;
  /** Last message of the visitor. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly lastVisitorMessageTime: string | null;
  /** From the last visitor message to the first agent message at or after it. Unit: seconds. Absent: null when it was never answered, and for spam. */
  readonly lastVisitorMessageAgentResponseTime: number | null;
  /** Last message of a human agent. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly lastAgentMessageTime: string | null;
  /** Whether the chat is marked as spam: 1 when it is. Absent: 0 when it is not; null where the row had null. */
  readonly isSPAM: 0 | 1 | null;
  /** The messages of visitor, agents and bots, in order of sending. Absent: [] when there are none; null where the row had null. */
  readonly transcript: readonly ImportedTranscriptMessage[] | null;
  /** The texts of the visitor's messages in that order, joined by one space; messages without text are left out. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly visitorTranscript: string | null;
  /** The same of human agents' messages; those of bots are in neither. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly agentTranscript: string | null;
  /** Outcome: In progress, Completed, Missed or Lost. An imported row may have any other text. Absent: null where the row had null. */
  readonly disposition: string | null;
  /** From the start of the visitor's first turn to the first agent message. Unit: seconds. Absent: null when nobody answered, when the agent wrote first, and for spam; never 0 for none. */
  readonly firstResponseTime: number | null;
  /** sumResponseTime / responseCount, rounded half up. Unit: seconds. Absent: null when responseCount is 0, and for spam. */
  readonly averageResponseTime: number | null;
  /** Within SLA, Out of SLA, or "" when there is nothing to judge. An imported row may have any other text. Absent: "" when there is none; null where the row had null. */
  readonly slaStatus: string | null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly chatLog: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly firstQueue: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly lastQueue: null;
  /** Name of the first agent at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly firstAgentName: string | null;
  /** Name of the last agent at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly lastAgentName: string | null;
  /** Name of the first queue at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly firstQueueName: string | null;
  /** Name of the last queue at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly lastQueueName: string | null;
  /** Type of the ticket. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly ticketTypeId: number | null;
  /** The type of the ticket in full. Absent: null without a ticket. */
  readonly ticketType: ImportedTicketType | null;
  /** Visitor turns that an agent answered. Unit: turns. Absent: null for spam. */
  readonly responseCount: number | null;
  /** Sum of the response times of those turns. Unit: seconds. Absent: null for spam. */
  readonly sumResponseTime: number | null;
  /** Transfers in order. Absent: [] when there are none; null where the row had null. */
  readonly transfers: readonly ImportedTransfer[] | null;
  /** Length of transfers. Unit: transfers. Absent: 0 when there are none; null where the row had null. */
  readonly transferCount: number | null;
};

/** An imported chat in a reply. Absent: never null. */
export type ImportedChatInReply = {
  /** Unique identifier of the chat within its project; never used again. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Project where the chat belongs. Unit: id. Absent: null where the row had null. */
  readonly projectId: number | null;
  /** Record related to the chat. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly entityId: number | null;
  /** The contact (person) who wrote. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly contactId: number | null;
  /** The related ticket. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly ticketId: number | null;
  /** Reference number of the ticket: project, day, six digits. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly ticketNo: string | null;
  /** Identifier of the chat session, new for every chat. Unit: id. Absent: "" when there is none; null where the row had null. */
  readonly sessionId: string | null;
  /** Channel in lower case: webchat, telegram, messenger, whatsapp. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly type: string | null;
  /** Name of the page where the chat was started. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly pageName: string | null;
  /** The visitor's display name. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly visitorName: string | null;
  /** First human agent who accepted the chat. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly firstAgent: number | null;
  /** Last human agent who owned the chat. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly lastAgent: number | null;
  /** First queue that the chat was in. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly firstQueueId: number | null;
  /** Last queue that the chat was in. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly lastQueueId: number | null;
  /** IP address of the visitor. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly ipAddress: string | null;
  /** First address visited during the session. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly firstURL: string | null;
  /** Last address visited during the session. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly lastURL: string | null;
  /** When the first message opened the chat. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null where the row had null. */
  readonly sessionStartTime: string | null;
  /** When the chat was closed for good. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null while it is open. */
  readonly sessionCloseTime: string | null;
  /** From start to close. Unit: seconds. Absent: null while it is open. */
  readonly duration: number | null;
  /** First message of the visitor. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly firstVisitorMessageTime: string | null;
  /** First message of a human agent. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly firstAgentMessageTime: string | null;
  /** Last message of the visitor. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly lastVisitorMessageTime: string | null;
  /** From the last visitor message to the first agent message at or after it. Unit: seconds. Absent: null when it was never answered, and for spam. */
  readonly lastVisitorMessageAgentResponseTime: number | null;
  /** Last message of a human agent. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: null when it has not happened. */
  readonly lastAgentMessageTime: string | null;
  /** Whether the chat is marked as spam: 1 when it is. Absent: 0 when it is not; null where the row had null. */
  readonly isSPAM: 0 | 1 | null;
  /** The messages in order of sending. Absent: [] when there are none; null where the row had null. */
  readonly transcript: readonly ImportedMessageInReply[] | null;
  /** The texts of the visitor's messages in that order, joined by one space; messages without text are left out. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly visitorTranscript: string | null;
  /** The same of human agents' messages; those of bots are in neither. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly agentTranscript: string | null;
  /** Outcome: In progress, Completed, Missed or Lost. An imported row may have any other text. Absent: null where the row had null. */
  readonly disposition: string | null;
  /** From the start of the visitor's first turn to the first agent message. Unit: seconds. Absent: null when nobody answered, when the agent wrote first, and for spam; never 0 for none. */
  readonly firstResponseTime: number | null;
  /** sumResponseTime / responseCount, rounded half up. Unit: seconds. Absent: null when responseCount is 0, and for spam. */
  readonly averageResponseTime: number | null;
  /** Within SLA, Out of SLA, or "" when there is nothing to judge. An imported row may have any other text. Absent: "" when there is none; null where the row had null. */
  readonly slaStatus: string | null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly chatLog: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly firstQueue: null;
  /** Reserved by the source page. Absent: always null, as in the source page. */
  readonly lastQueue: null;
  /** Name of the first agent at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly firstAgentName: string | null;
  /** Name of the last agent at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly lastAgentName: string | null;
  /** Name of the first queue at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly firstQueueName: string | null;
  /** Name of the last queue at the time. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly lastQueueName: string | null;
  /** Type of the ticket. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly ticketTypeId: number | null;
  /** The type of the ticket in full. Absent: null without a ticket. */
  readonly ticketType: ImportedTicketType | null;
  /** Visitor turns that an agent answered. Unit: turns. Absent: null for spam. */
  readonly responseCount: number | null;
  /** Sum of the response times of those turns. Unit: seconds. Absent: null for spam. */
  readonly sumResponseTime: number | null;
  /** Transfers in order. Absent: [] when there are none; null where the row had null. */
  readonly transfers: readonly ImportedTransfer[] | null;
  /** Length of transfers. Unit: transfers. Absent: 0 when there are none; null where the row had null. */
  readonly transferCount: number | null;
  readonly ext?: ImportedExt;
  readonly preview?: ChatPreview;
};

/** Additional facts of an imported chat. Absent: never null. */
export type ImportedExt = {
  /** Raised by every committed change of the chat. Unit: ordinal. Absent: never null. */
  readonly revision: number;
  /** When it last changed. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly updatedAt: string | null;
  /** Version of the metric definitions. Absent: null for imported rows, whose numbers are copied. */
  readonly metricsVersion: number | null;
  /** The chat that this one continues. Absent: null when there is none. */
  readonly previousChatId: number | null;
  /** Why it was closed. Absent: null while open and for imported rows. */
  readonly closeReason: 'agent' | 'visitor' | 'visitor_left' | 'idle' | 'system' | 'bot_resolved' | 'abandoned' | 'agent_silent' | 'no_answer' | 'out_of_hours' | 'idle_unanswered' | 'no_visitor_reply' | 'max_age' | 'spam' | null;
  readonly times: ChatTimes;
  /** Who took part, in order of joining. Absent: [] when nobody did. */
  readonly participants: readonly Participant[];
  /** Service level in detail. Absent: null without a policy and for imported rows. */
  readonly sla: ChatSla | null;
  /** Longest response. Unit: seconds. Absent: null when it cannot be computed. */
  readonly maxResponseTime: number | null;
  /** Sum of the gaps between consecutive messages, each counted up to 240 s. Unit: seconds. Absent: null without messages. */
  readonly activeDuration: number | null;
  /** duration, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessDuration: number | null;
  /** firstResponseTime, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessFirstResponseTime: number | null;
  /** sumResponseTime, counted within opening hours. Unit: seconds. Absent: null when it cannot be computed. */
  readonly businessSumResponseTime: number | null;
  readonly imported: ImportedFacts;
};

/** How the row was imported. Absent: null for a chat made of events. */
export type ImportedFacts = {
  /** Keys of the imported row that the contract does not know, by path; numbers that a double does not hold are text with their digits. Absent: {} when there are none. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Keys of the contract that the imported row did not have. Absent: [] when there are none. */
  readonly missing: readonly string[];
};

/** A message of an imported chat. Absent: never null. */
export type ImportedMessageInReply = {
  /** Files sent with the message. Absent: null when there are none. */
  readonly attachments: readonly ImportedAttachment[] | null;
  /** When the message was sent, ISO 8601 with the offset that its zone had then. In an imported row any text, as it came. Unit: ISO 8601, whole seconds. Zone: not said. Absent: null where the row had null. */
  readonly date: string | null;
  /** Unique identifier of the message. Unit: id. Absent: "" when there is none; null where the row had null. */
  readonly id: string | null;
  /** Text of the message; after an edit the latest text, after a redaction "". Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly message: string | null;
  /** Name of the sender at the time of sending. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly name: string | null;
  /** Address of the page from which it was sent. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly pageUrl: string | null;
  /** Title of that page. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly pageTitle: string | null;
  readonly ext?: MessageExt;
};

/** Type of the related ticket. As an imported row has it, with its nulls. Absent: never null. */
export type ImportedTicketType = {
  /** Field that the type is a value of. Absent: null when not set. */
  readonly fieldId: number | null;
  /** The value; equals ticketTypeId. Unit: id. Absent: 0 when there is none; null where the row had null. */
  readonly valueId: number | null;
  /** Name of the type as shown. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly label: string | null;
  /** Name of the type in exports. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly exportValue: string | null;
  /** Settings of the type. Absent: [] when there are none; null where the row had null. */
  readonly params: readonly unknown[] | null;
  /** Text colour. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly fgColor: string | null;
  /** Background colour. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly bgColor: string | null;
  /** Place in a list. Absent: null when not set. */
  readonly sort: number | null;
  /** Status of the value. Absent: null when not set. */
  readonly status: number | null;
  /** 1 for a built-in type. Absent: 0 for a custom type; null where the row had null. */
  readonly system: number | null;
  /** Row that holds the value. Absent: null when not set. */
  readonly fieldValueId: number | null;
};

/** A message by the visitor, an agent or a bot. Notes and system lines are not in the transcript. As an imported row has it, with its nulls. Absent: never null. */
export type ImportedTranscriptMessage = {
  /** Files sent with the message. Absent: null when there are none. */
  readonly attachments: readonly ImportedAttachment[] | null;
  /** When the message was sent, ISO 8601 with the offset that its zone had then. In an imported row any text, as it came. Unit: ISO 8601, whole seconds. Zone: not said. Absent: null where the row had null. */
  readonly date: string | null;
  /** Unique identifier of the message. Unit: id. Absent: "" when there is none; null where the row had null. */
  readonly id: string | null;
  /** Text of the message; after an edit the latest text, after a redaction "". Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly message: string | null;
  /** Name of the sender at the time of sending. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly name: string | null;
  /** Address of the page from which it was sent. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly pageUrl: string | null;
  /** Title of that page. Unit: text. Absent: "" when there is none; null where the row had null. */
  readonly pageTitle: string | null;
};

/** Ownership moved from one agent or queue to another after the first human had accepted the chat. One of another shape is as the imported row has it. Absent: never null. */
export type ImportedTransfer = {
  /** The chat that was transferred. Unit: id. Absent: left out when the row has another shape. */
  readonly chatId?: unknown;
  /** When it was transferred. In an imported row any text, as it came. Unit: YYYY-MM-DD HH:MM:SS. Zone: not said. Absent: left out when the row has another shape. */
  readonly time?: unknown;
  /** Agent who owned the chat before. Unit: id. Absent: left out when the row has another shape. */
  readonly fromAgent?: unknown;
  /** Name of that agent at the time. Unit: text. Absent: left out when the row has another shape. */
  readonly fromAgentName?: unknown;
  /** Agent who owns it now; 0 when it went to a queue. Unit: id. Absent: left out when the row has another shape. */
  readonly toAgent?: unknown;
  /** Name of that agent at the time. Unit: text. Absent: left out when the row has another shape. */
  readonly toAgentName?: unknown;
  /** Queue it was in before. Unit: id. Absent: left out when the row has another shape. */
  readonly fromQueueId?: unknown;
  /** Name of that queue at the time. Unit: text. Absent: left out when the row has another shape. */
  readonly fromQueueName?: unknown;
  /** Queue it is in now; the same as before when it went to an agent. Unit: id. Absent: left out when the row has another shape. */
  readonly toQueueId?: unknown;
  /** Name of that queue at the time. Unit: text. Absent: left out when the row has another shape. */
  readonly toQueueName?: unknown;
  /** Whether it went to an agent or to a queue. Absent: left out when the row has another shape. */
  readonly kind?: unknown;
  /** Why, as entered by whoever transferred it. Unit: text. Absent: left out when the row has another shape. */
  readonly reason?: unknown;
};

/** A changed chat that no longer matches the filters: remove it from a copy made with these filters. Absent: never null. */
export type LeftChat = {
  /** The chat. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Its project. Unit: id. Absent: never null. */
  readonly projectId: number;
  readonly ext: LeftChatExt;
};

/** Says that it no longer matches. Absent: never null. */
export type LeftChatExt = {
  /** Marks a chat that no longer matches. Absent: never null. */
  readonly left: true;
  /** Raised by every committed change of the chat; of two states the one with the larger revision is newer. Unit: ordinal. Absent: never null. */
  readonly revision: number;
};

/** Additional facts of a message. Absent: only with include=ext. */
export type MessageExt = {
  /** Who wrote it. Absent: null for imported rows, which do not say. */
  readonly sender: 'visitor' | 'agent' | 'bot' | null;
  /** The agent. Unit: id. Absent: 0 for visitors, bots and imported rows. */
  readonly senderId: number;
  /** Number of the event in the chat; of an imported row, the place in the transcript. Unit: ordinal. Absent: never null. */
  readonly seq: number;
  /** Last edit. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when never edited. */
  readonly editedAt: string | null;
  /** Whether text and attachments were removed. Absent: never null. */
  readonly redacted: boolean;
};

/** A message in a reply. Absent: never null. */
export type MessageInReply = {
  /** Files sent with the message. Absent: null when there are none. */
  readonly attachments: readonly Attachment[] | null;
  /** When the message was sent, ISO 8601 with the offset that its zone had then. Unit: ISO 8601, whole seconds. Zone: the project's time zone. Absent: never null. */
  readonly date: string;
  /** Unique identifier of the message. Unit: id. Absent: "" when there is none. */
  readonly id: string;
  /** Text of the message; after an edit the latest text, after a redaction "". Unit: text. Absent: "" when there is none. */
  readonly message: string;
  /** Name of the sender at the time of sending. Unit: text. Absent: "" when there is none. */
  readonly name: string;
  /** Address of the page from which it was sent. Unit: text. Absent: "" when there is none. */
  readonly pageUrl: string;
  /** Title of that page. Unit: text. Absent: "" when there is none. */
  readonly pageTitle: string;
  readonly ext?: MessageExt;
};

/** Groups beyond limit. Absent: never null. */
export type OtherGroups = {
  /** How many there are. Unit: groups. Absent: 0 when there are none. */
  readonly groups: number;
  /** Sum of their counts. Unit: chats. Absent: 0 when there are none. */
  readonly count: number;
};

/** An agent, queue or bot that took part. Absent: never null. */
export type Participant = {
  /** What took part. Absent: never null. */
  readonly kind: 'agent' | 'queue' | 'bot';
  /** Agent or queue. Unit: id. Absent: 0 for a bot. */
  readonly id: number;
  /** Its name at the time. Absent: never null. */
  readonly name: string;
  /** When it first took part. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null for imported rows. */
  readonly joinedAt: string | null;
};

/** A project that the key may see. Absent: never null. */
export type ProjectInReply = {
  /** The project. Unit: id. Absent: never null. */
  readonly projectid: number;
  /** Its name. Unit: text. Absent: never null. */
  readonly name: string;
  /** Whether it is in use. Unit: text. Absent: never null; always active. */
  readonly status: string;
  /** Folder that holds the project. Unit: id. Absent: 0: Parley has no folders. */
  readonly folderid: number;
  /** Kind of the folder. Unit: text. Absent: "": Parley has no folders. */
  readonly container: string;
  /** Name of the folder. Unit: text. Absent: "": Parley has no folders. */
  readonly folder: string;
  /** IANA name of its time zone, in which times are printed and days begin unless `tz` names another. Unit: text. Absent: never null. */
  readonly timeZone: string;
  /** Chats in its log. Unit: chats. Absent: 0 when there are none. */
  readonly chatCount: number;
};

/** The projects that the key may see. Absent: never null. */
export type ProjectsReply = {
  /** The projects, by projectid. Absent: [] when there are none. */
  readonly response: readonly ProjectInReply[];
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** How much was removed. Absent: never null. */
export type RedactionCounts = {
  /** Chats whose content changed. Unit: chats. Absent: 0 when there are none. */
  readonly chats: number;
  /** Messages whose text was removed now and not before. Unit: messages. Absent: 0 when there are none. */
  readonly messages: number;
};

/** How much was removed. Absent: never null. */
export type RedactionReply = {
  readonly response: RedactionCounts;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** What to remove. Absent: never null. */
export type RedactionRequest = {
  /** The chat. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** ext.seq of the message. Unit: ordinal. Absent: never null. */
  readonly seq: number;
  /** Why, for the audit log, on one line. Never what was written or by whom: the reason stays when the content is gone. Unit: text. Absent: left out when none is given. */
  readonly reason?: string;
} | {
  /** The chat. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Everything that people left in it, so that a forgotten seq does not empty a chat. Absent: never null. */
  readonly whole: true;
  /** Why, for the audit log, on one line. Never what was written or by whom: the reason stays when the content is gone. Unit: text. Absent: left out when none is given. */
  readonly reason?: string;
} | {
  /** contactId of the chats. Unit: id. Absent: never null. */
  readonly contactId: number;
  /** Why, for the audit log, on one line. Never what was written or by whom: the reason stays when the content is gone. Unit: text. Absent: left out when none is given. */
  readonly reason?: string;
};

/** One target of the service level policy. Absent: none without a policy. */
export type SlaTarget = {
  /** Which target. Absent: never null. */
  readonly target: 'firstResponse' | 'nextResponse' | 'waiting' | 'close';
  /** Which turn, from 1. Absent: null for waiting and close. */
  readonly turn: number | null;
  /** Allowed time on the calendar of the queue. Unit: seconds. Absent: never null. */
  readonly seconds: number;
  /** When its clock started. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: never null. */
  readonly startedAt: string | null;
  /** When it was due. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when the queue never opens long enough within two years. */
  readonly dueAt: string | null;
  /** When it was met. Unit: ISO 8601, milliseconds. Zone: UTC. Absent: null when it was not. */
  readonly metAt: string | null;
  /** Its status. Absent: never null. */
  readonly status: 'running' | 'met' | 'missed' | 'void';
};

/** Numbers of the chats that the filters select. Absent: never null. */
export type Statistics = {
  /** Where hours and days begin. Unit: text. Absent: never null. */
  readonly timeZone: string;
  /** false: withinMs ran out first, and every count is a lower bound. Absent: never null. */
  readonly isComplete: boolean;
  readonly total: StatisticsGroup;
  /** One for each value of `by` that occurs: times in their order, others by how many chats they have. A chat is in each group of by=queue and by=agent that it took part in. Absent: [] without by, and without chats. */
  readonly groups: readonly StatisticsGroup[];
  /** Groups that limit leaves out. Absent: null when all are there. */
  readonly others: OtherGroups | null;
};

/** How many chats of a group are of a kind. Absent: never null. */
export type StatisticsCount = {
  /** Those chats. Unit: chats. Absent: 0 when there are none. */
  readonly count: number;
  /** Parameters of the log that list exactly these chats, as in an address: put them after `/chats?`. All filters of the request are in it, and isSPAM. Unit: query. Absent: null where the log has no filter for them. */
  readonly query: string | null;
};

/** The numbers of a group of chats. Absent: never null. */
export type StatisticsGroup = {
  /** What the chats of the group have in common: the start of the hour with its offset, the day, the Monday of the week, the month, `1-14` for Mondays from 14 to 15 o’clock; the id of the agent or queue; the text; 1 or 0 of isSPAM; open or closed. Absent: null in the total, and where the chats have none. */
  readonly key: string | number | null;
  /** Name of the agent or queue, as in the newest chat of the group. Unit: text. Absent: null for other groups, and where none is known. */
  readonly name: string | null;
  /** Parameters of the log that list exactly these chats, as in an address: put them after `/chats?`. All filters of the request are in it, and isSPAM. Unit: query. Absent: null where the log has no filter for them. */
  readonly query: string | null;
  /** Chats of the group; spam only when isSPAM is given, or by. Unit: chats. Absent: 0 when there are none. */
  readonly count: number;
  /** Field firstResponseTime. Absent: null when metrics leaves it out. */
  readonly firstResponseTime: StatisticsMeasure | null;
  /** Field averageResponseTime. Absent: null when metrics leaves it out. */
  readonly averageResponseTime: StatisticsMeasure | null;
  /** The longest response of each chat, ext.maxResponseTime. Absent: null when metrics leaves it out. */
  readonly maxResponseTime: StatisticsMeasure | null;
  /** From the start, or the bot's hand-off where that is later, to the first person who owned the chat, by ext.times. Absent: null when metrics leaves it out. */
  readonly wait: StatisticsMeasure | null;
  /** Field duration. Absent: null when metrics leaves it out. */
  readonly duration: StatisticsMeasure | null;
  /** Messages of the transcript. Absent: null when metrics leaves it out. */
  readonly messages: StatisticsMeasure | null;
  /** Chats by disposition. Absent: null when metrics leaves it out. */
  readonly dispositions: readonly StatisticsShare[] | null;
  /** Chats by service level status. Absent: null when metrics leaves it out. */
  readonly slaStatus: readonly StatisticsShare[] | null;
  /** Chats marked as spam that meet the other filters, whether they are counted or not. Absent: null when metrics leaves it out. */
  readonly spam: StatisticsCount | null;
  /** Chats that were transferred at least once, by transferCount. Absent: null when metrics leaves it out. */
  readonly transferred: StatisticsCount | null;
};

/** Exact numbers of one measure over the chats of a group. Seconds, but for `messages`. Absent: never null. */
export type StatisticsMeasure = {
  /** Chats that have a value. Unit: chats. Absent: 0 when there are none. */
  readonly count: number;
  /** Sum of the values. Unit: as the values. Absent: null without values, and beyond 2^53-1. */
  readonly sum: number | null;
  /** sum / count, rounded half up to three decimals. Of averageResponseTime: the sum of sumResponseTime divided by the sum of responseCount. Unit: as the values. Absent: null without values. */
  readonly mean: number | null;
  /** Smallest value. Unit: as the values. Absent: null without values. */
  readonly min: number | null;
  /** Largest value. Unit: as the values. Absent: null without values. */
  readonly max: number | null;
  /** The smallest value that at least half of the values do not exceed (nearest rank). Unit: as the values. Absent: null without values. */
  readonly p50: number | null;
  /** The same of 90 percent. Unit: as the values. Absent: null without values. */
  readonly p90: number | null;
  /** The same of 99 percent. Unit: as the values. Absent: null without values. */
  readonly p99: number | null;
  /** Parameters of the log that list the chats that have a value. Unit: query. Absent: null where the log has no filter for them. */
  readonly query: string | null;
};

/** The statistics. Absent: never null. */
export type StatisticsReply = {
  readonly response: Statistics;
  /** Always empty in a success. Absent: never null, always []. */
  readonly errors: readonly unknown[];
};

/** How many chats of a group have one value. Absent: never null. */
export type StatisticsShare = {
  /** The value; "" stands for none. Unit: text. Absent: never null. */
  readonly value: string;
  /** Those chats. Unit: chats. Absent: 0 when there are none. */
  readonly count: number;
  /** Parameters of the log that list exactly these chats, as in an address: put them after `/chats?`. All filters of the request are in it, and isSPAM. Unit: query. Absent: null where the log has no filter for them. */
  readonly query: string | null;
};

/** Type of the related ticket. Absent: never null. */
export type TicketType = {
  /** Field that the type is a value of. Absent: null when not set. */
  readonly fieldId: number | null;
  /** The value; equals ticketTypeId. Unit: id. Absent: 0 when there is none. */
  readonly valueId: number;
  /** Name of the type as shown. Unit: text. Absent: "" when there is none. */
  readonly label: string;
  /** Name of the type in exports. Unit: text. Absent: "" when there is none. */
  readonly exportValue: string;
  /** Settings of the type. Absent: [] when there are none. */
  readonly params: readonly unknown[];
  /** Text colour. Unit: text. Absent: "" when there is none. */
  readonly fgColor: string;
  /** Background colour. Unit: text. Absent: "" when there is none. */
  readonly bgColor: string;
  /** Place in a list. Absent: null when not set. */
  readonly sort: number | null;
  /** Status of the value. Absent: null when not set. */
  readonly status: number | null;
  /** 1 for a built-in type. Absent: 0 for a custom type. */
  readonly system: number;
  /** Row that holds the value. Absent: null when not set. */
  readonly fieldValueId: number | null;
};

/** A message by the visitor, an agent or a bot. Notes and system lines are not in the transcript. Absent: never null. */
export type TranscriptMessage = {
  /** Files sent with the message. Absent: null when there are none. */
  readonly attachments: readonly Attachment[] | null;
  /** When the message was sent, ISO 8601 with the offset that its zone had then. Unit: ISO 8601, whole seconds. Zone: the project's time zone. Absent: never null. */
  readonly date: string;
  /** Unique identifier of the message. Unit: id. Absent: "" when there is none. */
  readonly id: string;
  /** Text of the message; after an edit the latest text, after a redaction "". Unit: text. Absent: "" when there is none. */
  readonly message: string;
  /** Name of the sender at the time of sending. Unit: text. Absent: "" when there is none. */
  readonly name: string;
  /** Address of the page from which it was sent. Unit: text. Absent: "" when there is none. */
  readonly pageUrl: string;
  /** Title of that page. Unit: text. Absent: "" when there is none. */
  readonly pageTitle: string;
};

/** Ownership moved from one agent or queue to another after the first human had accepted the chat. Absent: never null. */
export type Transfer = {
  /** The chat that was transferred. Unit: id. Absent: 0 when there is none. */
  readonly chatId: number;
  /** When it was transferred. Unit: YYYY-MM-DD HH:MM:SS. Zone: the project's time zone. Absent: never null. */
  readonly time: string | null;
  /** Agent who owned the chat before. Unit: id. Absent: 0 when there is none. */
  readonly fromAgent: number;
  /** Name of that agent at the time. Unit: text. Absent: "" when there is none. */
  readonly fromAgentName: string;
  /** Agent who owns it now; 0 when it went to a queue. Unit: id. Absent: 0 when there is none. */
  readonly toAgent: number;
  /** Name of that agent at the time. Unit: text. Absent: "" when there is none. */
  readonly toAgentName: string;
  /** Queue it was in before. Unit: id. Absent: 0 when there is none. */
  readonly fromQueueId: number;
  /** Name of that queue at the time. Unit: text. Absent: "" when there is none. */
  readonly fromQueueName: string;
  /** Queue it is in now; the same as before when it went to an agent. Unit: id. Absent: 0 when there is none. */
  readonly toQueueId: number;
  /** Name of that queue at the time. Unit: text. Absent: "" when there is none. */
  readonly toQueueName: string;
  /** Whether it went to an agent or to a queue. Absent: never null. */
  readonly kind: 'agent' | 'queue';
  /** Why, as entered by whoever transferred it. Unit: text. Absent: "" when there is none. */
  readonly reason: string;
};

/** A transfer of a captured or of an imported chat. Absent: never null. */
export type TransferInReply = Transfer | ImportedTransfer;

/** Conditions that must all hold. Days are those of the project's time zone, or of `tz`. */
export type ChatFilters = {
  /** Chats whose lastAgent is this agent; 0 finds chats without an agent. */
  readonly userId?: number;
  /** Chats of this record; 0 finds chats without one. */
  readonly entityId?: number;
  /** Sessions that started on this day in the project's time zone; with endDate the first day of an inclusive range. */
  readonly startDate?: string;
  /** Last day of the range, inclusive. Alone: everything up to and including that day. */
  readonly endDate?: string;
  /** Sessions that started at this instant or later. */
  readonly startedFrom?: string;
  /** Sessions that started before this instant. */
  readonly startedBefore?: string;
  /** Sessions that started in this hour of the week, in the project's time zone or in tz: `1-14` is Monday, from two to three in the afternoon. */
  readonly weekdayHour?: string;
  /** Chats in which this agent took part at any time. */
  readonly agentId?: number;
  /** Chats that were in this queue at any time. */
  readonly queueId?: number;
  /** Chats whose last queue is this one; 0 finds chats that were in none. */
  readonly lastQueueId?: number;
  /** Chats of this contact; 0 finds chats without one. */
  readonly contactId?: number;
  /** Chats of this ticket; 0 finds chats without one. */
  readonly ticketId?: number;
  /** Chats of this channel, spelt as in the field type. */
  readonly type?: string;
  /** Chats that were started on the page of this name, spelt as in the field pageName. */
  readonly pageName?: string;
  /** Chats with this outcome. */
  readonly disposition?: 'In progress' | 'Completed' | 'Missed' | 'Lost';
  /** Chats with this service level status; `without=slaStatus` finds chats without one. */
  readonly slaStatus?: 'Within SLA' | 'Out of SLA';
  /** 1: only chats marked as spam; 0: only the others. */
  readonly isSPAM?: 0 | 1;
  /** open: chats in progress; closed: chats that are closed for good. */
  readonly status?: 'open' | 'closed';
  /** Chats that hold all of these words, in any case and without regard to accents, in messages, names, pages, ticket numbers or ids. The last word may be the beginning of one; `"words in quotes"` follow one another and are whole; `-word` must be missing. */
  readonly q?: string;
  /** All chats but those that userId finds with this value: also those with no agent. */
  readonly notUserId?: number;
  /** All chats but those that entityId finds with this value: also those with no record. */
  readonly notEntityId?: number;
  /** All chats but those that agentId finds with this value: also those with no agent at any time. */
  readonly notAgentId?: number;
  /** All chats but those that queueId finds with this value: also those with no queue at any time. */
  readonly notQueueId?: number;
  /** All chats but those that lastQueueId finds with this value: also those with no queue at the end. */
  readonly notLastQueueId?: number;
  /** All chats but those that contactId finds with this value: also those with no contact. */
  readonly notContactId?: number;
  /** All chats but those that ticketId finds with this value: also those with no ticket. */
  readonly notTicketId?: number;
  /** All chats but those that type finds with this value: also those with no channel. */
  readonly notType?: string;
  /** All chats but those that pageName finds with this value: also those with no page. */
  readonly notPageName?: string;
  /** All chats but those that disposition finds with this value: also those with no outcome. */
  readonly notDisposition?: 'In progress' | 'Completed' | 'Missed' | 'Lost';
  /** All chats but those that slaStatus finds with this value: also those with no service level status. */
  readonly notSlaStatus?: 'Within SLA' | 'Out of SLA';
  /** Chats whose firstResponseTime is at least this many seconds; never those where it is null. */
  readonly minFirstResponseTime?: number;
  /** Chats whose firstResponseTime is at most this many seconds; never those where it is null. */
  readonly maxFirstResponseTime?: number;
  /** Chats whose averageResponseTime is at least this many seconds; never those where it is null. */
  readonly minAverageResponseTime?: number;
  /** Chats whose averageResponseTime is at most this many seconds; never those where it is null. */
  readonly maxAverageResponseTime?: number;
  /** Chats whose maxResponseTime (in `ext`) is at least this many seconds; never those where it is null. */
  readonly minMaxResponseTime?: number;
  /** Chats whose maxResponseTime (in `ext`) is at most this many seconds; never those where it is null. */
  readonly maxMaxResponseTime?: number;
  /** Chats whose duration is at least this many seconds; never those where it is null. */
  readonly minDuration?: number;
  /** Chats whose duration is at most this many seconds; never those where it is null. */
  readonly maxDuration?: number;
  /** Chats whose number of messages is at least this many messages; never those where it is null. */
  readonly minMessageCount?: number;
  /** Chats whose number of messages is at most this many messages; never those where it is null. */
  readonly maxMessageCount?: number;
  /** Chats whose transferCount is at least this many transfers; never those where it is null. */
  readonly minTransferCount?: number;
  /** Chats whose transferCount is at most this many transfers; never those where it is null. */
  readonly maxTransferCount?: number;
  /** Only chats that have a value in every one of these: a filter by its name, or a number. */
  readonly with?: readonly ('userId' | 'entityId' | 'agentId' | 'queueId' | 'lastQueueId' | 'contactId' | 'ticketId' | 'type' | 'pageName' | 'disposition' | 'slaStatus' | 'firstResponseTime' | 'averageResponseTime' | 'maxResponseTime' | 'duration' | 'messageCount' | 'transferCount')[];
  /** Only chats that have no value in any of these: userId, no agent; entityId, no record; agentId, no agent at any time; queueId, no queue at any time; lastQueueId, no queue at the end; contactId, no contact; ticketId, no ticket; type, no channel; pageName, no page; disposition, no outcome; slaStatus, no service level status; or a number that is null. */
  readonly without?: readonly ('userId' | 'entityId' | 'agentId' | 'queueId' | 'lastQueueId' | 'contactId' | 'ticketId' | 'type' | 'pageName' | 'disposition' | 'slaStatus' | 'firstResponseTime' | 'averageResponseTime' | 'maxResponseTime' | 'duration' | 'messageCount' | 'transferCount')[];
};

/** What chats can be grouped by. */
export type StatisticsGroupName = 'hour' | 'day' | 'week' | 'month' | 'weekdayHour' | 'queue' | 'lastQueue' | 'agent' | 'lastAgent' | 'type' | 'page' | 'disposition' | 'slaStatus' | 'isSPAM' | 'status';

/** What can be asked of each group. */
export type StatisticsMetric = 'count' | 'firstResponseTime' | 'averageResponseTime' | 'maxResponseTime' | 'wait' | 'duration' | 'messages' | 'dispositions' | 'slaStatus' | 'spam' | 'transferred';

/** The keys of a chat in the order of the wire. */
export const CHAT_KEYS: readonly (keyof Chat)[] = [
  'chatId',
  'projectId',
  'entityId',
  'contactId',
  'ticketId',
  'ticketNo',
  'sessionId',
  'type',
  'pageName',
  'visitorName',
  'firstAgent',
  'lastAgent',
  'firstQueueId',
  'lastQueueId',
  'ipAddress',
  'firstURL',
  'lastURL',
  'sessionStartTime',
  'sessionCloseTime',
  'duration',
  'firstVisitorMessageTime',
  'firstAgentMessageTime',
  'lastVisitorMessageTime',
  'lastVisitorMessageAgentResponseTime',
  'lastAgentMessageTime',
  'isSPAM',
  'transcript',
  'visitorTranscript',
  'agentTranscript',
  'disposition',
  'firstResponseTime',
  'averageResponseTime',
  'slaStatus',
  'chatLog',
  'firstQueue',
  'lastQueue',
  'firstAgentName',
  'lastAgentName',
  'firstQueueName',
  'lastQueueName',
  'ticketTypeId',
  'ticketType',
  'responseCount',
  'sumResponseTime',
  'transfers',
  'transferCount',
];

/** The filters in the order in which they are documented. */
export const FILTER_NAMES: readonly (keyof ChatFilters)[] = [
  'userId',
  'entityId',
  'startDate',
  'endDate',
  'startedFrom',
  'startedBefore',
  'weekdayHour',
  'agentId',
  'queueId',
  'lastQueueId',
  'contactId',
  'ticketId',
  'type',
  'pageName',
  'disposition',
  'slaStatus',
  'isSPAM',
  'status',
  'q',
  'notUserId',
  'notEntityId',
  'notAgentId',
  'notQueueId',
  'notLastQueueId',
  'notContactId',
  'notTicketId',
  'notType',
  'notPageName',
  'notDisposition',
  'notSlaStatus',
  'minFirstResponseTime',
  'maxFirstResponseTime',
  'minAverageResponseTime',
  'maxAverageResponseTime',
  'minMaxResponseTime',
  'maxMaxResponseTime',
  'minDuration',
  'maxDuration',
  'minMessageCount',
  'maxMessageCount',
  'minTransferCount',
  'maxTransferCount',
  'with',
  'without',
];

/** The members of schemas with their types in SQLite, where lists and objects are JSON. */
export const COLUMN_TYPES = {
  Chat: {
    chatId: 'INTEGER',
    projectId: 'INTEGER',
    entityId: 'INTEGER',
    contactId: 'INTEGER',
    ticketId: 'INTEGER',
    ticketNo: 'TEXT',
    sessionId: 'TEXT',
    type: 'TEXT',
    pageName: 'TEXT',
    visitorName: 'TEXT',
    firstAgent: 'INTEGER',
    lastAgent: 'INTEGER',
    firstQueueId: 'INTEGER',
    lastQueueId: 'INTEGER',
    ipAddress: 'TEXT',
    firstURL: 'TEXT',
    lastURL: 'TEXT',
    sessionStartTime: 'TEXT',
    sessionCloseTime: 'TEXT',
    duration: 'INTEGER',
    firstVisitorMessageTime: 'TEXT',
    firstAgentMessageTime: 'TEXT',
    lastVisitorMessageTime: 'TEXT',
    lastVisitorMessageAgentResponseTime: 'INTEGER',
    lastAgentMessageTime: 'TEXT',
    isSPAM: 'INTEGER',
    transcript: 'TEXT',
    visitorTranscript: 'TEXT',
    agentTranscript: 'TEXT',
    disposition: 'TEXT',
    firstResponseTime: 'INTEGER',
    averageResponseTime: 'INTEGER',
    slaStatus: 'TEXT',
    chatLog: 'TEXT',
    firstQueue: 'TEXT',
    lastQueue: 'TEXT',
    firstAgentName: 'TEXT',
    lastAgentName: 'TEXT',
    firstQueueName: 'TEXT',
    lastQueueName: 'TEXT',
    ticketTypeId: 'INTEGER',
    ticketType: 'TEXT',
    responseCount: 'INTEGER',
    sumResponseTime: 'INTEGER',
    transfers: 'TEXT',
    transferCount: 'INTEGER',
  },
  TranscriptMessage: {
    attachments: 'TEXT',
    date: 'TEXT',
    id: 'TEXT',
    message: 'TEXT',
    name: 'TEXT',
    pageUrl: 'TEXT',
    pageTitle: 'TEXT',
  },
  MessageExt: {
    sender: 'TEXT',
    senderId: 'INTEGER',
    seq: 'INTEGER',
    editedAt: 'TEXT',
    redacted: 'INTEGER',
  },
  Transfer: {
    chatId: 'INTEGER',
    time: 'TEXT',
    fromAgent: 'INTEGER',
    fromAgentName: 'TEXT',
    toAgent: 'INTEGER',
    toAgentName: 'TEXT',
    fromQueueId: 'INTEGER',
    fromQueueName: 'TEXT',
    toQueueId: 'INTEGER',
    toQueueName: 'TEXT',
    kind: 'TEXT',
    reason: 'TEXT',
  },
} as const;

/** What the log can be sorted by. */
export type SortName = 'sessionStartTime' | 'sessionCloseTime' | 'duration' | 'firstResponseTime' | 'messageCount';
