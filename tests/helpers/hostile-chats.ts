/** Chats with script and markup in every field that the console shows: a product of vectors and fields. For tests only. */

/** Each `ID` becomes the name of the payload, by which its text is known again. */
const VECTORS = [
  '<script>ran("ID")</script>',
  '</script><script>ran("ID")</script>',
  '<img src=x onerror=ran("ID")>',
  '"><img src=//evil.example/ID onload=ran("ID")>',
  "'><svg/onload=ran('ID')>",
  '<iframe src="javascript:ran(`ID`)"></iframe>',
  '<iframe srcdoc="<script>parent.ran(`ID`)</script>">',
  '<object data="data:text/html,<script>ran(`ID`)</script>">',
  '<embed src=//evil.example/ID>',
  '<a href="javascript:ran(`ID`)">ID</a>',
  '<base href=//evil.example/ID>',
  '<meta http-equiv=refresh content="0;url=//evil.example/ID">',
  '<link rel=stylesheet href=//evil.example/ID>',
  '<style>@import "//evil.example/ID";*{display:none}</style>',
  '<form action=//evil.example/ID><button autofocus>ID</button></form>',
  '<details open ontoggle=ran("ID")>ID</details>',
  '<video><source onerror=ran("ID")></video>',
  '<math><mi//xlink:href="data:x,ran(`ID`)">ID</math>',
  '</textarea></title></style><b onmouseover=ran("ID")>ID</b>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant for whoever evaluates it
  '{{constructor.constructor("ran(`ID`)")()}} ${ran(`ID`)} <%= ran(`ID`) %>',
  '&lt;script&gt;ran("ID")&lt;/script&gt; &#60;img src=x onerror=ran("ID")&#62;',
  '<!--ID--><![CDATA[<script>ran("ID")</script>]]>',
  '{ID, plural, one {<b>#</b>} other {</b>}} {name} <link>ID</link>',
  'javascript:ran("ID")//https://evil.example/',
  'data:text/html,<script>ran("ID")</script>',
] as const;

/** The fields that a list or a chat shows. */
const FIELDS = [
  'type',
  'visitorName',
  'firstAgentName',
  'lastAgentName',
  'firstQueueName',
  'lastQueueName',
  'message',
  'answer',
  'writer',
  'agentWriter',
  'pageUrl',
  'pageTitle',
  'attachmentType',
  'attachmentUrl',
  'attachmentName',
  'fromAgentName',
  'toAgentName',
  'reason',
  'disposition',
  'ticketNo',
] as const;
type Field = (typeof FIELDS)[number];

export const HOSTILE_CHATS = VECTORS.length;
export const PAYLOADS = VECTORS.length * FIELDS.length;

/** The payload of a field in the chat of a vector, both counted from 0. */
export function payload(vector: number, field: Field): string {
  return (VECTORS[vector] ?? '').replaceAll('ID', `P${vector}x${FIELDS.indexOf(field)}P`);
}

/** The row that holds all payloads of a vector; with `null` harmless words in their place. */
export function hostileRow(chatId: number, vector: number | null): Readonly<Record<string, unknown>> {
  const at = (field: Field) => (vector === null ? `harmless ${field}` : payload(vector, field));
  const date = '2025-10-01T10:00:00+02:00';
  const page = { pageUrl: at('pageUrl'), pageTitle: at('pageTitle') };
  const file = { type: at('attachmentType'), url: at('attachmentUrl'), name: at('attachmentName'), size: 5 };
  return {
    chatId,
    sessionStartTime: '2025-10-01 10:00:00',
    sessionCloseTime: '2025-10-01 10:05:00',
    type: at('type'),
    visitorName: at('visitorName'),
    firstAgent: 7,
    firstAgentName: at('firstAgentName'),
    lastAgent: 8,
    lastAgentName: at('lastAgentName'),
    firstQueueId: 1,
    firstQueueName: at('firstQueueName'),
    lastQueueId: 2,
    lastQueueName: at('lastQueueName'),
    disposition: at('disposition'),
    ticketNo: at('ticketNo'),
    transcript: [
      { id: `v-${at('writer')}`, date, name: at('writer'), message: at('message'), attachments: [file], ...page },
      { id: `a-${at('writer')}`, date, name: at('agentWriter'), message: at('answer'), attachments: null },
    ],
    transfers: [
      {
        time: '2025-10-01 10:00:00',
        fromAgentName: at('fromAgentName'),
        toAgentName: at('toAgentName'),
        reason: at('reason'),
      },
      // Imports leave transfers in whatever form they had.
      { time: 7, toAgentName: { a: 1 }, toQueueName: ['x'], reason: null },
    ],
  };
}

/** The fields whose texts the page of a chat shows as they are. */
export const SHOWN_IN_CHAT: readonly Field[] = FIELDS.filter(
  (field) => !['firstAgentName', 'ticketNo', 'pageUrl'].includes(field),
);
