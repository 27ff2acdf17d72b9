"""The texts of the command line, a module a topic, each in both languages."""

from hakobu.cli.texts import (
    bulk,
    check,
    connections,
    crm,
    decide,
    demo,
    errors,
    failed,
    guards,
    helping,
    init,
    keys,
    lines,
    plan,
    progress,
    query,
    run,
    serve,
    stopping,
    undo,
)

__all__ = ["TOPICS"]

TOPICS = (
    bulk,
    check,
    connections,
    crm,
    decide,
    demo,
    errors,
    failed,
    guards,
    helping,
    init,
    keys,
    lines,
    plan,
    progress,
    query,
    run,
    serve,
    stopping,
    undo,
)
