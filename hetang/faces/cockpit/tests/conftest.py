"""The cast of the tests of cases."""

from hetang.record.cases.tests.conftest import cast

__all__ = ["cast"]
