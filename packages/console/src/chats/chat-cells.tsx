/** What stands in the cells of the list. */
import type { ListedChat } from '../api/chats.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { wallParts } from '../text/wall-times.ts';
import classes from './chat-table.module.css';

export function WallTime({ text }: { readonly text: string | null | undefined }) {
  const formats = useFormats();
  const parts = wallParts(text);
  if (parts === null) return text ?? '–';
  return (
    <bdi>
      {formats.day(parts.day, 'short')} <span className={classes.time}>{parts.time.slice(0, 5)}</span>
    </bdi>
  );
}

export function Duration({ seconds }: { readonly seconds: number | null | undefined }) {
  return <bdi>{useFormats().duration(seconds)}</bdi>;
}

export function Count({ count }: { readonly count: number | null | undefined }) {
  const formats = useFormats();
  return count === null || count === undefined ? '–' : formats.number(count);
}

export function VisitorName({ chat }: { readonly chat: ListedChat }) {
  const text = useText();
  return <Name text={chat.visitorName} absent={text('chats.number', { id: chat.chatId })} />;
}

export function Name({ text, absent }: { readonly text: string | null | undefined; readonly absent: string }) {
  if (text === null || text === undefined || text === '') return <span className={classes.absent}>{absent}</span>;
  return <bdi title={text}>{text}</bdi>;
}

export function idText(id: number | null | undefined): string {
  return id === null || id === undefined || id === 0 ? '–' : String(id);
}
