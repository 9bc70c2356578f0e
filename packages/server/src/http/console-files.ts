/** Serves the built console: its page for every address of the console, and its files. Never a fallback for the API. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ApiError } from './api-error.ts';
import { acceptsGzip } from './preferences.ts';
import type { ApiRequest, Reply, Route } from './route.ts';

/** Scripts only from this server; the components set styles of their own in the page. */
const CONSOLE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The addresses of packages/console/src/console-router.tsx. */
const PAGE_PATHS = [
  '/',
  '/projects/{projectid}/chats',
  '/projects/{projectid}/chats/{chatId}',
  '/projects/{projectid}/insights',
  '/settings',
  '/settings/{part}',
];

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

interface Asset {
  readonly type: string;
  readonly plain: Uint8Array;
  readonly gzipped: Uint8Array;
}

/** Routes for the page in that folder, read now; none when it holds no page. */
export function consoleRoutes(folder: string): readonly Route[] {
  const file = join(folder, 'index.html');
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const assets = readAssets(join(folder, 'assets'));
  return [
    ...PAGE_PATHS.map((path) => route(path, async () => pageReply(text))),
    route('/assets/{name}', async (request, { name = '' }) => assetReply(assets.get(name), request)),
  ];
}

function route(path: string, handle: Route['handle']): Route {
  return { name: path, method: 'GET', path, handle };
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const names = readdirSync(folder).filter((name) => extname(name) in TYPES);
  return new Map(
    names.map((name) => {
      const plain = readFileSync(join(folder, name));
      return [name, { type: TYPES[extname(name)] ?? '', plain, gzipped: gzipSync(plain) }];
    }),
  );
}

function pageReply(text: string): Reply {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': CONSOLE_POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
    body: { kind: 'text', text },
  };
}

/** The name changes with the content, so a browser never asks for the same file twice. */
function assetReply(asset: Asset | undefined, request: ApiRequest): Reply {
  if (asset === undefined) throw ApiError.of('routeNotFound');
  const isGzip = acceptsGzip(request.headers['accept-encoding']);
  const headers = {
    'content-type': asset.type,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
  };
  if (request.isHead) return { status: 200, headers, body: { kind: 'none' } };
  // A copy, because sending frees the memory.
  const bytes = Uint8Array.from(isGzip ? asset.gzipped : asset.plain);
  return { status: 200, headers, body: { kind: 'bytes', pieces: [bytes] } };
}
