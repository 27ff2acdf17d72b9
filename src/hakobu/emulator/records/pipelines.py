"""Pipelines of deals, where the organisation has them on (api-core §7.4)."""

from hakobu.emulator.records.rule import BrokenRule, Deed


def check(deed: Deed) -> None:
    """Hold a deal's pipeline against the layout, and its stage against the pipeline."""
    if not deed.world.org.pipelines or not (deed.old is None or deed.sent & {"Pipeline", "Stage"}):
        return
    name = deed.get("Pipeline")
    if name is None:
        raise BrokenRule("MANDATORY_NOT_FOUND", "Pipeline")
    choices = deed.table.module.fields["Pipeline"].choices
    pipeline = next((one for one in choices if one.actual == name), None)
    if pipeline is None:
        raise BrokenRule("MAPPING_MISMATCH", "Pipeline", "Layout", "Layout doesn't contain the Pipeline")
    stages = pipeline.maps.get("Stage") or [one.actual for one in deed.table.module.fields["Stage"].choices]
    if deed.get("Stage") not in stages:
        raise BrokenRule("MAPPING_MISMATCH", "Stage", "Pipeline", "Pipeline doesn't contain the Stage")
