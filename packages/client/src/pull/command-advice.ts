/**
 * What to do about an error of the server where a person gave options to a command, made from the contract by
 * `npm run generate`; never edited by hand.
 */

/** By code; `instead` is what the sentence of the server ends with. */
export const COMMAND_ADVICE: Readonly<Record<string, { readonly instead: string; readonly advice: string }>> = {
  'error.unknown_parameter': {
    instead: 'Correct the name, or send "Prefer: handling=lenient" to have unknown parameters ignored.',
    advice: 'Correct the name of the filter, or leave the filter out.',
  },
  'error.parameter_not_expected': {
    instead: 'Leave it out, or send "Prefer: handling=lenient" to have unknown parameters ignored.',
    advice: 'Leave it out.',
  },
  'error.malformed_query': {
    instead: 'Encode names and values as UTF-8 with percent escapes.',
    advice: 'Correct the filter.',
  },
  'error.invalid_cursor': {
    instead:
      'Send a Parley-Next-Cursor or Parley-Sync-Cursor as it came, with the filters it came for; if it is lost, use since.',
    advice: 'Start over with an empty copy.',
  },
  'error.malformed_body': {
    instead: 'Correct it; /openapi.json describes the members of the body and their values.',
    advice: 'Use a version of this program that is as new as the server.',
  },
  'error.malformed_url': {
    instead: 'Encode it as UTF-8 with percent escapes.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.malformed_request': {
    instead: 'Check the client or the proxy that wrote it.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.bad_host': {
    instead: 'Send one Host header with the name of this server.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.bad_target': {
    instead: 'Send the path, as in GET /v2/projects. A proxy that ends TLS says so in X-Forwarded-Proto.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.many_hosts': {
    instead: 'Send one Host header with the name of this server.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.token_refused': {
    instead: 'Get a new one by POST /v2/live/visitors.',
    advice: 'Run the command again.',
  },
  'error.unauthorized': {
    instead:
      'Send the tenant as user and an API key as password with HTTP Basic, or the key as a Bearer token; people sign in again.',
    advice: 'Check the tenant and the key that were given.',
  },
  'error.foreign_origin': {
    instead:
      'Use the pages of this server, or an API key instead of a session; behind a proxy, start the server with --public-url.',
    advice: 'Use an API key.',
  },
  'error.route_not_found': {
    instead: 'Check the path against the list in /openapi.json.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.project_not_found': {
    instead: 'Check the number: the console lists your projects at its top, the API by GET /v2/projects.',
    advice: 'Check the number of the project, and which projects the key may see.',
  },
  'error.redaction_not_found': {
    instead: 'Check the numbers against the log, read with include=ext.',
    advice: 'Check the numbers against the log.',
  },
  'error.method_not_allowed': {
    instead: 'Use one of the methods in the Allow header.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.not_acceptable': {
    instead: 'Accept application/json, or name the format with format=.',
    advice: 'Use a version of this program that is as new as the server.',
  },
  'error.request_timeout': {
    instead: 'Send it again.',
    advice: 'Run the command again.',
  },
  'error.commands_missing': {
    instead: 'Send again from the number in the Parley-Resend-From header on, in their order.',
    advice: 'Run the command again.',
  },
  'error.cursor_expired': {
    instead:
      'Start over: take Parley-Sync-Cursor from a reply of the log, read the whole log into an empty copy, then read the feed from that cursor.',
    advice: 'Start over with an empty copy.',
  },
  'error.body_too_large': {
    instead: 'Send a smaller body; reading the log needs none.',
    advice: 'Use a version of this program that is as new as the server.',
  },
  'error.unsupported_media_type': {
    instead: 'Send JSON as UTF-8 with the header "Content-Type: application/json".',
    advice: 'Use a version of this program that is as new as the server.',
  },
  'error.url_too_long': {
    instead: 'Use fewer or shorter parameters.',
    advice: 'Give fewer or shorter filters.',
  },
  'error.too_many_requests': {
    instead: 'Wait for the seconds in the Retry-After header, then send the request again.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.too_many_sign_ins': {
    instead: 'Wait for as many seconds as Retry-After says, then try again.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.too_many_at_once': {
    instead: 'Let one end, or wait for the seconds in the Retry-After header; then send the request again.',
    advice: 'Let another command end, or wait a minute; then run the command again.',
  },
  'error.too_many_messages': {
    instead: 'Wait for the seconds in the Retry-After header, then send the same command again.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.too_many_chats': {
    instead: 'Wait for the seconds in the Retry-After header, then send the same command again.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.too_many_visitors': {
    instead: 'Wait for the seconds in the Retry-After header, then ask again.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.too_many_uploads': {
    instead: 'Wait for the seconds in the Retry-After header, then ask again.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.too_many_streams': {
    instead: 'Close one; pages of one browser can share one.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.range_not_satisfiable': {
    instead: 'Ask for bytes below the length in the Content-Range header, or leave Range out.',
    advice: 'Use a version of this program that is as new as the server.',
  },
  'error.headers_too_large': {
    instead: 'Send fewer or shorter headers.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
  'error.internal': {
    instead: 'Send the request again; if it fails again, give the operator the time of the request.',
    advice: 'Run the command again; if it fails again, give the operator the time.',
  },
  'error.files_unavailable': {
    instead:
      'Wait for the seconds in the Retry-After header, then send the request again; tell the operator if it stays so.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.chat_damaged': {
    instead: 'Tell the operator, who runs parley doctor; read the other chats by pages that leave it out.',
    advice: 'Tell the operator, who runs parley doctor.',
  },
  'error.outcome_unknown': {
    instead: 'Read the chat to see, or send the request again: what was made already is not made twice.',
    advice: 'Run the command again: what was made already is not made twice.',
  },
  'error.store_full': {
    instead: 'Ask the operator to make room on the disk, then send the request again.',
    advice: 'Ask the operator to make room on the disk, then run the command again.',
  },
  'error.busy': {
    instead: 'Wait for the seconds in the Retry-After header, then send the request again.',
    advice: 'Wait a minute, then run the command again.',
  },
  'error.http_version_not_supported': {
    instead: 'Use HTTP/1.1, or ask for at most 1000 rows with limit=1000.',
    advice: 'Check the address of the server, and what stands between here and the server.',
  },
};
