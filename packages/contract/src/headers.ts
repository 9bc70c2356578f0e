/** The headers that requests and replies of the API carry, with what each means. Used by the list of operations. */

/** Name of the cookie of a session; over HTTPS with `__Host-` before it. */
export const SESSION_COOKIE = 'parley_session';

export interface HeaderFacts {
  readonly description: string;
  readonly example: string;
}

export interface ReplyHeaderFacts extends HeaderFacts {
  /** True: every reply that may have it has it. */
  readonly isAlways: boolean;
  /** What a value looks like, as a regular expression; null for any text. */
  readonly pattern: string | null;
}

const ANY_COUNT = '^[0-9]+$';
const CURSOR = '^[A-Za-z0-9_.-]+$';

export const REQUEST_HEADERS = {
  Accept: {
    description: 'Formats that the client accepts; the parameter format overrides it.',
    example: 'application/json',
  },
  Prefer: {
    description:
      '`handling=lenient`: unknown parameters are ignored and listed in Parley-Warning. `count=exact`: X-Total-Count is sent with filters too.',
    example: 'count=exact',
  },
  'Sec-Fetch-Site': {
    description:
      'Where the page that sends the request comes from. Browsers send it by themselves; where they do not, Origin is compared.',
    example: 'same-origin',
  },
  'If-None-Match': {
    description: 'ETag of an earlier reply; 304 without a body when nothing has changed since.',
    example: 'W/"k3Jd9-1024-9f86d081"',
  },
  'If-Match': {
    description: 'The version that was read, in quotation marks; when it is another now, nothing is changed.',
    example: '"1795773600000"',
  },
  Origin: {
    description:
      'Where the page is that sends the request; browsers send it by themselves. It must be an origin of the site, or of this server.',
    example: 'https://shop.example.com',
  },
  'Last-Event-ID': {
    description:
      'Where a stream was, as its last frame said; `position` overrides it. The stream goes on after it, whenever that was.',
    example: '12.40',
  },
  Range: {
    description:
      'A part of the reply, where it has Accept-Ranges: `bytes=0-99`, `bytes=100-`, or the last bytes, `bytes=-8`. Several parts are answered by the whole.',
    example: 'bytes=-8',
  },
  'If-Range': {
    description: 'ETag of the reply that Range is a part of; when it is another now, the whole is sent.',
    example: '"k3Jd9-1024-9f86d081.2c26b46b68ffc68ff99b453c1d304134"',
  },
} as const satisfies Record<string, HeaderFacts>;
export type RequestHeader = keyof typeof REQUEST_HEADERS;

/** Without them a request that may have them is refused. */
export const REQUIRED_REQUEST_HEADERS: ReadonlySet<RequestHeader> = new Set(['If-Match']);

