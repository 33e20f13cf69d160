"""A year of invented matters, lived through by the real actions under the demo clock.

Each matter is a generator that yields the next moment something happens in it; a heap lets all of them take turns in
the order of time. The same folder, count and seed give the same year on every machine (only the random case codes and
keys differ, since those must never be guessable).
"""
