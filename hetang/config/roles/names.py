"""What the roles are called here: the users of the three addresses."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from hetang.config.environment import Environment


@dataclass(frozen=True)
class Names:
    """`runtime` or `retention` is empty where there is no role of its own: then the owner does that work too."""

    owner: str
    runtime: str
    retention: str

    @property
    def is_parted(self) -> bool:
        """Whoever serves pages cannot rewrite the journal."""
        return bool(self.runtime)

    def others(self) -> dict[str, str]:
        """Kind of role to its name, without the owner."""
        return {kind: name for kind, name in (("runtime", self.runtime), ("retention", self.retention)) if name}


def names_of(environment: Environment) -> Names:
    """From the addresses that the environment gives."""
    owner = _user(environment.owner_url)
    runtime, retention = _user(environment.database_url), _user(environment.retention_url)
    return Names(owner, runtime if runtime != owner else "", retention if retention != owner else "")


def _user(url: str) -> str:
    return unquote(urlsplit(url).username or "")
