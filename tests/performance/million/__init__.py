"""A database of a million cases, made by copying real ones.

The demo street plays its year through the real actions; those thousand cases are the originals. Every further case is
a copy of one of them at another time, in another street, with other people: each row with new keys, each reference
pointing at the copy's own rows, each event hashed anew. What a copy looks like is read from the models and the
originals, so a new column or table is copied without a line here; whatever cannot be copied blindly (something unique,
sealed, or hidden in a text) stops the run and names the place where its rule belongs: `rules.py`.
"""
