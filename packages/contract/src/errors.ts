/**
 * Every error that a caller of the API can see; the server sends no others. `docs/errors.md` is made from this list.
 */

/** The level at which the server logs the reply; `error` means that a person must act. */
export type ErrorLogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface ErrorDefinition {
  /** Value of `errormessage`; never changes once released. */
  readonly code: `error.${string}`;
  /** HTTP status, also in `errorcode`. */
  readonly status: number;
  readonly logLevel: ErrorLogLevel;
  /** One sentence for people; `{name}` is a slot that the reply fills. */
  readonly message: string;
  /** One sentence that says what the caller can do; may have slots too. */
  readonly whatToDo: string;
}

export const ERRORS = {
  malformedValue: {
    code: 'error.malformed_value',
    status: 400,
    logLevel: 'info',
    message: '{name} must be {expected}, but it is {found}.',
    whatToDo: 'Correct the value or leave {name} out.',
  },
  unknownParameter: {
    code: 'error.unknown_parameter',
    status: 400,
    logLevel: 'info',
    message: 'There is no parameter {name} here; {hint}.',
    whatToDo: 'Correct the name, or send "Prefer: handling=lenient" to have unknown parameters ignored.',
  },
  parameterNotExpected: {
    code: 'error.parameter_not_expected',
    status: 400,
    logLevel: 'info',
    message: 'There is no parameter {name} here; this operation takes no parameters.',
    whatToDo: 'Leave it out, or send "Prefer: handling=lenient" to have unknown parameters ignored.',
  },
  repeatedParameter: {
    code: 'error.repeated_parameter',
    status: 400,
    logLevel: 'info',
    message: '{name} is given more than once.',
    whatToDo: 'Give it once.',
  },
  conflictingParameters: {
    code: 'error.conflicting_parameters',
    status: 400,
    logLevel: 'info',
    message: '{first} and {second} {reason}.',
    whatToDo: 'Leave one of them out.',
  },
  reversedDates: {
    code: 'error.reversed_dates',
    status: 400,
    logLevel: 'info',
    message: 'The startDate {startDate} is after the endDate {endDate}.',
    whatToDo: 'Swap the two.',
  },
  reversedRange: {
    code: 'error.reversed_range',
    status: 400,
    logLevel: 'info',
    message: '{first} {least} is more than {second} {most}, which no number can be.',
    whatToDo: 'Swap the two.',
  },
  malformedQuery: {
    code: 'error.malformed_query',
    status: 400,
    logLevel: 'info',
    message: 'The query string cannot be read at {name}: {reason}.',
    whatToDo: 'Encode names and values as UTF-8 with percent escapes.',
  },
  invalidCursor: {
    code: 'error.invalid_cursor',
    status: 400,
    logLevel: 'info',
    message: 'The cursor {reason}.',
    whatToDo:
      'Send a Parley-Next-Cursor or Parley-Sync-Cursor as it came, with the filters it came for; if it is lost, use since.',
  },
  malformedBody: {
    code: 'error.malformed_body',
    status: 400,
    logLevel: 'info',
    message: 'The body of the request is not valid: {reason}.',
    whatToDo: 'Correct it; /openapi.json describes the members of the body and their values.',
  },
  protocolVersion: {
    code: 'error.protocol_version',
    status: 400,
    logLevel: 'info',
    message: 'The request is of version {found} of the live protocol, and this server speaks version {known}.',
    whatToDo: 'Load the page again, or use a client of that version.',
  },
  malformedUrl: {
    code: 'error.malformed_url',
    status: 400,
    logLevel: 'info',
    message: 'The path of the request cannot be read.',
    whatToDo: 'Encode it as UTF-8 with percent escapes.',
  },
  malformedRequest: {
    code: 'error.malformed_request',
    status: 400,
    logLevel: 'info',
    message: 'The request is not valid HTTP.',
    whatToDo: 'Check the client or the proxy that wrote it.',
  },
  badHost: {
    code: 'error.bad_host',
    status: 400,
    logLevel: 'info',
    message: 'The request names no valid host.',
    whatToDo: 'Send one Host header with the name of this server.',
  },
  badTarget: {
    code: 'error.bad_target',
    status: 400,
    logLevel: 'info',
    message: 'What the request asks for is neither a path nor an address that begins with http://.',
    whatToDo: 'Send the path, as in GET /v2/projects. A proxy that ends TLS says so in X-Forwarded-Proto.',
  },
  manyHosts: {
    code: 'error.many_hosts',
    status: 400,
    logLevel: 'info',
    message: 'The request has more than one Host header.',
    whatToDo: 'Send one Host header with the name of this server.',
  },
  tokenRefused: {
    code: 'error.token_refused',
    status: 401,
    logLevel: 'info',
    message: 'The {kind} token is not valid, or not any more.',
    whatToDo: 'Get a new one by POST /v2/live/visitors.',
  },
  identityRefused: {
    code: 'error.identity_refused',
    status: 401,
    logLevel: 'info',
    message: 'The identity that the site gives is refused: {reason}.',
    whatToDo: 'Correct how the site signs it, then ask again.',
  },
  unauthorized: {
    code: 'error.unauthorized',
    status: 401,
    logLevel: 'info',
    message: 'The request carries no valid credentials.',
    whatToDo:
      'Send the tenant as user and an API key as password with HTTP Basic, or the key as a Bearer token; people sign in again.',
  },
  signInRefused: {
    code: 'error.sign_in_refused',
    status: 401,
    logLevel: 'info',
    message: 'Nobody can sign in with this.',
    whatToDo:
      'Check tenant, login and password; a link works once and for an hour. Whoever runs the server makes a new link with "parley user link".',
  },
  openidNotOffered: {
    code: 'error.openid_not_offered',
    status: 404,
    logLevel: 'info',
    message: 'This server knows no OpenID Connect provider.',
    whatToDo:
      'Sign in by password or link; whoever runs the server names a provider with "parley serve --openid-issuer".',
  },
  openidUnreachable: {
    code: 'error.openid_unreachable',
    status: 503,
    logLevel: 'warn',
    message: 'The OpenID Connect provider cannot be reached.',
    whatToDo: 'Try again in a while, or sign in by password or link; the log of the server says more.',
  },
  originNotAllowed: {
    code: 'error.origin_not_allowed',
    status: 403,
    logLevel: 'info',
    message: 'Pages of {origin} may not use this site.',
    whatToDo: 'Add the origin to the allowed origins of the site, if it is yours.',
  },
  identityNeeded: {
    code: 'error.identity_needed',
    status: 403,
    logLevel: 'info',
    message: 'Only visitors whom the site has said who they are may write here.',
    whatToDo: 'Sign in at the site; its page then sends the identity to POST /v2/live/visitors.',
  },
  agentNeeded: {
    code: 'error.agent_needed',
    status: 403,
    logLevel: 'info',
    message: 'Whoever asks is no agent of this project.',
    whatToDo: 'Sign in as an agent, or with a key name the agent by actAs.',
  },
  supervisorNeeded: {
    code: 'error.supervisor_needed',
    status: 403,
    logLevel: 'info',
    message: 'Only supervisors may do this to a chat that another has.',
    whatToDo: 'Leave isForced out, or ask a supervisor.',
  },
  foreignOrigin: {
    code: 'error.foreign_origin',
    status: 403,
    logLevel: 'info',
    message: 'The request does not come from a page of this server.',
    whatToDo:
      'Use the pages of this server, or an API key instead of a session; behind a proxy, start the server with --public-url.',
  },
  ipNotAllowed: {
    code: 'error.ip_not_allowed',
    status: 403,
    logLevel: 'info',
    message: 'The key may not be used from this IP address.',
    whatToDo: 'Ask the operator to add the address to the key.',
  },
  scopeMissing: {
    code: 'error.scope_missing',
    status: 403,
    logLevel: 'info',
    message: 'The key, or the role of the person, lacks the scope {scope}.',
    whatToDo: 'Use a key with that scope, or ask an administrator for a role that has it.',
  },
  filterNotAllowed: {
    code: 'error.filter_not_allowed',
    status: 403,
    logLevel: 'info',
    message: 'Without the scope chats:read, nothing may be filtered or grouped by {name}.',
    whatToDo: 'Leave it out, or use a key or a role that has the scope chats:read.',
  },
  beyondOwnLimits: {
    code: 'error.beyond_own_limits',
    status: 403,
    logLevel: 'info',
    message: 'You may not {what}, because you are limited to some projects or queues.',
    whatToDo: 'Stay within your own limits, or ask an administrator without limits.',
  },
  passwordRefused: {
    code: 'error.password_refused',
    status: 403,
    logLevel: 'info',
    message: 'Your own password is missing or wrong.',
    whatToDo: 'Send it as ownPassword; it protects what gives rights to others.',
  },
  signInAgain: {
    code: 'error.sign_in_again',
    status: 403,
    logLevel: 'info',
    message: 'You have no password, and signed in more than an hour ago.',
    whatToDo:
      'Sign in again by a new link, or with a password; whoever runs the server makes both with "parley user link" and "parley user set-password".',
  },
  personNeeded: {
    code: 'error.person_needed',
    status: 403,
    logLevel: 'info',
    message: 'Only a person can have a view of their own; a key has none.',
    whatToDo: 'Sign in, or save the view for all with isShared.',
  },
  viewNotYours: {
    code: 'error.view_not_yours',
    status: 403,
    logLevel: 'info',
    message: 'Views of the project may be changed only by those who may read what was written.',
    whatToDo: 'Save a view of your own instead.',
  },
  routeNotFound: {
    code: 'error.route_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is nothing at this path.',
    whatToDo: 'Check the path against the list in /openapi.json.',
  },
  projectNotFound: {
    code: 'error.project_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is no such project, or you may not see it.',
    whatToDo: 'Check the number: the console lists your projects at its top, the API by GET /v2/projects.',
  },
  chatNotFound: {
    code: 'error.chat_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is no such chat in the project, or it was erased.',
    whatToDo: 'Check the number against the log of the project.',
  },
  attachmentNotFound: {
    code: 'error.attachment_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is no such attachment in the project, or it was erased.',
    whatToDo: 'Take the address from the log or the stream again.',
  },
  redactionNotFound: {
    code: 'error.redaction_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is no such chat, message or contact in the project.',
    whatToDo: 'Check the numbers against the log, read with include=ext.',
  },
  viewNotFound: {
    code: 'error.view_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is no such view in the project, or it was deleted.',
    whatToDo: 'Read the list of views again.',
  },
  keyNotFound: {
    code: 'error.key_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is no such key, or it may see more than you.',
    whatToDo: 'Check its first characters against the list of keys.',
  },
  personNotFound: {
    code: 'error.person_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is nobody with that login, or they may see more than you.',
    whatToDo: 'Check the login against the list of people.',
  },
  queueNotFound: {
    code: 'error.queue_not_found',
    status: 404,
    logLevel: 'info',
    message: 'The project has no such queue.',
    whatToDo: 'Check the queueId against the list of queues.',
  },
  agentNotFound: {
    code: 'error.agent_not_found',
    status: 404,
    logLevel: 'info',
    message: 'The project has no such agent.',
    whatToDo: 'Check the agentId against the list of agents.',
  },
  siteNotFound: {
    code: 'error.site_not_found',
    status: 404,
    logLevel: 'info',
    message: 'There is no such site.',
    whatToDo: 'Check the key, or the siteId, against the list of sites.',
  },
  eventsNotFound: {
    code: 'error.events_not_found',
    status: 404,
    logLevel: 'info',
    message: 'The chat was imported as a row of the log, and has no events.',
    whatToDo: 'Read the chat itself.',
  },
  ticketTypeNotFound: {
    code: 'error.ticket_type_not_found',
    status: 404,
    logLevel: 'info',
    message: 'The project has no such type of tickets.',
    whatToDo: 'Check the ticketTypeId against the list of types.',
  },
  cannedReplyNotFound: {
    code: 'error.canned_reply_not_found',
    status: 404,
    logLevel: 'info',
    message: 'The project keeps no such reply.',
    whatToDo: 'Check the replyId against the list of replies.',
  },
  messageNotFound: {
    code: 'error.message_not_found',
    status: 404,
    logLevel: 'info',
    message: 'The chat has no such message of this agent.',
    whatToDo: 'Check the messageId against the events of the chat.',
  },
  sessionNotFound: {
    code: 'error.session_not_found',
    status: 404,
    logLevel: 'info',
    message: 'The person has no such session any more.',
    whatToDo: 'Read the list of sessions again.',
  },
  methodNotAllowed: {
    code: 'error.method_not_allowed',
    status: 405,
    logLevel: 'info',
    message: 'This path does not support the method {method}.',
    whatToDo: 'Use one of the methods in the Allow header.',
  },
  notAcceptable: {
    code: 'error.not_acceptable',
    status: 406,
    logLevel: 'info',
    message: 'None of the formats in the Accept header can be served here.',
    whatToDo: 'Accept application/json, or name the format with format=.',
  },
  attachmentLinkRefused: {
    code: 'error.attachment_link_refused',
    status: 403,
    logLevel: 'info',
    message: 'The link to the attachment is not valid, or not any more.',
    whatToDo: 'Take the address from the stream again; it holds for a day.',
  },
  requestTimeout: {
    code: 'error.request_timeout',
    status: 408,
    logLevel: 'info',
    message: 'The request did not arrive in time.',
    whatToDo: 'Send it again.',
  },
  alreadyExists: {
    code: 'error.already_exists',
    status: 409,
    logLevel: 'info',
    message: 'There is {what} already.',
    whatToDo: 'Take another, or change that one.',
  },
  lastAdministrator: {
    code: 'error.last_administrator',
    status: 409,
    logLevel: 'info',
    message: 'This would leave nobody who may do everything.',
    whatToDo: 'Make another person an administrator without limits first.',
  },
  personDisabled: {
    code: 'error.person_disabled',
    status: 409,
    logLevel: 'info',
    message: 'The person may not sign in.',
    whatToDo: 'Let them sign in again first.',
  },
  tooManyViews: {
    code: 'error.too_many_views',
    status: 409,
    logLevel: 'info',
    message: 'There are {limit} views already, which is the most.',
    whatToDo: 'Delete one that is not needed.',
  },
  commandsMissing: {
    code: 'error.commands_missing',
    status: 409,
    logLevel: 'info',
    message: 'Commands of this tab are missing; the next must be number {expected}.',
    whatToDo: 'Send again from the number in the Parley-Resend-From header on, in their order.',
  },
  commandOutdated: {
    code: 'error.command_outdated',
    status: 409,
    logLevel: 'info',
    message: 'A later command of this tab has been carried out already.',
    whatToDo: 'Give the command a new number if it is still wanted.',
  },
  chatEnded: {
    code: 'error.chat_ended',
    status: 409,
    logLevel: 'info',
    message: 'The chat is closed.',
    whatToDo: 'Look at it in the log; a visitor who writes begins another.',
  },
  chatTaken: {
    code: 'error.chat_taken',
    status: 409,
    logLevel: 'info',
    message: '{who} has the chat.',
    whatToDo: 'Ask them for it, or let a supervisor give it to you.',
  },
  chatNotYours: {
    code: 'error.chat_not_yours',
    status: 409,
    logLevel: 'info',
    message: 'The chat is not yours: {who} has it.',
    whatToDo: 'Take it first.',
  },
  offerGone: {
    code: 'error.offer_gone',
    status: 409,
    logLevel: 'info',
    message: 'The chat is not offered to you any more: {who} has it.',
    whatToDo: 'Look at the chat as it is now.',
  },
  chatHeldByBot: {
    code: 'error.chat_held_by_bot',
    status: 409,
    logLevel: 'info',
    message: 'A bot has the chat.',
    whatToDo: 'Wait until the bot gives it to people.',
  },
  agentFull: {
    code: 'error.agent_full',
    status: 409,
    logLevel: 'info',
    message: 'Agent {agentId} has no room for another chat.',
    whatToDo: 'Close or park one, or take another agent.',
  },
  chatFull: {
    code: 'error.chat_full',
    status: 409,
    logLevel: 'info',
    message: 'The chat has as many events, or as much text, as a chat may have.',
    whatToDo: 'Close it; the next message begins another.',
  },
  chatImported: {
    code: 'error.chat_imported',
    status: 409,
    logLevel: 'info',
    message: 'The chat was imported, so nobody can take part in it.',
    whatToDo: 'Write in a chat that was held here.',
  },
  chatIdsUsedUp: {
    code: 'error.chat_ids_used_up',
    status: 409,
    logLevel: 'warn',
    message: 'No chat can begin in this project: one was imported under the greatest number that there is.',
    whatToDo: 'Erase nothing; hold live chats in another project.',
  },
  textRepeated: {
    code: 'error.text_repeated',
    status: 409,
    logLevel: 'info',
    message: 'The same text was sent {count} times in a row.',
    whatToDo: 'Write something else.',
  },
  attachmentNotUsable: {
    code: 'error.attachment_not_usable',
    status: 409,
    logLevel: 'info',
    message: 'The attachment {attachmentId} cannot be sent: {reason}.',
    whatToDo: 'Upload the file, wait for the reply, and name it in one message.',
  },
  attachmentTaken: {
    code: 'error.attachment_taken',
    status: 409,
    logLevel: 'info',
    message: 'The attachment is {what} already, with another file.',
    whatToDo: 'Reserve another attachment with another id.',
  },
  cursorExpired: {
    code: 'error.cursor_expired',
    status: 410,
    logLevel: 'info',
    message: 'The cursor can no longer be used: {reason}.',
    whatToDo:
      'Start over: take Parley-Sync-Cursor from a reply of the log, read the whole log into an empty copy, then read the feed from that cursor.',
  },
  viewChanged: {
    code: 'error.view_changed',
    status: 412,
    logLevel: 'info',
    message: '{who} has changed the view meanwhile.',
    whatToDo: 'Read it again, and then change it or save yours under another name.',
  },
  bodyTooLarge: {
    code: 'error.body_too_large',
    status: 413,
    logLevel: 'info',
    message: 'The body of the request is too large.',
    whatToDo: 'Send a smaller body; reading the log needs none.',
  },
  attachmentTooLarge: {
    code: 'error.attachment_too_large',
    status: 413,
    logLevel: 'info',
    message: 'The file has more than {limit} bytes.',
    whatToDo: 'Send a smaller file.',
  },
  attachmentSize: {
    code: 'error.attachment_size',
    status: 400,
    logLevel: 'info',
    message: 'The upload has {found} bytes, and {expected} were reserved.',
    whatToDo: 'Send the whole file again, or reserve another attachment for it.',
  },
  attachmentTypeRefused: {
    code: 'error.attachment_type_refused',
    status: 415,
    logLevel: 'info',
    message: 'Files of the type {type} are not taken.',
    whatToDo: 'Send an image, a sound, a film, a PDF, a plain text, an office document without macros or a ZIP.',
  },
  attachmentMismatch: {
    code: 'error.attachment_mismatch',
    status: 415,
    logLevel: 'info',
    message: 'The file is not what it is said to be: {reason}.',
    whatToDo: 'Send it with the media type that it has, under a name that ends accordingly.',
  },
  unsupportedMediaType: {
    code: 'error.unsupported_media_type',
    status: 415,
    logLevel: 'info',
    message: 'The body of the request is not application/json, or it is compressed.',
    whatToDo: 'Send JSON as UTF-8 with the header "Content-Type: application/json".',
  },
  urlTooLong: {
    code: 'error.url_too_long',
    status: 414,
    logLevel: 'info',
    message: 'The address of the request is too long.',
    whatToDo: 'Use fewer or shorter parameters.',
  },
  versionNeeded: {
    code: 'error.version_needed',
    status: 428,
    logLevel: 'info',
    message: 'The request does not name the one version of the view that it is for.',
    whatToDo: 'Send the version that you read as If-Match, in quotation marks, as in "3"; neither * nor a list.',
  },
  tooManyRequests: {
    code: 'error.too_many_requests',
    status: 429,
    logLevel: 'info',
    message: 'The {subject} has sent more than its {limit} requests in this minute.',
    whatToDo: 'Wait for the seconds in the Retry-After header, then send the request again.',
  },
  tooManySignIns: {
    code: 'error.too_many_sign_ins',
    status: 429,
    logLevel: 'info',
    message: 'Signing in has failed too often.',
    whatToDo: 'Wait for as many seconds as Retry-After says, then try again.',
  },
  tooManyAtOnce: {
    code: 'error.too_many_at_once',
    status: 429,
    logLevel: 'info',
    message: 'The key or its tenant has {limit} large replies running, and may not have more at the same time.',
    whatToDo: 'Let one end, or wait for the seconds in the Retry-After header; then send the request again.',
  },
  tooManyMessages: {
    code: 'error.too_many_messages',
    status: 429,
    logLevel: 'info',
    message: 'Too many messages: at most {limit} a minute from this {subject}.',
    whatToDo: 'Wait for the seconds in the Retry-After header, then send the same command again.',
  },
  tooManyChats: {
    code: 'error.too_many_chats',
    status: 429,
    logLevel: 'info',
    message: 'Too many new chats: at most {limit} in {period} from this {subject}.',
    whatToDo: 'Wait for the seconds in the Retry-After header, then send the same command again.',
  },
  tooManyVisitors: {
    code: 'error.too_many_visitors',
    status: 429,
    logLevel: 'info',
    message: 'Too many new visitors: at most {limit} an hour from this address.',
    whatToDo: 'Wait for the seconds in the Retry-After header, then ask again.',
  },
  tooManyUploads: {
    code: 'error.too_many_uploads',
    status: 429,
    logLevel: 'info',
    message: 'Too many uploads: at most {limit} an hour from this {subject}.',
    whatToDo: 'Wait for the seconds in the Retry-After header, then ask again.',
  },
  tooManyStreams: {
    code: 'error.too_many_streams',
    status: 429,
    logLevel: 'info',
    message: 'There are {limit} open streams already, the most that this {subject} may have.',
    whatToDo: 'Close one; pages of one browser can share one.',
  },
  rangeNotSatisfiable: {
    code: 'error.range_not_satisfiable',
    status: 416,
    logLevel: 'info',
    message: 'The reply is shorter than the range that was asked for.',
    whatToDo: 'Ask for bytes below the length in the Content-Range header, or leave Range out.',
  },
  headersTooLarge: {
    code: 'error.headers_too_large',
    status: 431,
    logLevel: 'info',
    message: 'The headers of the request are too large.',
    whatToDo: 'Send fewer or shorter headers.',
  },
  internal: {
    code: 'error.internal',
    status: 500,
    logLevel: 'error',
    message: 'The server failed to process the request.',
    whatToDo: 'Send the request again; if it fails again, give the operator the time of the request.',
  },
  attachmentsOff: {
    code: 'error.attachments_off',
    status: 501,
    logLevel: 'info',
    message: 'This server keeps its chats in a database and has no place for files.',
    whatToDo: 'Ask the operator to start it with --attachments and a folder or a bucket.',
  },
  filesUnavailable: {
    code: 'error.files_unavailable',
    status: 503,
    logLevel: 'error',
    message: 'The place where files are kept does not answer or refuses, and nothing was kept.',
    whatToDo:
      'Wait for the seconds in the Retry-After header, then send the request again; tell the operator if it stays so.',
  },
  chatDamaged: {
    code: 'error.chat_damaged',
    status: 500,
    logLevel: 'error',
    message: 'Chat {chatId} is damaged in the store, and nothing is left from which it could be made again.',
    whatToDo: 'Tell the operator, who runs parley doctor; read the other chats by pages that leave it out.',
  },
  storeDamaged: {
    code: 'error.store_damaged',
    status: 500,
    logLevel: 'error',
    message: 'A part of the store is damaged.',
    whatToDo: 'Tell the operator, who runs parley doctor.',
  },
  outcomeUnknown: {
    code: 'error.outcome_unknown',
    status: 500,
    logLevel: 'warn',
    message: 'Whether the change was made is unknown, because the store failed while it was being kept.',
    whatToDo: 'Read the chat to see, or send the request again: what was made already is not made twice.',
  },
  storeFull: {
    code: 'error.store_full',
    status: 507,
    logLevel: 'error',
    message: 'The store has no space left, and nothing was written.',
    whatToDo: 'Ask the operator to make room on the disk, then send the request again.',
  },
  busy: {
    code: 'error.busy',
    status: 503,
    logLevel: 'warn',
    message: 'The server is too busy to reply now.',
    whatToDo: 'Wait for the seconds in the Retry-After header, then send the request again.',
  },
  httpVersionNotSupported: {
    code: 'error.http_version_not_supported',
    status: 505,
    logLevel: 'info',
    message: 'A reply of this size cannot be sent over HTTP/1.0.',
    whatToDo: 'Use HTTP/1.1, or ask for at most 1000 rows with limit=1000.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorName = keyof typeof ERRORS;

/** The names in braces in a text. */
export type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? Slot | SlotsIn<Rest>
  : never;

/** The slots that a reply with this error must fill. */
export type ErrorSlots<N extends ErrorName> = Readonly<
  Record<SlotsIn<(typeof ERRORS)[N]['message'] | (typeof ERRORS)[N]['whatToDo']>, string>
>;

/** An expected refusal: which error, which field of the request, and the values of the slots. */
export type Refusal = {
  readonly [N in ErrorName]: {
    readonly error: N;
    /** Documented spelling of the offending parameter or field, "" when there is none. */
    readonly property: string;
    readonly slots: ErrorSlots<N>;
  };
}[ErrorName];

/** Body of every reply that is not a success. */
export interface ErrorEnvelope {
  /** Always empty. */
  readonly response: readonly [];
  /** Exactly one. */
  readonly errors: readonly [
    { readonly errorcode: number; readonly errormessage: string; readonly property: string; readonly message: string },
  ];
}

/**
 * The body of an error reply: what happened and what to do, as one text in `message`.
 *
 * @param details `property` is the offending parameter or field, "" when left out; `slots` fill the sentences.
 * @throws TypeError when a slot of the sentences is not filled.
 */
export function errorBody(
  name: ErrorName,
  details: { readonly property?: string; readonly slots?: Readonly<Record<string, string>> } = {},
): ErrorEnvelope {
  const { code, status, message, whatToDo }: ErrorDefinition = ERRORS[name];
  const slots = new Map(Object.entries(details.slots ?? {}));
  const text = `${message} ${whatToDo}`.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const filling = slots.get(slot);
    if (filling === undefined) throw new TypeError(`${name}: the slot ${slot} is not filled`);
    return filling;
  });
  return {
    response: [],
    errors: [{ errorcode: status, errormessage: code, property: details.property ?? '', message: text }],
  };
}
