/** The HTML pages: the console or what this server is, and the documentation of its API. They load nothing from other hosts. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { fastify } from 'fastify';
import { consoleRoutes } from './console-files.ts';
import { acceptsGzip } from './preferences.ts';
import type { ApiRequest, Reply, Route } from './route.ts';

const ONE_DAY = 'public, max-age=86400';
/** Scripts and styles only from this server and from the page itself. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Without a built console in its folder, the root page says what this server is. */
export function pages(consoleFolder: string | null): readonly Route[] {
  let script: Promise<Uint8Array> | null = null;
  const loadOnce = () => {
    script ??= loadReferenceScript();
    return script;
  };
  const ofConsole = consoleFolder === null ? [] : consoleRoutes(consoleFolder);
  return [
    ...(ofConsole.length > 0 ? ofConsole : [page('/', async () => htmlReply(ROOT_PAGE))]),
    page('/docs', async () => htmlReply(DOCS_PAGE)),
    page('/docs/reference.js', (request) => scriptReply(loadOnce(), request)),
  ];
}

function page(path: string, handle: Route['handle']): Route {
  return { name: path, method: 'GET', path, handle };
}

function htmlReply(text: string): Reply {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': PAGE_POLICY,
      'referrer-policy': 'no-referrer',
    },
    body: { kind: 'text', text },
  };
}

/** The documentation's script, compressed once: five megabytes, loaded only when somebody opens the page. */
async function loadReferenceScript(): Promise<Uint8Array> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const shelf = fastify();
  await shelf.register(reference, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
  const script = await shelf.inject('/docs/js/scalar.js');
  await shelf.close();
  return promisify(gzip)(script.rawPayload);
}

async function scriptReply(script: Promise<Uint8Array>, request: ApiRequest): Promise<Reply> {
  const compressed = await script;
  const isGzip = acceptsGzip(request.headers['accept-encoding']);
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': ONE_DAY,
    vary: 'Accept-Encoding',
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
  };
  // A copy, because sending frees the memory.
  const bytes = isGzip ? Uint8Array.from(compressed) : await promisify(gunzip)(compressed);
  return { status: 200, headers, body: request.isHead ? { kind: 'none' } : { kind: 'bytes', pieces: [bytes] } };
}

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Parley API</title>
</head>
<body>
<div id="reference"></div>
<script src="/docs/reference.js"></script>
<script>
// Samples name this server.
const here = (text) => text.replaceAll(/https:\\/\\/acme\\.example\\.com|http:\\/\\/127\\.0\\.0\\.1:8822/g, location.origin);
const show = (text) => Scalar.createApiReference('#reference', {
  content: JSON.parse(here(text)), withDefaultFonts: false, telemetry: false, hideClientButton: true, agent: { disabled: true },
  mcp: { disabled: true }, showDeveloperTools: 'never', proxyUrl: '', defaultOpenAllTags: true,
  // Every schema is shown where it is sent; once more as models they would hide all else in the search.
  hideModels: true,
});
fetch('/openapi.json').then((reply) => reply.text()).then(show);
</script>
</body>
</html>
`;

const ROOT_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Parley</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { font-size: 1.75rem; margin: 0 0 .5rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .75rem 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; }
li { margin: .35rem 0; }
a { color: light-dark(#0b57d0, #a8c7fa); }
</style>
</head>
<body>
<main>
<h1>Parley</h1>
<p>This server holds the log of a contact centre's chats and serves it in bulk: every chat with its transcript, its
times and its response figures, by one request.</p>
<pre><code>curl --compressed -u TENANT:KEY '<span id="origin">http://127.0.0.1:8822</span>/v2/projects/PROJECT/chats?limit=10'</code></pre>
<ul>
<li><a href="/docs">API documentation</a>, every field, parameter and error; the same as <a href="/openapi.json">OpenAPI 3.1</a></li>
<li><a href="/docs#tag/metric-definitions">What the numbers mean</a>: response times, service levels, dispositions</li>
<li><a href="/healthz">Health</a> of this server</li>
</ul>
<p>The console, in which people read the chats, is not built. <code>parley serve</code> and <code>npm run demo</code> build it
when they start in a folder that <code>npm ci</code> has prepared.</p>
<p>TENANT is the customer of this server that the log belongs to, KEY comes from <code>parley key create</code>, PROJECT from <code>parley project list</code>.</p>
</main>
<script>document.getElementById('origin').textContent = location.origin;</script>
</body>
</html>
`;
