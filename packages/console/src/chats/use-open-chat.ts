/** Opens and closes chats beside the list; the filters stay in the address. */
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';

export function useOpenChat(projectId: string) {
  const navigate = useNavigate();
  const { chatId: openChatId = null } = useParams({ strict: false });
  const openChat = useCallback(
    (chatId: string) => {
      void navigate({
        to: '/projects/$projectId/chats/$chatId',
        params: { projectId, chatId },
        search: true,
        // Stepping from chat to chat is one step of the browser's history.
        replace: openChatId !== null,
      });
    },
    [navigate, projectId, openChatId],
  );
  const closeChat = useCallback(() => {
    void navigate({ to: '/projects/$projectId/chats', params: { projectId }, search: true });
  }, [navigate, projectId]);
  return { openChatId, openChat, closeChat };
}
