/** A chunk of a long conversation: its rows while it is near what is visible, else a space of their height. */
import { type ReactNode, useEffect, useRef, useState } from 'react';

interface ChunkOfRowsProps {
  /** Whether it may leave the page at all. */
  readonly isWindowed: boolean;
  /** Whether it must be in the page, because something in it is to be shown. */
  readonly isWanted: boolean;
  readonly rowCount: number;
  readonly children: ReactNode;
}

/** Of a row that was never in the page. */
const USUAL_ROW_PX = 64;
/** More than a page, so that rows are there before they are seen. */
const NEAR = '1500px 0px';

export function ChunkOfRows({ isWindowed, isWanted, rowCount, children }: ChunkOfRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const [height, setHeight] = useState(rowCount * USUAL_ROW_PX);
  const isShown = !isWindowed || isNear || isWanted;
  useEffect(() => {
    const element = box.current;
    if (element === null || !isWindowed) return;
    const root = element.closest('[role="tabpanel"]');
    const watcher = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry === undefined) return;
        if (!entry.isIntersecting && element.childElementCount > 0) setHeight(entry.boundingClientRect.height);
        setNear(entry.isIntersecting);
      },
      { root, rootMargin: NEAR },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [isWindowed]);
  return (
    <div ref={box} style={isShown ? undefined : { blockSize: height }}>
      {isShown && children}
    </div>
  );
}
