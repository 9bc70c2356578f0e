/** One download at a time: begins it, follows it, cancels it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { type DownloadProgress, downloadFile, saveFile } from './download-file.ts';
import type { RowCounting } from './row-counter.ts';

export type Download =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly progress: DownloadProgress }
  | { readonly state: 'done'; readonly name: string; readonly progress: DownloadProgress }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly error: Error };

export interface DownloadOrder {
  readonly path: string;
  readonly name: string;
  readonly rows: RowCounting | null;
}

const SHOW_EVERY_MS = 100;

export function useDownload() {
  const [download, setDownload] = useState<Download>({ state: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const begin = useCallback(async ({ path, name, rows }: DownloadOrder) => {
    const controller = new AbortController();
    running.current?.abort();
    running.current = controller;
    let latest: DownloadProgress = { bytes: 0, rows: rows === null ? null : 0 };
    let shownAt = 0;
    setDownload({ state: 'running', progress: latest });
    const onProgress = (progress: DownloadProgress) => {
      latest = progress;
      if (performance.now() - shownAt < SHOW_EVERY_MS) return;
      shownAt = performance.now();
      setDownload({ state: 'running', progress });
    };
    try {
      saveFile(await downloadFile({ path, rows, onProgress, signal: controller.signal }), name);
      setDownload({ state: 'done', name, progress: latest });
    } catch (error) {
      if (controller.signal.aborted) setDownload({ state: 'cancelled' });
      else setDownload({ state: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
    }
  }, []);
  const cancel = useCallback(() => running.current?.abort(), []);
  return { download, begin, cancel };
}
