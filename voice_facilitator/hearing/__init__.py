"""Turns air into commands.

Samples are cut into segments at the silences; an engine scores, for each
segment, every phrase that can be said in the current context and "none of
them"; one decision rule turns the scores into a command or nothing.
"""
