/** The tables of live chats, as steps of the store's tables. */
import type { SchemaStep } from '../schema-step.ts';

/**
 * Live chats. `live_chat` has a row for each that is not closed for good, `desk_place` one for each agent whose capacity a chat takes.
 * A timer stays after it fired, as long as the chat would arm it again.
 */
export const LIVE: SchemaStep = [
  `
  CREATE TABLE desk_queue (
    project_row {int} NOT NULL, queue_id {int} NOT NULL, settings {text} NOT NULL, last_agent {int},
    PRIMARY KEY (project_row, queue_id)
  {keyTable};
  CREATE TABLE desk_agent (
    project_row {int} NOT NULL, agent_id {int} NOT NULL, login {text} NOT NULL, name {text} NOT NULL, capacity {int} NOT NULL,
    presence {text} NOT NULL, gone_since {int}, given_at {int}, unanswered {int} NOT NULL,
    PRIMARY KEY (project_row, agent_id)
  {keyTable};
  CREATE UNIQUE INDEX desk_agent_login ON desk_agent (project_row, login);
  CREATE TABLE desk_member (
    project_row {int} NOT NULL, queue_id {int} NOT NULL, agent_id {int} NOT NULL,
    PRIMARY KEY (project_row, queue_id, agent_id)
  {keyTable};
  CREATE TABLE live_person (
    project_row {int} NOT NULL, person {text} NOT NULL, gone_since {int}, last_chat {int}, PRIMARY KEY (project_row, person)
  {keyTable};
  CREATE TABLE live_chat (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, person {text} NOT NULL, phase {text} NOT NULL, queue_id {int},
    weight {int} NOT NULL, is_returned {int} NOT NULL, waiting_since {int}, PRIMARY KEY (project_row, chat_id)
  {keyTable};
  CREATE UNIQUE INDEX live_chat_person ON live_chat (project_row, person);
  CREATE INDEX live_chat_waiting ON live_chat (project_row, queue_id, is_returned, waiting_since, chat_id)
    WHERE phase = 'queued';
  CREATE TABLE desk_place (
    project_row {int} NOT NULL, agent_id {int} NOT NULL, chat_id {int} NOT NULL, weight {int} NOT NULL,
    PRIMARY KEY (project_row, agent_id, chat_id)
  {keyTable};
  CREATE INDEX desk_place_chat ON desk_place (project_row, chat_id);
  CREATE TABLE live_timer (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, kind {text} NOT NULL, from_at {int} NOT NULL, fire_at {int} NOT NULL,
    is_fired {int} NOT NULL, PRIMARY KEY (project_row, chat_id, kind, from_at)
  {keyTable};
  CREATE INDEX live_timer_due ON live_timer (fire_at) WHERE is_fired = 0;
  CREATE TABLE live_command (
    project_row {int} NOT NULL, sender {text} NOT NULL, command_id {text} NOT NULL, at {int} NOT NULL, chat_id {int} NOT NULL,
    seq {int} NOT NULL, PRIMARY KEY (project_row, sender, command_id)
  {keyTable};
  CREATE TABLE live_sender (
    project_row {int} NOT NULL, sender {text} NOT NULL, tab {text} NOT NULL, cseq {int} NOT NULL,
    PRIMARY KEY (project_row, sender, tab)
  {keyTable};
  `,
];

