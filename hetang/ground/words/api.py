"""The words' door."""

from hetang.ground.words.client import ask, is_answering
from hetang.ground.words.lexicons import Choice, Lexicons, Spot
from hetang.ground.words.search import highlight, index_tokens, query
from hetang.ground.words.serving import WordsServer, free_address, limit_memory
from hetang.ground.words.suggesting import MOST_SIGNS, suggest
from hetang.ground.words.suggestion import Suggestion
from hetang.ground.words.tokens import composed

__all__ = [
    "MOST_SIGNS",
    "Choice",
    "Lexicons",
    "Spot",
    "Suggestion",
    "WordsServer",
    "ask",
    "composed",
    "free_address",
    "highlight",
    "index_tokens",
    "is_answering",
    "limit_memory",
    "query",
    "suggest",
]
