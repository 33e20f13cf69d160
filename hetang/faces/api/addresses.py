"""Where things are, as they stand in answers: paths, so that they hold behind any proxy."""

ROOT = "/api/v1"


def href(number: str) -> str:
    """Of one case."""
    return f"{ROOT}/cases/{number}"


def verb_href(number: str, noun: str) -> str:
    """Of one verb of a case."""
    return f"{ROOT}/cases/{number}/{noun}"
