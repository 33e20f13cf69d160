"""The processes that `hetang up` runs together, and the small supervisor over them."""
