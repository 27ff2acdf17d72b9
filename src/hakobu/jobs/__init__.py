"""When jobs run: what the application holds, its queue, its schedule."""

from hakobu.jobs.engine import Checked, Engine, Local, Progress
from hakobu.jobs.workspace import Workspace, job_document

__all__ = ["Checked", "Engine", "Local", "Progress", "Workspace", "job_document"]
