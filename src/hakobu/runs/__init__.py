"""The verbs that command line, API and library share: check, run, resume, retry."""

from hakobu.connectors.zoho_crm import open_client
from hakobu.runs.check import Cause, TaskCheck, check_job
from hakobu.runs.decide import AMBIGUOUS, candidates_of, decide, decisions, revoke
from hakobu.runs.dismiss import DISMISSED, dismiss
from hakobu.runs.edits import Edit, EditedField, Edits
from hakobu.runs.explain import FieldStep, InZoho, Life, Step, explain_record
from hakobu.runs.fit import check_waiting
from hakobu.runs.forget import Forgetting, HeldPlace, forgotten, lift
from hakobu.runs.hooks import sql_of_plan
from hakobu.runs.keys import ModuleKeys, module_keys
from hakobu.runs.masks import HIDDEN, mask_rejects
from hakobu.runs.options import Options
from hakobu.runs.parameters import check_given
from hakobu.runs.plan_table import COLUMNS, plan_lines, write_plan_table
from hakobu.runs.prepare import COLLIDES
from hakobu.runs.purge import Purge, purge, purgeable
from hakobu.runs.query import Queried, open_query
from hakobu.runs.record import read_record
from hakobu.runs.rejected import FailedTask, failed_tasks
from hakobu.runs.report import EXIT_CODES, exit_code, exit_code_of, summary
from hakobu.runs.run import (
    approve_run,
    choose_job,
    plan_job,
    resume_run,
    retry_run,
    run_job,
    run_plan,
    undo_run,
)
from hakobu.runs.shown import Choice, PlannedTask, planned_tasks
from hakobu.runs.support import write_support
from hakobu.runs.switch import known_organisations, who
from hakobu.runs.undo import UndoChoice
from hakobu.runs.watch import Event, Watch, silent
from hakobu.runs.write_history import WrittenHistory, write_history

__all__ = [
    "AMBIGUOUS",
    "COLLIDES",
    "COLUMNS",
    "DISMISSED",
    "EXIT_CODES",
    "HIDDEN",
    "Cause",
    "Choice",
    "Edit",
    "EditedField",
    "Edits",
    "Event",
    "FailedTask",
    "FieldStep",
    "Forgetting",
    "HeldPlace",
    "InZoho",
    "Life",
    "ModuleKeys",
    "Options",
    "PlannedTask",
    "Purge",
    "Queried",
    "Step",
    "TaskCheck",
    "UndoChoice",
    "Watch",
    "WrittenHistory",
    "approve_run",
    "candidates_of",
    "check_given",
    "check_job",
    "check_waiting",
    "choose_job",
    "decide",
    "decisions",
    "dismiss",
    "exit_code",
    "exit_code_of",
    "explain_record",
    "failed_tasks",
    "forgotten",
    "known_organisations",
    "lift",
    "mask_rejects",
    "module_keys",
    "open_client",
    "open_query",
    "plan_job",
    "plan_lines",
    "planned_tasks",
    "purge",
    "purgeable",
    "read_record",
    "resume_run",
    "retry_run",
    "revoke",
    "run_job",
    "run_plan",
    "silent",
    "sql_of_plan",
    "summary",
    "undo_run",
    "who",
    "write_history",
    "write_plan_table",
    "write_support",
]
