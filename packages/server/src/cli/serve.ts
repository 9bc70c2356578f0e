/** `parley serve`. */
import { matching } from '../platform/option-spec.ts';
import { ATTACHMENT_OPTIONS, attachmentsOf } from './attachment-options.ts';
import { defineCommand } from './command.ts';
import { EXIT, reportFailure } from './command-io.ts';
import { EDGE_OPTIONS, edgeOf } from './edge-options.ts';
import { OPENID_OPTIONS, readOpenid } from './openid-options.ts';
import { AUDIT_DAYS, HOST, PUBLIC_URL, STORE_OPTIONS } from './option-groups.ts';

/** Prints one line on standard output when it accepts requests; everything else goes to the log on standard error. */
export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Serve the chat log over HTTP until it is stopped.',
  examples: ['parley serve --data ./parley-data --port 8822', 'parley serve --host 0.0.0.0 --metrics-port 9464'],
  options: {
    ...STORE_OPTIONS,
    host: HOST,
    port: {
      kind: 'port',
      env: 'PARLEY_PORT',
      default: 8822,
      sentence: 'Port to listen on; 0 takes a free one.',
    },
    metricsPort: {
      kind: 'port',
      env: 'PARLEY_METRICS_PORT',
      sentence: 'Port on 127.0.0.1 that serves the metrics without a key; without it they need a key.',
    },
    publicUrl: PUBLIC_URL,
    tenantDomain: {
      kind: 'list',
      env: 'PARLEY_TENANT_DOMAIN',
      shape: matching(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'a domain in lower case, for example chat.example.com'),
      isCommaSeparated: true,
      sentence: 'Domain whose subdomains are tenants: a request to acme.<domain> must carry a key of acme.',
    },
    ...ATTACHMENT_OPTIONS,
    ...EDGE_OPTIONS,
    auditDays: AUDIT_DAYS,
    ...OPENID_OPTIONS,
    logLevel: {
      kind: 'choice',
      env: 'PARLEY_LOG_LEVEL',
      values: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      default: 'info',
      sentence: 'Lowest level that is written to the log on standard error.',
    },
  },
  async run(options, io) {
    const { openidIssuer, openidClient, openidSecretFile, openidLabel, ...others } = options;
    const { data, database, host, port, metricsPort, publicUrl, tenantDomain, auditDays, logLevel, ...more } = others;
    const { attachments, attachmentBytes, uploadSeconds, ...rest } = more;
    const { s3Endpoint, s3Region, s3CredentialsFile, uploadFolder, ...edge } = rest;
    const openid = readOpenid({ openidIssuer, openidClient, openidSecretFile, openidLabel, publicUrl });
    if (openid !== null && 'problem' in openid) return reportFailure(io, openid.problem, EXIT.usage);
    const { prepareConsole } = await import('./prepare-console.ts');
    const consoleFolder = await prepareConsole(io);
    const { runServer } = await import('./run-server.ts');
    return runServer(
      {
        store: { data, database },
        host,
        port,
        metricsPort,
        publicUrl,
        tenantDomains: tenantDomain,
        edge: edgeOf(edge),
        attachments: attachmentsOf(options, io.environment),
        auditDays,
        openid,
        consoleFolder,
        logLevel,
        onReady: (url) => io.stdout.write(`parley listening on ${url}\n`),
      },
      io,
    );
  },
});