/** Sites, visitors, who is connected by which server, and what is found by the one who has a chat. */
export const LIVE_STREAMS: SchemaStep = [
  `
  CREATE TABLE desk_site (
    project_row {int} NOT NULL, site_id {int} NOT NULL, site_key {text} NOT NULL, settings {text} NOT NULL,
    PRIMARY KEY (project_row, site_id)
  {keyTable};
  CREATE UNIQUE INDEX desk_site_key ON desk_site (site_key);
  CREATE TABLE live_contact (
    project_row {int} NOT NULL, contact_id {int} NOT NULL, person {text} NOT NULL, name {text} NOT NULL, email {text} NOT NULL,
    PRIMARY KEY (project_row, contact_id)
  {keyTable};
  CREATE UNIQUE INDEX live_contact_person ON live_contact (project_row, person);
  CREATE TABLE live_server (server {text} NOT NULL PRIMARY KEY, seen_at {int} NOT NULL {keyTable};
  CREATE TABLE live_presence (
    project_row {int} NOT NULL, who {text} NOT NULL, server {text} NOT NULL, PRIMARY KEY (project_row, who, server)
  {keyTable};
  CREATE INDEX live_presence_server ON live_presence (server);
  CREATE TABLE live_read (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, side {text} NOT NULL, seq {int} NOT NULL,
    PRIMARY KEY (project_row, chat_id, side)
  {keyTable};
  CREATE TABLE desk_choice (
    project_row {int} NOT NULL, kind {text} NOT NULL, id {int} NOT NULL, settings {text} NOT NULL,
    PRIMARY KEY (project_row, kind, id)
  {keyTable};
  CREATE TABLE desk_ticket (
    project_row {int} NOT NULL, ticket_id {int} NOT NULL, ticket_no {text} NOT NULL, chat_id {int} NOT NULL, sender {text} NOT NULL,
    command_id {text} NOT NULL, opened_at {int} NOT NULL, PRIMARY KEY (project_row, ticket_id)
  {keyTable};
  CREATE UNIQUE INDEX desk_ticket_no ON desk_ticket (project_row, ticket_no);
  CREATE UNIQUE INDEX desk_ticket_command ON desk_ticket (project_row, sender, command_id);
  ALTER TABLE live_person ADD COLUMN last_agent {int};
  ALTER TABLE live_person ADD COLUMN closed_at {int};
  ALTER TABLE live_chat ADD COLUMN owner {int};
  ALTER TABLE live_chat ADD COLUMN asked {int};
  ALTER TABLE live_chat ADD COLUMN offered_until {int};
  CREATE INDEX live_chat_owner ON live_chat (project_row, owner) WHERE owner IS NOT NULL;
  CREATE INDEX live_chat_asked ON live_chat (project_row, asked) WHERE asked IS NOT NULL;
  DROP INDEX live_chat_waiting;
  CREATE INDEX live_chat_waiting ON live_chat (project_row, queue_id, is_returned DESC, waiting_since, chat_id)
    WHERE phase = 'queued';
  DROP INDEX live_timer_due;
  CREATE INDEX live_timer_due ON live_timer (project_row, fire_at) WHERE is_fired = 0;
  `,
];

/**
 * Files of live chats. A row of `attachment_blob` is there before its content is on the shelf and until after that has gone;
 * `is_due` says that perhaps no attachment has it any more, `going_at` since when it is being removed.
 */
export const LIVE_FILES: SchemaStep = [
  `
  CREATE TABLE live_attachment (
    project_row {int} NOT NULL, attachment_id {text} NOT NULL, sender {text} NOT NULL, request_id {text} NOT NULL,
    name {text} NOT NULL, media_type {text} NOT NULL, bytes {int} NOT NULL, reserved_at {int} NOT NULL, sha256 {text},
    is_complete {int} NOT NULL, chat_id {int}, message_id {text}, PRIMARY KEY (project_row, attachment_id)
  {keyTable};
  CREATE UNIQUE INDEX live_attachment_request ON live_attachment (project_row, sender, request_id);
  CREATE INDEX live_attachment_chat ON live_attachment (project_row, chat_id) WHERE chat_id IS NOT NULL;
  CREATE INDEX live_attachment_content ON live_attachment (sha256) WHERE sha256 IS NOT NULL;
  CREATE INDEX live_attachment_unsent ON live_attachment (reserved_at) WHERE chat_id IS NULL;
  CREATE TABLE attachment_blob (sha256 {text} NOT NULL PRIMARY KEY, is_due {int} NOT NULL, going_at {int} {keyTable};
  CREATE INDEX attachment_blob_due ON attachment_blob (sha256) WHERE is_due = 1;
  `,
];
