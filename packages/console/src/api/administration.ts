/** What administrators ask of the API: projects, keys, people, and how the store is. */
import type {
  ApiKey,
  ApiKeyReply,
  ApiKeyRequest,
  ApiKeysReply,
  NewApiKeyReply,
  PeopleReply,
  Person,
  PersonChange,
  PersonLinkReply,
  PersonReply,
  PersonRequest,
  ProjectRequest,
  StoreHealth,
  StoreHealthReply,
} from '@parley/contract';
import { callApi } from './call-api.ts';

export type { ApiKey, ApiKeyRequest, Person, PersonChange, PersonRequest, ProjectRequest };

/** A link that signs somebody in once. */
export type PersonLink = PersonLinkReply['response'];
/** With its secret, which is sent this once. */
export type MadeKey = NewApiKeyReply['response'];

const KEYS = '/v2/keys';
const PEOPLE = '/v2/people';
const personPath = (login: string) => `${PEOPLE}/${encodeURIComponent(login)}`;

export async function addProject(project: ProjectRequest): Promise<void> {
  await callApi('/v2/projects', { method: 'POST', body: project });
}

export async function changeTimeZone(projectId: number, timeZone: string): Promise<void> {
  await callApi(`/v2/projects/${projectId}`, { method: 'PATCH', body: { timeZone } });
}

export async function readKeys(signal: AbortSignal): Promise<readonly ApiKey[]> {
  return (await callApi<ApiKeysReply>(KEYS, { signal })).body.response;
}

export async function makeKey(key: ApiKeyRequest): Promise<MadeKey> {
  return (await callApi<NewApiKeyReply>(KEYS, { method: 'POST', body: key })).body.response;
}

export async function revokeKey(prefix: string): Promise<ApiKey> {
  return (await callApi<ApiKeyReply>(`${KEYS}/${prefix}`, { method: 'DELETE' })).body.response;
}

export async function readPeople(signal: AbortSignal): Promise<readonly Person[]> {
  return (await callApi<PeopleReply>(PEOPLE, { signal })).body.response;
}

export async function addPerson(person: PersonRequest): Promise<PersonLink> {
  return (await callApi<PersonLinkReply>(PEOPLE, { method: 'POST', body: person })).body.response;
}

export async function changePerson(login: string, change: PersonChange): Promise<Person> {
  return (await callApi<PersonReply>(personPath(login), { method: 'PATCH', body: change })).body.response;
}

export async function makePersonLink(
  login: string,
  confirmation: { readonly ownPassword?: string },
): Promise<PersonLink> {
  const call = { method: 'POST', body: confirmation } as const;
  return (await callApi<PersonLinkReply>(`${personPath(login)}/links`, call)).body.response;
}

export async function readStoreHealth(signal: AbortSignal): Promise<StoreHealth> {
  return (await callApi<StoreHealthReply>('/v2/health', { signal })).body.response;
}
