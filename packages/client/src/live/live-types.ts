/** The types of the live protocol, made from the contract by `npm run generate`; never edited by hand. */

/** What a visitor may ask for, by type. */
export type VisitorCommands = {
  /** Says something. The first message begins a chat. Absent: never null. */
  readonly 'message.send': {
    /** What is asked for. Absent: never null. */
    readonly type: 'message.send';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** What is said. Unit: text. Absent: "" with files only. */
    readonly text: string;
    /** Files that were uploaded before, by the same sender, each for one message. Absent: none when left out. */
    readonly attachmentIds?: readonly string[];
    /** The page that the visitor looks at. Absent: may be left out. */
    readonly page?: {
      /** Its address. Unit: text. Absent: never null. */
      readonly url: string;
      /** Its title. Unit: text. Absent: "" when it has none. */
      readonly title: string;
    };
  };
  /** Says which page the visitor has come to; recorded while there is a chat. Absent: never null. */
  readonly 'page.view': {
    /** What is asked for. Absent: never null. */
    readonly type: 'page.view';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The page that the visitor looks at. Absent: may be left out. */
    readonly page: {
      /** Its address. Unit: text. Absent: never null. */
      readonly url: string;
      /** Its title. Unit: text. Absent: "" when it has none. */
      readonly title: string;
    };
  };
  /** Says who the visitor is, as a form before the chat asks. Absent: never null. */
  readonly 'visitor.describe': {
    /** What is asked for. Absent: never null. */
    readonly type: 'visitor.describe';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Their name. Unit: text. Absent: stays when left out. */
    readonly name?: string;
    /** Their address. Unit: text. Absent: stays when left out. */
    readonly email?: string;
  };
  /** Ends the chat. Absent: never null. */
  readonly 'chat.end': {
    /** What is asked for. Absent: never null. */
    readonly type: 'chat.end';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
  };
  /** Tells the agent that the visitor is writing. Absent: never null. */
  readonly 'typing': {
    /** What is asked for. Absent: never null. */
    readonly type: 'typing';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
  };
  /** Tells the agent up to where the visitor has read. Absent: never null. */
  readonly 'read': {
    /** What is asked for. Absent: never null. */
    readonly type: 'read';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Number of the last event that was shown. Unit: ordinal. Absent: never null. */
    readonly seq: number;
  };
};

