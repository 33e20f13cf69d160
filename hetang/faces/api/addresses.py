"""Where things are, as they stand in answers: paths, so that they hold behind any proxy."""

ROOT = "/api/v1"


def href(number: str) -> str:
    """Of one case."""
    return f"{ROOT}/cases/{number}"


def contact_href(key: int) -> str:
    """Of a contact without a case."""
    return f"{ROOT}/contacts/{key}"


def article_href(key: int) -> str:
    """Of one article of the knowledge base."""
    return f"{ROOT}/articles/{key}"


def piece_href(number: str, piece: int) -> str:
    """Of one piece of evidence."""
    return f"{ROOT}/cases/{number}/evidence/{piece}"


def upload_href(number: str, token: str) -> str:
    """Of a file on its way."""
    return f"{ROOT}/cases/{number}/evidence/uploads/{token}"


def content_href(link: str) -> str:
    """Of a file behind its link."""
    return f"{ROOT}/evidence/{link}"


def verb_href(number: str, noun: str) -> str:
    """Of one verb of a case."""
    return f"{ROOT}/cases/{number}/{noun}"
