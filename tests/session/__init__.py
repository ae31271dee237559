"""Stories of a session, in virtual time."""
