"""Turns the ring: events into the session, its actions into sound, with a clock in hand.

`Facilitator` folds events into the session's state and hands on its actions.
`Performer` plays them through the mixer and answers with what was played. Two
loops drive the pair: `live` by the real clock and a sound card, `rehearsal`
in virtual time into a file. Whoever wants to know what happens (captions,
timeline, hearing's mask) is an `Audience`.
"""
