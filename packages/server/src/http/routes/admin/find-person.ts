/** Whom a path names, if whoever asks may know of them. */
import { readLogin, type User } from '../../../model/user.ts';
import { findUserWithin } from '../../../services/people/change-user.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import type { Principal } from '../../principal.ts';

/** @throws ApiError `personNotFound`, also for somebody who sees more */
export async function findPerson(
  { users }: Pick<ChatStore, 'users'>,
  { principal, login }: { readonly principal: Principal; readonly login: string },
): Promise<User> {
  const known = readLogin(login);
  const user =
    known === null ? null : await findUserWithin(users, { tenantId: principal.tenantId, login: known }, principal);
  if (user === null) throw ApiError.notFound('login');
  return user;
}
