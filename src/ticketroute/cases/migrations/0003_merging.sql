-- Tables carry the library's name, so that they can stand in a host's own database. What merging by references and by
-- text needs is kept with the submissions: ids, a digest and a sketch of the words, never the text.
ALTER TABLE entries RENAME TO ticketroute_entries;
ALTER TABLE cases RENAME TO ticketroute_cases;
ALTER TABLE submissions RENAME TO ticketroute_submissions;
ALTER TABLE events RENAME TO ticketroute_events;
ALTER TABLE notices RENAME TO ticketroute_notices;
ALTER TABLE polls RENAME TO ticketroute_polls;
DROP INDEX cases_of_requester;
DROP INDEX queue_order;
DROP INDEX submissions_of_key;
DROP INDEX events_of_ticket;

ALTER TABLE ticketroute_entries ADD COLUMN requester TEXT NOT NULL DEFAULT '';
UPDATE ticketroute_entries SET requester = coalesce((SELECT s.requester FROM ticketroute_submissions AS s
  WHERE s.desk = ticketroute_entries.desk AND s.ticket_id = ticketroute_entries.ticket_id), '');
CREATE INDEX ticketroute_entries_of_requester ON ticketroute_entries (desk, requester);

ALTER TABLE ticketroute_submissions ADD COLUMN refs TEXT NOT NULL DEFAULT '';
ALTER TABLE ticketroute_submissions ADD COLUMN text_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE ticketroute_submissions ADD COLUMN sketch BLOB;
ALTER TABLE ticketroute_submissions ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticketroute_submissions ADD COLUMN firmly INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticketroute_submissions ADD COLUMN pin TEXT;
-- sqlite only: the ids of a store that an earlier version wrote, as they are compared now
UPDATE ticketroute_submissions SET refs = substr(reference, 1, instr(reference, ':'))
  || upper(replace(replace(replace(substr(reference, instr(reference, ':') + 1), '-', ''), '_', ''), ' ', ''))
  WHERE reference IS NOT NULL;
ALTER TABLE ticketroute_submissions DROP COLUMN reference;
UPDATE ticketroute_submissions SET text_digest = substr(subject_key, 6), subject_key = 'text'
  WHERE subject_key LIKE 'text:%';
CREATE INDEX ticketroute_submissions_of_case ON ticketroute_submissions (desk, case_id, received_at, ticket_id);

ALTER TABLE ticketroute_cases ADD COLUMN accepts_until INTEGER NOT NULL DEFAULT 4611686018427387904;
UPDATE ticketroute_cases SET subject_key = 'text' WHERE subject_key LIKE 'text:%';
CREATE INDEX ticketroute_cases_of_key ON ticketroute_cases (desk, requester, subject_key, accepts_until);
CREATE INDEX ticketroute_cases_of_requester ON ticketroute_cases (desk, requester, solved_at);
CREATE INDEX ticketroute_queue ON ticketroute_cases (desk, priority, queue_date, case_id) WHERE solved_at IS NULL;
CREATE INDEX ticketroute_events_of_ticket ON ticketroute_events (desk, ticket_id);

CREATE TABLE ticketroute_sightings (
  desk      TEXT    NOT NULL,
  ticket_id TEXT    NOT NULL,
  requester TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  shingles  BLOB    NOT NULL,
  PRIMARY KEY (desk, ticket_id)
) STRICT;

CREATE TABLE ticketroute_bands (
  desk      TEXT    NOT NULL,
  band      INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  ticket_id TEXT    NOT NULL,
  PRIMARY KEY (desk, band, at, ticket_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticketroute_schema (
  one_row INTEGER NOT NULL PRIMARY KEY CHECK (one_row = 1),
  version INTEGER NOT NULL
) STRICT;
