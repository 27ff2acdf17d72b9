"""What people note for each other: labels of jobs, comments, and filters under a name."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from hakobu.api.access import Editor, Operator, Person, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.jobs import JobOut, Name, find_job, job_out
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.api.starting import run_of
from hakobu.jobs.accounts import Role
from hakobu.store import Comment, Filter

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["notes"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Numbered = Annotated[int, Path(ge=1, le=2**31 - 1)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
MOST = 500  # filters that one person keeps


def _printable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("A text holds no zero byte.")
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    AfterValidator(_printable),
]


class LabelsIn(BaseModel):
    """The labels that a job is to have."""

    labels: list[Label] = Field(max_length=50, examples=[["sales", "nightly"]])


class CommentIn(BaseModel):
    """What somebody has to say."""

    text: Text = Field(examples=["The till was closed on Sunday."])


class CommentOut(BaseModel):
    """A comment, with who wrote it and when."""

    id: int
    author: str
    at: float = Field(description="In seconds since 1970.")
    text: str
    mine: bool = Field(description="Whether the one who asks may take it away.")


class Sought(BaseModel):
    """What a list is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(default="", max_length=200)
    labels: list[Label] = Field(default_factory=list, max_length=50)
    status: str = Field(default="", max_length=40)
    owner: str = Field(default="", max_length=320)
    job: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=20)


class FilterIn(BaseModel):
    """A filter to keep; one's own of the same name is replaced."""

    page: Literal["jobs", "runs"]
    name: Annotated[Text, StringConstraints(max_length=100)]
    shared: bool = Field(default=False, description="Show it to everybody; for editors.")
    sought: Sought


class FilterOut(BaseModel):
    """A kept filter."""

    id: int
    name: str
    owner: str
    shared: bool
    mine: bool = Field(description="Whether the one who asks may take it away.")
    sought: Sought


@router.put("/jobs/{name}/labels", operation_id="label_job")
def label(name: Name, body: LabelsIn, person: Editor, at: At) -> JobOut:
    """Give a job its labels; they are no part of its definition."""
    before, wanted = find_job(at, name).labels, list(dict.fromkeys(body.labels))
    if wanted != before:
        at.store.definitions.set_job(name, labels=wanted)
        at.store.audit.write(who=person.name, action="job labelled", what=f"{name}: {', '.join(wanted)}")
    return job_out(at, find_job(at, name))


@router.get("/jobs/{name}/comments", operation_id="job_comments")
def of_job(name: Name, person: Viewer, at: At) -> list[CommentOut]:
    """List the comments on a job, the newest first."""
    find_job(at, name)
    return [_comment(each, person) for each in at.store.comments.of("job", name)]


@router.post("/jobs/{name}/comments", status_code=201, operation_id="comment_job")
def say_of_job(name: Name, body: CommentIn, person: Operator, at: At) -> CommentOut:
    """Comment on a job."""
    return _say(at, person, "job", find_job(at, name).name, body.text)


@router.get("/runs/{number}/comments", operation_id="run_comments")
def of_run(number: Numbered, person: Viewer, at: At) -> list[CommentOut]:
    """List the comments on a run, the newest first."""
    return [_comment(each, person) for each in at.store.comments.of("run", str(run_of(at, number).id))]


@router.post("/runs/{number}/comments", status_code=201, operation_id="comment_run")
def say_of_run(number: Numbered, body: CommentIn, person: Operator, at: At) -> CommentOut:
    """Comment on a run."""
    return _say(at, person, "run", str(run_of(at, number).id), body.text)


@router.delete("/comments/{number}", status_code=204, operation_id="remove_comment")
def take_back(number: Numbered, person: Operator, at: At) -> None:
    """Take a comment away: one's own, or any as an administrator."""
    found = at.store.comments.numbered(number)
    if found is None:
        raise ProblemError(404, "no_comment", "There is no such comment.")
    _refuse_foreign(found.user_id, person)
    at.store.comments.drop(number)
    what = f"{found.about} {found.name}: {found.author}"
    at.store.audit.write(who=person.name, action="comment removed", what=what)


@router.get("/filters", operation_id="filters")
def filters(person: Viewer, at: At, page: Annotated[Literal["jobs", "runs"], Query()]) -> list[FilterOut]:
    """List one's own filters of a page, and those that are shared."""
    return [_filter(each, person) for each in at.store.filters.of(page, person.user.id)]


@router.post("/filters", status_code=201, operation_id="save_filter")
def keep(body: FilterIn, person: Viewer, at: At) -> FilterOut:
    """Keep a filter under a name: for oneself, or for everybody."""
    if body.shared and not person.role.may(Role.EDITOR):
        raise ProblemError(
            403, "not_yours", "Only an editor shares a filter.", next_step="Keep it for yourself."
        )
    own = [each for each in at.store.filters.of(body.page, person.user.id) if each.user_id == person.user.id]
    if len(own) >= MOST:
        raise ProblemError(409, "too_many", f"Nobody keeps more than {MOST} filters.")
    kept = at.store.filters.save(
        page=body.page,
        name=body.name,
        user_id=person.user.id,
        owner=person.name,
        shared=body.shared,
        sought=body.sought.model_dump(exclude_defaults=True),
    )
    at.store.audit.write(who=person.name, action="filter saved", what=f"{body.page}: {body.name}")
    return _filter(kept, person)


@router.delete("/filters/{number}", status_code=204, operation_id="remove_filter")
def forget(number: Numbered, person: Viewer, at: At) -> None:
    """Forget a filter: one's own, or a shared one as an administrator."""
    found = at.store.filters.numbered(number)
    if found is None or not (found.shared or found.user_id == person.user.id):
        raise ProblemError(404, "no_filter", "There is no such filter.")
    _refuse_foreign(found.user_id, person)
    at.store.filters.drop(number)
    at.store.audit.write(who=person.name, action="filter removed", what=f"{found.page}: {found.name}")


def _say(at: Context, person: Person, about: str, name: str, text: str) -> CommentOut:
    made = at.store.comments.add(
        about=about, name=name, user_id=person.user.id, author=person.name, text=text
    )
    at.store.audit.write(who=person.name, action="commented", what=f"{about} {name}")
    return _comment(made, person)


def _comment(found: Comment, person: Person) -> CommentOut:
    return CommentOut(
        id=found.id, author=found.author, at=found.at, text=found.text, mine=_may(found.user_id, person)
    )


def _filter(found: Filter, person: Person) -> FilterOut:
    return FilterOut(
        id=found.id,
        name=found.name,
        owner=found.owner,
        shared=found.shared,
        mine=_may(found.user_id, person),
        sought=Sought(**found.sought),
    )


def _may(owner: int, person: Person) -> bool:
    return person.user.id == owner or person.role is Role.ADMINISTRATOR


def _refuse_foreign(owner: int, person: Person) -> None:
    if not _may(owner, person):
        raise ProblemError(403, "not_yours", "Somebody else wrote this.", next_step="Ask an administrator.")
