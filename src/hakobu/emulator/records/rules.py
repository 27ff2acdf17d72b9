"""Which rules a module's records keep, and what writing them sets off."""

from collections.abc import Callable

from hakobu.emulator.records import comments, pipelines, scheduling
from hakobu.emulator.records.rule import Deed

Act = Callable[[Deed], None]

RULES: dict[str, tuple[Act, ...]] = {
    "Appointments__s": (scheduling.check_appointment,),
    "Appointments_Rescheduled_History__s": (scheduling.check_history,),
    "Cases": (comments.take,),
    "Deals": (pipelines.check,),
    "Services__s": (scheduling.check_service,),
    "Solutions": (comments.take,),
}
EFFECTS: dict[str, Act] = {"Appointments__s": scheduling.keep_move}
