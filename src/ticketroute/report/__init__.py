"""What a run did, as a page for people. It counts nothing itself."""
