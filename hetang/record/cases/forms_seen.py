"""Which event a page was made after, as its forms send it back."""

from django.http import HttpRequest


def seen_in(request: HttpRequest) -> int | None:
    """The event's number; None where a form carries none."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
