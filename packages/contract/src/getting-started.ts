/** How to make the first request, as Markdown: opens the OpenAPI document. Used by `openapi.ts` only. */
export const GETTING_STARTED = `Create a key on the server; it is shown once:

\`\`\`sh
npx parley key create --data ./parley-data --tenant acme --project 822 --scope chats:read
\`\`\`

Send the tenant as user and the key as password, or the key alone as \`Authorization: Bearer KEY\`:

\`\`\`sh
curl --user 'acme:KEY' 'http://127.0.0.1:8822/v2/projects/822/chats?limit=10'
\`\`\`

The same with Python:

\`\`\`python
import pandas, requests
reply = requests.get("http://127.0.0.1:8822/v2/projects/822/chats", auth=("acme", "KEY"))
reply.raise_for_status()
chats = pandas.DataFrame(reply.json()["response"])
\`\`\`

- **Every success** is \`{"response": …, "errors": []}\` with status 200. **Every failure** has another status and one element
  in \`errors\`; an error never hides in a 200.
- **Nothing is truncated silently.** Without \`limit\` every matching chat is sent. With \`limit\` up to 1000 a \`Link\` header points to
  the next page as long as there is one.
- **Wrong parameters are refused** by name: a misspelt filter never returns an unfiltered log.
- **An exact copy**: \`…/chats/changes\` reports late closes, corrections and erasures in order; \`…/chats/digest\` verifies the copy.
- **Times** of a row are \`YYYY-MM-DD HH:MM:SS\` in the project's time zone; \`include=ext\` adds every instant in UTC.
- **A chat is captured or imported.** A captured one is a \`Chat\`. A row that was imported from another log is an
  \`ImportedChat\`: its values are unchanged, so any except \`chatId\` and the lists may be null, and an outcome may be any text.
  With \`include=ext\`, \`ext.imported\` says which of the two a chat is.
- **Personal data** is marked: \`x-privacy\` of a field is \`open\`, \`identity\` or \`content\`, and a key with \`chats:metadata\` sees
  what is open.
- **Formats**: JSON, NDJSON (\`format=ndjson\`), CSV with one row per chat (\`format=csv\`) or one row per message
  (\`format=csv-messages\`).
`;
