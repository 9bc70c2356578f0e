/** How Vite makes the page. Loaded only when there is something to build. */
import { build } from 'vite';

/** @throws when a source does not compile */
export async function runVite(packageFolder: string, outDir: string): Promise<void> {
  await build({
    root: packageFolder,
    configFile: false,
    // No variable of the build's surroundings reaches the page: tests set NODE_ENV, and React would be its slow form.
    envFile: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { conditions: ['module', 'browser', 'production'] },
    oxc: { jsx: { runtime: 'automatic', development: false } },
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
