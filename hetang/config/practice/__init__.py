"""A place to practise: the whole house in a home of its own, with invented people, thrown away at will."""
