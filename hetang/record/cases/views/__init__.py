"""The case's own verbs and pages over HTTP: parse, access, action, render. One file an idea."""
