"""One visit to the demo street over HTTP, as the people who work there; told as a story while it happens."""

from collections.abc import Sequence
from dataclasses import dataclass

from tooling.visitor import Visitor, WalkFailed


@dataclass(frozen=True)
class Person:
    """One of the main logins."""

    username: str
    name: str


class Walk:
    """The story so far: who is logged in. `say` tells one line of it."""

    def __init__(self, base: str, password: str, people: Sequence[Person]) -> None:
        self.base, self.password = base, password
        self.people = {person.username: person for person in people}
        self.visitors: dict[str, Visitor] = {}

    def login(self, username: str) -> Visitor:
        """A session for one of the people. Raises `WalkFailed` where the page does not let them in."""
        visitor = Visitor(self.base)
        form = {"username": username, "password": self.password}
        page = visitor.submit(visitor.get("/login/"), "login", form)
        if "/login/" in page.url:
            raise WalkFailed(f"{username} 无法登录：{page.text[:300]}")
        self.visitors[username] = visitor
        return visitor

    def say(self, username: str, what: str) -> None:
        """`  林晓岚：登录`."""
        print(f"  {self.people[username].name}：{what}")


def walk(base: str, password: str, people: Sequence[Person]) -> None:
    """Everybody logs in and sees their first page; a stranger does not. Raises `WalkFailed`."""
    story = Walk(base, password, people)
    stranger = Visitor(base).get("/desk/")
    if "/login/" not in stranger.url:
        raise WalkFailed(f"没有登录也能打开 {stranger.url}")
    for person in people:
        page = story.login(person.username).get("/")
        story.say(person.username, f"登录，看到“{page.title}”")
