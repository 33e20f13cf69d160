"""Where sealed bytes lie. `Store` is all that the rooms ask of a place: this machine's disk, or a bucket (S3).

Names are random, never derived from anything, and lead nowhere without the row that holds the key.
"""

from hetang.commons.documents.store.drafts import read_part, write_draft
from hetang.commons.documents.store.place import Store, answers, files

__all__ = ["Store", "answers", "files", "read_part", "write_draft"]
