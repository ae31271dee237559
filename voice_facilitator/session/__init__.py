"""What a session is and how it moves: pure, without clock, thread, file or sound.

`handle(state, event)` answers with the next state and the actions it asks for;
`next_deadline(state)` says when to wake it if nothing happens before. The same
core runs live, in a rehearsal faster than life, under property tests and in the
replay of a crashed session.
"""