/** What an agent may ask for, by type. */
export type DeskCommands = {
  /** Says whether chats may be offered. Absent: never null. */
  readonly 'presence.set': {
    /** What is asked for. Absent: never null. */
    readonly type: 'presence.set';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Offers come while it is `online`. Absent: never null. */
    readonly presence: 'online' | 'busy' | 'away';
  };
  /** Takes a chat: one that is offered, or one that waits. Absent: never null. */
  readonly 'chat.accept': {
    /** What is asked for. Absent: never null. */
    readonly type: 'chat.accept';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
  };
  /** Says no to an offer. Absent: never null. */
  readonly 'chat.decline': {
    /** What is asked for. Absent: never null. */
    readonly type: 'chat.decline';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
  };
  /** Says something to the visitor, in a chat of one's own. Absent: never null. */
  readonly 'message.send': {
    /** What is asked for. Absent: never null. */
    readonly type: 'message.send';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** What is said. Unit: text. Absent: "" with files only. */
    readonly text: string;
    /** Files that were uploaded before, by the same sender, each for one message. Absent: none when left out. */
    readonly attachmentIds?: readonly string[];
  };
  /** Changes the text of a message of one's own. Absent: never null. */
  readonly 'message.edit': {
    /** What is asked for. Absent: never null. */
    readonly type: 'message.edit';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** The message, by its id in the log. Unit: text. Absent: never null. */
    readonly messageId: string;
    /** What is said instead. Unit: text. Absent: never null. */
    readonly text: string;
  };
  /** Writes a note that the visitor never sees. Absent: never null. */
  readonly 'note.add': {
    /** What is asked for. Absent: never null. */
    readonly type: 'note.add';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** The note. Unit: text. Absent: never null. */
    readonly text: string;
  };
  /** Gives the chat to another agent, who is asked first, or to a queue. Absent: never null. */
  readonly 'chat.transfer': {
    /** What is asked for. Absent: never null. */
    readonly type: 'chat.transfer';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** The agent. Unit: id. Absent: left out with toQueueId. */
    readonly toAgentId?: number;
    /** The queue. Unit: id. Absent: left out with toAgentId. */
    readonly toQueueId?: number;
    /** Why. Unit: text. Absent: "" when left out. */
    readonly reason?: string;
    /** Whoever has it: for supervisors. Absent: false when left out. */
    readonly isForced?: boolean;
  };
  /** Keeps the chat without attending to it. Absent: never null. */
  readonly 'chat.park': {
    /** What is asked for. Absent: never null. */
    readonly type: 'chat.park';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
  };
  /** Ends the chat. Absent: never null. */
  readonly 'chat.close': {
    /** What is asked for. Absent: never null. */
    readonly type: 'chat.close';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Whoever has it: for supervisors. Absent: false when left out. */
    readonly isForced?: boolean;
  };
  /** Marks the chat as spam, and ends it. Absent: never null. */
  readonly 'spam.mark': {
    /** What is asked for. Absent: never null. */
    readonly type: 'spam.mark';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
  };
  /** Takes the mark back. Absent: never null. */
  readonly 'spam.unmark': {
    /** What is asked for. Absent: never null. */
    readonly type: 'spam.unmark';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
  };
  /** Says who the visitor is, or corrects it. Absent: never null. */
  readonly 'contact.identify': {
    /** What is asked for. Absent: never null. */
    readonly type: 'contact.identify';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Their name. Unit: text. Absent: stays when left out. */
    readonly visitorName?: string;
    /** The contact. Unit: id. Absent: stays when left out. */
    readonly contactId?: number;
    /** The record. Unit: id. Absent: stays when left out. */
    readonly entityId?: number;
  };
  /** Opens a ticket for the chat, and gives it the next number. Absent: never null. */
  readonly 'ticket.open': {
    /** What is asked for. Absent: never null. */
    readonly type: 'ticket.open';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** Which page or program sends it; with `cseq` its commands are taken in their order. Unit: text. Absent: left out by a sender that keeps no order. */
    readonly tab?: string;
    /** Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too. Unit: ordinal. Absent: left out by a sender that keeps no order. */
    readonly cseq?: number;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Its type, as the project lists them. Unit: id. Absent: never null. */
    readonly ticketTypeId: number;
  };
  /** Tells the visitor that the agent is writing. Absent: never null. */
  readonly 'typing': {
    /** What is asked for. Absent: never null. */
    readonly type: 'typing';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
  };
  /** Tells the visitor up to where the agent has read. Absent: never null. */
  readonly 'read': {
    /** What is asked for. Absent: never null. */
    readonly type: 'read';
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log. Unit: UUID. Absent: never null. */
    readonly id: string;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Number of the last event that was shown. Unit: ordinal. Absent: never null. */
    readonly seq: number;
  };
};