export const REPLY_HEADERS = {
  Link: {
    description:
      'Address of the next page, with all parameters of the request. In the log `after` is set to the last id; sent with every limit when there is more. In the feed and in the audit log `cursor` is set; sent until the end.',
    example: '<https://chat.example.com/v2/projects/822/chats?limit=100&after=100>; rel="next"',
    isAlways: false,
    pattern: '^<[^<> ]+>; rel="next"$',
  },
  'X-Total-Count': {
    description:
      'Chats in the log that the filters select, regardless of start, after, offset and limit. Always sent without filters; with filters, and to those limited to queues, only on `Prefer: count=exact`.',
    example: '20000',
    isAlways: false,
    pattern: ANY_COUNT,
  },
  'Preference-Applied': {
    description: 'Sent with the X-Total-Count that `Prefer: count=exact` asked for.',
    example: 'count=exact',
    isAlways: false,
    pattern: '^count=exact$',
  },
  'Parley-Date-Range': {
    description:
      'The days that startDate and endDate were interpreted as, both inclusive, and their time zone. The first day is `..` when there is only an endDate.',
    example: '2023-01-20/2023-01-20 Europe/Budapest',
    isAlways: false,
    pattern: '^(\\.\\.|\\d{4}-\\d\\d-\\d\\d)/\\d{4}-\\d\\d-\\d\\d [A-Za-z][A-Za-z0-9_+/-]*$',
  },
  'Parley-Warning': {
    description: 'What was ignored because of `Prefer: handling=lenient`, separated by commas.',
    example: 'unknown parameter ignored: colour',
    isAlways: false,
    pattern: null,
  },
  'Parley-Unindexed-Chats': {
    description:
      'Chats that the index of words does not have yet, when `q` was given and there are any. Each was read, so that the reply is complete all the same, only slower.',
    example: '120',
    isAlways: false,
    pattern: ANY_COUNT,
  },
  'Parley-Sync-Cursor': {
    description:
      'Cursor of the change feed from before the first row was read, for the same filters: read the log to its end, then the feed from here, and the copy is exact.',
    example: 'p1.bm8gcmVhbCBjdXJzb3I',
    isAlways: true,
    pattern: CURSOR,
  },
  'Parley-Next-Cursor': {
    description: 'The cursor to continue with, once the whole body has been applied. Always sent.',
    example: 'p1.bm8gcmVhbCBjdXJzb3I',
    isAlways: true,
    pattern: CURSOR,
  },
  'Parley-End-Of-Stream': {
    description:
      '`true`: with this page every change that was committed before the request has been delivered. `false`: there is more. Always sent.',
    example: 'true',
    isAlways: true,
    pattern: '^(true|false)$',
  },
  'Parley-Watermark-Lag-Ms': {
    description: 'How many milliseconds behind the newest deliverable change is. Not sent when unknown.',
    example: '0',
    isAlways: false,
    pattern: ANY_COUNT,
  },
  ETag: {
    description:
      'Validator of the reply: store, position, query, format and scope of the key. Weak, but where ranges are served: there a digest of the bytes follows.',
    example: 'W/"k3Jd9-1024-9f86d081"',
    isAlways: true,
    pattern: '^(W/"[^"]+"|"[^"]+\\.[0-9a-f]{32}")$',
  },
  'Accept-Ranges': {
    description: 'Sent where a Range may be asked for: with Parquet whose length is known, and with attachments.',
    example: 'bytes',
    isAlways: false,
    pattern: '^bytes$',
  },
  'Content-Range': {
    description: 'Which bytes these are, and of how many; with 416 only how many there are.',
    example: 'bytes 0-99/8192',
    isAlways: true,
    pattern: '^bytes ([0-9]+-[0-9]+|[*])/[0-9]+$',
  },
  'Cache-Control': {
    description: '`private, no-cache` where a repeated request may be answered by 304 or has chats; else `no-store`.',
    example: 'private, no-cache',
    isAlways: true,
    pattern: '^(private, no-cache|no-store)$',
  },
  Vary: {
    description: 'Request headers on which the reply depends.',
    example: 'Authorization, Accept, Accept-Encoding, Prefer',
    isAlways: true,
    pattern: '^[A-Za-z-]+(, [A-Za-z-]+)*$',
  },
  'Content-Disposition': {
    description: 'The name under which a browser saves the reply.',
    example: 'attachment; filename="chats-822.csv"',
    isAlways: false,
    pattern: '^attachment; filename="[^"]+"(; filename\\*=UTF-8\'\'[A-Za-z0-9!#$&+.^_`|~%-]+)?$',
  },
  'X-Content-Type-Options': {
    description: 'Always `nosniff`: a browser keeps to the media type.',
    example: 'nosniff',
    isAlways: true,
    pattern: '^nosniff$',
  },
  'Content-Security-Policy': {
    description: 'What a browser may do with the file when it shows it all the same: nothing.',
    example: "sandbox; default-src 'none'",
    isAlways: true,
    pattern: "^sandbox; default-src 'none'$",
  },
  'Cross-Origin-Resource-Policy': {
    description: '`cross-origin` where pages of the site may show the file, else `same-origin`.',
    example: 'same-origin',
    isAlways: true,
    pattern: '^(same|cross)-origin$',
  },
  'Set-Cookie': {
    description:
      'The session, or its end; of an attempt to sign in by OpenID Connect, the attempt. Over HTTPS the name begins with `__Host-`.',
    example: 'parley_session=mF0o4ZrXxkR7bq1s3vJ5nT8wYcE2aHdLgUeKpQiVtBs; Path=/; HttpOnly; SameSite=Lax',
    isAlways: true,
    pattern: '^(__Host-)?parley_(session|openid)=[A-Za-z0-9_-]*; .+$',
  },
  'WWW-Authenticate': {
    description: 'How to send credentials.',
    example: 'Basic realm="Parley", charset="UTF-8"',
    isAlways: true,
    pattern: null,
  },
  Allow: {
    description: 'Methods that the path supports.',
    example: 'GET, HEAD',
    isAlways: true,
    pattern: '^[A-Z]+(, [A-Z]+)*$',
  },
  'RateLimit-Limit': {
    description:
      'Requests that may be sent in a minute, of the limit that leaves the least: of the key, its tenant or the address. Sent where the server has such limits.',
    example: '600',
    isAlways: false,
    pattern: ANY_COUNT,
  },
  'RateLimit-Remaining': {
    description: 'How many of these are left.',
    example: '598',
    isAlways: false,
    pattern: ANY_COUNT,
  },
  'RateLimit-Reset': {
    description: 'Seconds until the count begins again.',
    example: '37',
    isAlways: false,
    pattern: ANY_COUNT,
  },
  'X-Accel-Buffering': {
    description: 'Of streams, always `no`: proxies that gather a reply before they pass it on must not.',
    example: 'no',
    isAlways: true,
    pattern: '^no$',
  },
  'Parley-Resend-From': {
    description:
      'With `error.commands_missing`: number of the first command of the tab that is missing. Send it again, then those after it.',
    example: '4',
    isAlways: false,
    pattern: ANY_COUNT,
  },
  'Retry-After': {
    description: 'Seconds to wait before sending the request again.',
    example: '5',
    isAlways: true,
    pattern: ANY_COUNT,
  },
} as const satisfies Record<string, ReplyHeaderFacts>;
export type ReplyHeader = keyof typeof REPLY_HEADERS;
