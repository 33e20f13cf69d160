"""The gallery: every part of the pages, made with the real templates and no database."""