/** What happens in a chat, by type. */
export type ChatEvents = {
  /** The chat began; the first event of every chat. `channel` is in lower case. `heldByBot: true`: a bot has the chat until `bot.handed_off`. `startedBy`: an agent began it and owns it. Absent: required. */
  readonly 'chat.started': {
    /** What happened. Absent: required. */
    readonly type: 'chat.started';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** Channel in lower case. Absent: required. */
    readonly channel: string;
    /** Identifier of the session. Unit: id. Absent: required. */
    readonly sessionId: string;
    /** Name of the page. Unit: text. Absent: may be left out. */
    readonly pageName?: string;
    /** Display name of the visitor. Unit: text. Absent: may be left out. */
    readonly visitorName?: string;
    /** IP address of the visitor. Unit: text. Absent: may be left out. */
    readonly ipAddress?: string;
    /** First address visited. Unit: text. Absent: may be left out. */
    readonly firstUrl?: string;
    /** The contact. Unit: id. Absent: may be left out. */
    readonly contactId?: number;
    /** The record. Unit: id. Absent: may be left out. */
    readonly entityId?: number;
    /** The chat that this one continues. Unit: id. Absent: may be left out. */
    readonly previousChatId?: number;
    /** A bot holds the chat until `bot.handed_off`. Absent: false when left out. */
    readonly heldByBot?: boolean;
    /** A human agent. Absent: may be left out. */
    readonly startedBy?: {
      /** The agent. Unit: id. Absent: required. */
      readonly agentId: number;
      /** The name at this time. Unit: text. Absent: required. */
      readonly name: string;
    };
    /** A queue. Absent: may be left out. */
    readonly queue?: {
      /** The queue. Unit: id. Absent: required. */
      readonly queueId: number;
      /** Its name at this time. Unit: text. Absent: required. */
      readonly name: string;
      /** A visitor who leaves within this time is Lost, after it the chat is Missed. Unit: seconds. Absent: no such target. */
      readonly waitingLimitSeconds?: number;
    };
    /** The related ticket. Absent: may be left out. */
    readonly ticket?: {
      /** The ticket. Unit: id. Absent: required. */
      readonly ticketId: number;
      /** Its reference number. Unit: text. Absent: required. */
      readonly ticketNo: string;
      /** Type of the related ticket. Absent: never null. */
      readonly ticketType: {
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
    };
    /** Service level policy of the queue at the start of the chat. Absent: may be left out. */
    readonly slaPolicy?: {
      /** Name and version of the policy. Unit: text. Absent: required. */
      readonly policyId: string;
      /** Target for the first response. Unit: seconds. Absent: no such target. */
      readonly firstResponseSeconds?: number;
      /** Target for every later response. Unit: seconds. Absent: no such target. */
      readonly nextResponseSeconds?: number;
      /** Target for the first human to accept. Unit: seconds. Absent: no such target. */
      readonly waitingSeconds?: number;
      /** Target for the close. Unit: seconds. Absent: no such target. */
      readonly closeSeconds?: number;
    };
    /** Opening hours of the queue at the start of the chat; without a calendar it is always open. Absent: may be left out. */
    readonly calendar?: {
      /** IANA zone of the hours. Unit: text. Absent: required. */
      readonly timeZone: string;
      /** Opening hours on Mondays. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
      readonly monday: readonly (readonly string[])[];
      /** Opening hours on Tuesdays. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
      readonly tuesday: readonly (readonly string[])[];
      /** Opening hours on Wednesdays. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
      readonly wednesday: readonly (readonly string[])[];
      /** Opening hours on Thursdays. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
      readonly thursday: readonly (readonly string[])[];
      /** Opening hours on Fridays. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
      readonly friday: readonly (readonly string[])[];
      /** Opening hours on Saturdays. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
      readonly saturday: readonly (readonly string[])[];
      /** Opening hours on Sundays. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
      readonly sunday: readonly (readonly string[])[];
      /** Days with hours of their own. Absent: [] when there are none. */
      readonly holidays: readonly ({
        /** The day. Unit: YYYY-MM-DD. Zone: the calendar's. Absent: required. */
        readonly date: string;
        /** Opening hours on that day. Unit: HH:MM to HH:MM. Zone: the calendar's. Absent: [] is closed all day. */
        readonly hours: readonly (readonly string[])[];
      })[];
    };
  };
  /** A message that the visitor wrote or could see; `text` may be `""`. Automatic replies and greetings are by `bot`. `sentAt` is the channel's own time; the earlier of `sentAt` and `at` counts. Absent: required. */
  readonly 'message.sent': {
    /** What happened. Absent: required. */
    readonly type: 'message.sent';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** Who wrote it; automatic replies and greetings are by a bot. Absent: required. */
    readonly sender: 'visitor' | 'agent' | 'bot';
    /** The agent who wrote it. Unit: id. Absent: may be left out for visitors and bots. */
    readonly senderId?: number;
    /** Name of the sender at this time. Unit: text. Absent: required. */
    readonly name: string;
    /** Unique identifier of the message in the chat. Unit: id. Absent: required. */
    readonly messageId: string;
    /** The text; may be "". Unit: text. Absent: required. */
    readonly text: string;
    /** The channel's own time of sending; the earlier of the two counts. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: may be left out. */
    readonly sentAt?: string;
    /** Address of the page. Unit: text. Absent: may be left out. */
    readonly pageUrl?: string;
    /** Title of the page. Unit: text. Absent: may be left out. */
    readonly pageTitle?: string;
    /** Files. Absent: may be left out. */
    readonly attachments?: readonly ({
      /** Kind of the attachment: image, audio, video, file. Unit: text. Absent: "" when there is none. */
      readonly type: string;
      /** Where the attachment is. Absent: never null. */
      readonly payload: {
        /** Address of the attachment. Unit: text. Absent: "" when there is none. */
        readonly url: string;
      };
    })[];
  };
  /** The text of a message was changed; its time stays. Absent: required. */
  readonly 'message.edited': {
    /** What happened. Absent: required. */
    readonly type: 'message.edited';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** The message. Unit: id. Absent: required. */
    readonly messageId: string;
    /** The new text. Unit: text. Absent: required. */
    readonly text: string;
  };
  /** Text and attachments of a message were removed for good; it still counts. Absent: required. */
  readonly 'message.redacted': {
    /** What happened. Absent: required. */
    readonly type: 'message.redacted';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** The message. Unit: id. Absent: required. */
    readonly messageId: string;
  };
  /** A private note of an agent; in no transcript and no number. Absent: required. */
  readonly 'note.added': {
    /** What happened. Absent: required. */
    readonly type: 'note.added';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** Who wrote it. Unit: id. Absent: required. */
    readonly agentId: number;
    /** The name. Unit: text. Absent: required. */
    readonly name: string;
    /** The note. Unit: text. Absent: required. */
    readonly text: string;
  };
  /** The visitor moved to another page. Absent: required. */
  readonly 'page.viewed': {
    /** What happened. Absent: required. */
    readonly type: 'page.viewed';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** Its address. Unit: text. Absent: required. */
    readonly url: string;
    /** Its title. Unit: text. Absent: may be left out. */
    readonly title?: string;
  };
  /** Routing put the chat into a queue (this is not a transfer), also again after an agent was lost. Absent: required. */
  readonly 'chat.queued': {
    /** What happened. Absent: required. */
    readonly type: 'chat.queued';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** A queue. Absent: may be left out. */
    readonly queue: {
      /** The queue. Unit: id. Absent: required. */
      readonly queueId: number;
      /** Its name at this time. Unit: text. Absent: required. */
      readonly name: string;
      /** A visitor who leaves within this time is Lost, after it the chat is Missed. Unit: seconds. Absent: no such target. */
      readonly waitingLimitSeconds?: number;
    };
  };
  /** The chat was offered to an agent: out of a queue, or by the agent who has it, who keeps it until the other takes it. Absent: required. */
  readonly 'agent.offered': {
    /** What happened. Absent: required. */
    readonly type: 'agent.offered';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** A human agent. Absent: may be left out. */
    readonly agent: {
      /** The agent. Unit: id. Absent: required. */
      readonly agentId: number;
      /** The name at this time. Unit: text. Absent: required. */
      readonly name: string;
    };
    /** Why an agent gives it. Unit: text. Absent: may be left out. */
    readonly reason?: string;
  };
  /** The agent did not take it. Absent: required. */
  readonly 'agent.declined': {
    /** What happened. Absent: required. */
    readonly type: 'agent.declined';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** The agent. Unit: id. Absent: required. */
    readonly agentId: number;
    /** true: the agent said nothing until the offer ended. Absent: false when left out. */
    readonly unanswered?: boolean;
  };
  /** The agent took the chat and owns it now. Absent: required. */
  readonly 'agent.accepted': {
    /** What happened. Absent: required. */
    readonly type: 'agent.accepted';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** A human agent. Absent: may be left out. */
    readonly agent: {
      /** The agent. Unit: id. Absent: required. */
      readonly agentId: number;
      /** The name at this time. Unit: text. Absent: required. */
      readonly name: string;
    };
  };
  /** The owner's connection was lost; the chat waits again. Absent: required. */
  readonly 'agent.disconnected': {
    /** What happened. Absent: required. */
    readonly type: 'agent.disconnected';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** The agent. Unit: id. Absent: required. */
    readonly agentId: number;
  };
  /** Ownership moved on purpose; exactly one of `toAgent` and `toQueue`. Absent: required. */
  readonly 'chat.transferred': {
    /** What happened. Absent: required. */
    readonly type: 'chat.transferred';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** A human agent. Absent: may be left out. */
    readonly toAgent?: {
      /** The agent. Unit: id. Absent: required. */
      readonly agentId: number;
      /** The name at this time. Unit: text. Absent: required. */
      readonly name: string;
    };
    /** A queue. Absent: may be left out. */
    readonly toQueue?: {
      /** The queue. Unit: id. Absent: required. */
      readonly queueId: number;
      /** Its name at this time. Unit: text. Absent: required. */
      readonly name: string;
      /** A visitor who leaves within this time is Lost, after it the chat is Missed. Unit: seconds. Absent: no such target. */
      readonly waitingLimitSeconds?: number;
    };
    /** Why. Unit: text. Absent: may be left out. */
    readonly reason?: string;
  };
  /** The agent keeps the chat without attending to it, until the visitor or the agent writes again. Absent: required. */
  readonly 'chat.parked': {
    /** What happened. Absent: required. */
    readonly type: 'chat.parked';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
  };
  /** The opening hours of the queue ended while the chat waited. Absent: required. */
  readonly 'hours.ended': {
    /** What happened. Absent: required. */
    readonly type: 'hours.ended';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
  };
  /** The opening hours of the queue began again while the chat waited. Absent: required. */
  readonly 'hours.began': {
    /** What happened. Absent: required. */
    readonly type: 'hours.began';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
  };
  /** The bot gave the chat to humans; response times start here if this is later. Absent: required. */
  readonly 'bot.handed_off': {
    /** What happened. Absent: required. */
    readonly type: 'bot.handed_off';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** A queue. Absent: may be left out. */
    readonly queue?: {
      /** The queue. Unit: id. Absent: required. */
      readonly queueId: number;
      /** Its name at this time. Unit: text. Absent: required. */
      readonly name: string;
      /** A visitor who leaves within this time is Lost, after it the chat is Missed. Unit: seconds. Absent: no such target. */
      readonly waitingLimitSeconds?: number;
    };
  };
  /** Who the visitor is became known or was corrected. Absent: required. */
  readonly 'contact.identified': {
    /** What happened. Absent: required. */
    readonly type: 'contact.identified';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** Display name. Unit: text. Absent: may be left out. */
    readonly visitorName?: string;
    /** The contact. Unit: id. Absent: may be left out. */
    readonly contactId?: number;
    /** The record. Unit: id. Absent: may be left out. */
    readonly entityId?: number;
  };
  /** A ticket was related to the chat. Absent: required. */
  readonly 'ticket.linked': {
    /** What happened. Absent: required. */
    readonly type: 'ticket.linked';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** The related ticket. Absent: may be left out. */
    readonly ticket: {
      /** The ticket. Unit: id. Absent: required. */
      readonly ticketId: number;
      /** Its reference number. Unit: text. Absent: required. */
      readonly ticketNo: string;
      /** Type of the related ticket. Absent: never null. */
      readonly ticketType: {
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
    };
  };
  /** The chat was marked as spam. Absent: required. */
  readonly 'spam.marked': {
    /** What happened. Absent: required. */
    readonly type: 'spam.marked';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
  };
  /** The mark was taken back. Absent: required. */
  readonly 'spam.unmarked': {
    /** What happened. Absent: required. */
    readonly type: 'spam.unmarked';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
  };
  /** A timer saw a target missed; `at` is the due instant, `turn` counts from 1. Absent: required. */
  readonly 'sla.missed': {
    /** What happened. Absent: required. */
    readonly type: 'sla.missed';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** Which target. Absent: required. */
    readonly target: 'firstResponse' | 'nextResponse' | 'waiting' | 'close';
    /** Which turn, from 1, for the response targets. Unit: ordinal. Absent: may be left out. */
    readonly turn?: number;
  };
  /** The chat was closed, for good unless `final` is `false`. Absent: required. */
  readonly 'chat.closed': {
    /** What happened. Absent: required. */
    readonly type: 'chat.closed';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
    /** By whom or why. Absent: required. */
    readonly reason: 'agent' | 'visitor' | 'visitor_left' | 'idle' | 'system' | 'bot_resolved' | 'abandoned' | 'agent_silent' | 'no_answer' | 'out_of_hours' | 'idle_unanswered' | 'no_visitor_reply' | 'max_age' | 'spam';
    /** false: it may still be reopened until `chat.finalized`. Absent: true when left out. */
    readonly final?: boolean;
  };
  /** A close that was not final was taken back. Absent: required. */
  readonly 'chat.reopened': {
    /** What happened. Absent: required. */
    readonly type: 'chat.reopened';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
  };
  /** The last close became final; the close keeps its own instant. Absent: required. */
  readonly 'chat.finalized': {
    /** What happened. Absent: required. */
    readonly type: 'chat.finalized';
    /** When it happened, or when it arrived here. Unit: ISO 8601 with offset, milliseconds allowed. Zone: its own offset. Absent: required. */
    readonly at: string;
  };
};

/** What comes down a stream besides events of chats, by name. */
export type StreamFrames = {
  /** The first frame of every stream. Absent: never null. */
  readonly 'hello': {
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Now, by the clock of the server. Unit: ISO 8601. Zone: UTC. Absent: never null. */
    readonly at: string;
    /** After so many seconds without anything to say a comment comes. Unit: seconds. Absent: never null. */
    readonly heartbeatSeconds: number;
  };
  /** What the agent has to do, as a whole: at the beginning and after each change. To agents only. Absent: never null. */
  readonly 'inbox': {
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** The agent. Unit: id. Absent: never null. */
    readonly agentId: number;
    /** What the agent chose. Absent: never null. */
    readonly presence: 'online' | 'busy' | 'away';
    /** Units of room that are left; a web chat takes ten. Unit: units. Absent: never null. */
    readonly room: number;
    /** Chats that the agent has or is asked about, by their ids. Absent: [] for none. */
    readonly chats: readonly ({
      /** The chat. Unit: id. Absent: never null. */
      readonly chatId: number;
      /** Where it stands. Absent: never null. */
      readonly phase: 'bot' | 'queued' | 'offline' | 'offered' | 'active' | 'parked' | 'closing' | 'closed';
      /** The queue that it is in, or came from. Unit: id. Absent: null when it was in none. */
      readonly queueId: number | null;
      /** Name of the visitor. Unit: text. Absent: "" when unknown. */
      readonly visitorName: string;
      /** Until when it is offered. Unit: ISO 8601. Zone: UTC. Absent: null when it is not offered to this agent. */
      readonly offeredUntil: string | null;
      /** Whether somebody has it. Absent: never null. */
      readonly hasAgent: boolean;
      /** Whether the visitor has no page open. Absent: never null. */
      readonly isVisitorGone: boolean;
    })[];
    /** The queues of the agent, by their ids. Absent: [] for none. */
    readonly queues: readonly ({
      /** The queue. Unit: id. Absent: never null. */
      readonly queueId: number;
      /** Its name. Unit: text. Absent: never null. */
      readonly name: string;
      /** Chats that wait in it. Unit: chats. Absent: 0. */
      readonly waiting: number;
      /** Since when the first of them waits. Unit: ISO 8601. Zone: UTC. Absent: null when none waits. */
      readonly waitingSince: string | null;
    })[];
  };
  /** The other side is writing; it holds for six seconds. Never repeated. Absent: never null. */
  readonly 'typing': {
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Who writes. Absent: never null. */
    readonly by: 'visitor' | 'agent';
  };
  /** The other side has seen the chat up to an event. Absent: never null. */
  readonly 'read': {
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Who has read. Absent: never null. */
    readonly by: 'visitor' | 'agent';
    /** Number of the last event that was shown. Unit: ordinal. Absent: never null. */
    readonly seq: number;
  };
  /** The chat was erased; whoever has a copy removes it. Absent: never null. */
  readonly 'gone': {
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
  };
  /** The server ends the stream; come back with the last position. Absent: never null. */
  readonly 'bye': {
    /** Version of the protocol. Absent: never null. */
    readonly v: 1;
    /** Wait for so long, so that not everybody comes at once. Unit: milliseconds. Absent: never null. */
    readonly reconnectAfterMs: number;
  };
};

/** A chat in the hands of an agent. Absent: none. */
export type InboxChat = {
  /** The chat. Unit: id. Absent: never null. */
  readonly chatId: number;
  /** Where it stands. Absent: never null. */
  readonly phase: 'bot' | 'queued' | 'offline' | 'offered' | 'active' | 'parked' | 'closing' | 'closed';
  /** The queue that it is in, or came from. Unit: id. Absent: null when it was in none. */
  readonly queueId: number | null;
  /** Name of the visitor. Unit: text. Absent: "" when unknown. */
  readonly visitorName: string;
  /** Until when it is offered. Unit: ISO 8601. Zone: UTC. Absent: null when it is not offered to this agent. */
  readonly offeredUntil: string | null;
  /** Whether somebody has it. Absent: never null. */
  readonly hasAgent: boolean;
  /** Whether the visitor has no page open. Absent: never null. */
  readonly isVisitorGone: boolean;
};

/** What came of the command. Absent: never null. */
export type CommandDone = {
  /** Id of the command. Unit: UUID. Absent: never null. */
  readonly re: string;
  /** The chat. Unit: id. Absent: null when it is about none. */
  readonly chatId: number | null;
  /** Number of the last event of the chat by then; 0 without a chat. Unit: ordinal. Absent: never null. */
  readonly seq: number;
  /** Whether the command had been carried out before. Absent: never null. */
  readonly isRepeated: boolean;
};

/** The visitor, and what they need to take part. Absent: never null. */
export type Visitor = {
  /** To be kept by the page for half a year: it is who the visitor is. Unit: text. Absent: never null. */
  readonly visitorToken: string;
  /** Goes with commands and streams, as `Authorization: Bearer`. Unit: text. Absent: never null. */
  readonly streamToken: string;
  /** For how long it is valid. Before that the page asks for another. Unit: seconds. Absent: never null. */
  readonly streamSeconds: number;
  /** The visitor, on this site. Unit: text. Absent: never null. */
  readonly visitorId: string;
  /** Whether the site has said who it is. Absent: never null. */
  readonly isVerified: boolean;
  /** Their last chat. Absent: null before the first. */
  readonly chat: {
    /** The chat. Unit: id. Absent: never null. */
    readonly chatId: number;
    /** Number of its last event. Unit: ordinal. Absent: never null. */
    readonly seq: number;
    /** Where it stands. Absent: never null. */
    readonly phase: 'bot' | 'queued' | 'offline' | 'offered' | 'active' | 'parked' | 'closing' | 'closed';
  } | null;
  /** The site as it is now. Absent: never null. */
  readonly site: {
    /** Its name. Unit: text. Absent: never null. */
    readonly name: string;
    /** Whether people answer now. Absent: never null. */
    readonly isOpen: boolean;
    /** When they will. Zone: UTC. Absent: null while it is open, and when it never opens. */
    readonly opensAt: string | null;
    /** Whether only visitors may write who are known to the site. Absent: never null. */
    readonly isVerifiedOnly: boolean;
    /** Longest text of a message. Unit: characters. Absent: never null. */
    readonly longestText: number;
  };
};
