"""Twelve operators and eight dispatchers for the demo street, in the home folder that the environment names."""

import django


def main() -> None:
    """Each with a duty in the street's centre."""
    django.setup()
    from hetang.commons.accounts.tests import factories as accounts
    from hetang.commons.places.api import units_of
    from tests.performance.morning.__main__ import DISPATCHERS, OPERATORS, PASSWORD

    centre = units_of("330105008", "centre").first()
    assert centre is not None
    for role, letters, count in (("operator", "op", OPERATORS), ("dispatcher", "dp", DISPATCHERS)):
        for number in range(count):
            holder = accounts.account(f"{letters}{number}", f"{letters}{number}", password=PASSWORD)
            accounts.duty(holder, role, centre, centre.place)


if __name__ == "__main__":
    main()
