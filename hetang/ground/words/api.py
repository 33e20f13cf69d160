"""The words' door."""

from hetang.ground.words.search import highlight, index_tokens, query

__all__ = ["highlight", "index_tokens", "query"]
