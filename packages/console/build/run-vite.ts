/** How Vite makes the page. Loaded only when there is something to build. */
import { build } from 'vite';

/** @throws when a source does not compile */
export async function runVite(packageFolder: string, outDir: string): Promise<void> {
  await build({
    root: packageFolder,
    configFile: false,
    // A variable of the build's surroundings must not reach the page.
    envFile: false,
    logLevel: 'error',
    base: '/',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      // The policy of the page allows no data: fonts or scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1_000,
    },
  });
}
