-- What happened to cases, and what was given out about their clocks. An event hangs on the submission that opened its
-- case, so that it follows when cases are joined.
CREATE TABLE events (
  desk      TEXT    NOT NULL,
  event_id  TEXT    NOT NULL,
  ticket_id TEXT    NOT NULL,
  kind      TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  value     TEXT,
  PRIMARY KEY (desk, event_id)
) STRICT;

CREATE INDEX events_of_ticket ON events (desk, ticket_id);

CREATE TABLE notices (
  desk        TEXT    NOT NULL,
  ticket_id   TEXT    NOT NULL,
  metric      TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  permille    INTEGER NOT NULL,
  cycle_start INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (desk, ticket_id, metric, kind, permille, cycle_start)
) STRICT;

CREATE TABLE polls (
  desk TEXT    NOT NULL PRIMARY KEY,
  at   INTEGER NOT NULL
) STRICT;
