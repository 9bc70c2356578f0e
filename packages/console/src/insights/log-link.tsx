/** Leads from a number to the chats that it counts. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { parseSearch } from '../search/search-text.ts';

interface LogLinkProps {
  /** Parameters of the log; null for a number without chats of its own. */
  readonly query: string | null;
  readonly children: ReactNode;
}

export function LogLink({ query, children }: LogLinkProps) {
  const { projectId = '' } = useParams({ strict: false });
  if (query === null) return <>{children}</>;
  return (
    <Link to="/projects/$projectId/chats" params={{ projectId }} search={parseSearch(query)}>
      {children}
    </Link>
  );
}
