"""The texts of the command line, a module a topic, each in both languages."""

from hakobu.cli.texts import (
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
    plan,
    progress,
    query,
    run,
    serve,
    stopping,
    undo,
)
