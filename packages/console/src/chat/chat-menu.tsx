/** What else may be done with the open chat. */
import { ActionIcon, Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { WholeChat } from '../api/chats.ts';
import { LinkIcon, MoreIcon, PrintIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import { useSession } from '../session/session-context.ts';
import classes from './chat-panel.module.css';
import { useStartRemoval } from './removal-context.ts';

export function ChatMenu({ chat }: { readonly chat: WholeChat }) {
  const text = useText();
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    // Within the panel, so that readers find it in a landmark.
    <Menu position="bottom-end" width={260} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" className={classes.menu} aria-label={text('chat.more')}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<LinkIcon />}
          closeMenuOnClick={false}
          onClick={() => clipboard.copy(window.location.href.split('#')[0])}
        >
          {text(clipboard.copied ? 'takeAway.copied' : 'chat.copyLink')}
        </Menu.Item>
        <Menu.Item leftSection={<PrintIcon />} onClick={() => window.print()}>
          {text('chat.print')}
        </Menu.Item>
        <RemovalItems chat={chat} />
      </Menu.Dropdown>
    </Menu>
  );
}

function RemovalItems({ chat: { contactId } }: { readonly chat: WholeChat }) {
  const text = useText();
  const start = useStartRemoval();
  // A contact may have chats in queues that the person does not see.
  const seesAll = useSession().queueIds === null;
  if (start === null) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Item className={classes.danger} onClick={() => start({ kind: 'chat' })}>
        {text('removal.redactChat')}
      </Menu.Item>
      {seesAll && contactId !== null && contactId > 0 && (
        <Menu.Item className={classes.danger} onClick={() => start({ kind: 'contact', contactId })}>
          {text('removal.redactContact', { id: contactId })}
        </Menu.Item>
      )}
      <Menu.Item className={classes.danger} onClick={() => start({ kind: 'erase' })}>
        {text('removal.erase')}
      </Menu.Item>
    </>
  );
}
