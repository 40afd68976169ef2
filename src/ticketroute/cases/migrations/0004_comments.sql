-- What a requester says of a tip that did not help.
ALTER TABLE ticketroute_events ADD COLUMN comment TEXT;
