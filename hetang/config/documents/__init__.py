"""Documents that are made from the tables in the code, so that they cannot drift from it."""

from collections.abc import Callable, Mapping

from hetang.config.documents.flow import flow_page
from hetang.config.documents.glossary import glossary_page

# Path below the checkout → what makes its text.
DOCUMENTS: Mapping[str, Callable[[], str]] = {"docs/flow.md": flow_page, "docs/glossary.md": glossary_page}
