/** `parley serve`. */
import type { OptionValues } from '../platform/option-table.ts';
import type { CommandIo } from './command-io.ts';
import { runServer } from './run-server.ts';

/** Prints one line on standard output when it answers requests; everything else goes to the log on standard error. */
export async function serve(options: OptionValues<'serve'>, io: CommandIo): Promise<number> {
  const { data, database, host, port, metricsPort, tenantDomains, logLevel } = options;
  return runServer(
    {
      store: { data, database },
      host,
      port,
      metricsPort,
      tenantDomains,
      logLevel,
      onReady: (url) => io.stdout.write(`parley listening on ${url}\n`),
    },
    io,
  );
}
