-- Submissions are immutable rows; a case is a queue entry. Instants are whole microseconds since 1970 (UTC).
CREATE TABLE entries (
  desk           TEXT    NOT NULL,
  ticket_id      TEXT    NOT NULL,
  content_digest TEXT    NOT NULL,
  decision       TEXT    NOT NULL,
  solved_at      INTEGER,
  PRIMARY KEY (desk, ticket_id)
) STRICT;

CREATE TABLE cases (
  desk        TEXT    NOT NULL,
  case_id     TEXT    NOT NULL,
  requester   TEXT    NOT NULL,
  subject_key TEXT    NOT NULL,
  category    TEXT    NOT NULL,
  priority    INTEGER NOT NULL,
  queue       TEXT    NOT NULL,
  opened_at   INTEGER NOT NULL,
  queue_date  INTEGER NOT NULL,
  solved_at   INTEGER,
  PRIMARY KEY (desk, case_id)
) STRICT;

CREATE INDEX cases_of_requester ON cases (desk, requester, subject_key);
CREATE INDEX queue_order ON cases (desk, priority, queue_date, case_id) WHERE solved_at IS NULL;

CREATE TABLE submissions (
  desk        TEXT    NOT NULL,
  ticket_id   TEXT    NOT NULL,
  case_id     TEXT    NOT NULL,
  requester   TEXT    NOT NULL,
  subject_key TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  solved_at   INTEGER,
  reference   TEXT,
  moves_queue INTEGER NOT NULL,
  verified    INTEGER NOT NULL,
  joins       TEXT,
  told        TEXT    NOT NULL,
  PRIMARY KEY (desk, ticket_id)
) STRICT;

CREATE INDEX submissions_of_key ON submissions (desk, requester, subject_key);
