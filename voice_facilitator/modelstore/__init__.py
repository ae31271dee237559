"""The recognisers' models: which there are, where they are, how to get them.

`catalogue` is the list that ships with us, `models/catalogue.toml`; only what
stands there is ever fetched. `store` finds models that are there and installs
those that are not: `download` fetches a zip that must have the catalogue's
SHA-256, `unpack` takes it apart without trusting it all the same, and only when
the whole model lies on disk is it given its name. Whatever goes wrong before, or
whoever interrupts it, nothing stays behind.

A checkout keeps its models in its own `models/`; elsewhere they live in the
user's data folder. Both are searched, and the Python packages that carry a model.
"""
