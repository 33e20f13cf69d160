"""How a process that answers pages looks for garbage that counting does not find."""

import gc

# Objects made between two looks at the young ones, and how often the older are looked at with them. A page makes tens of
# thousands of objects, and nearly all go as soon as nobody holds them: Python's own 700 is a look every few milliseconds.
YOUNG, OLDER, OLDEST = 20_000, 20, 20


def settle() -> None:
    """To be called once everything is loaded: what stands now stays and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDEST)
