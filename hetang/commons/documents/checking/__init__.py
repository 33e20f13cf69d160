"""Looking into a file that was received whole: is it what it begins to be, and nothing else besides."""

from hetang.commons.documents.checking.content import check_content

__all__ = ["check_content"]
