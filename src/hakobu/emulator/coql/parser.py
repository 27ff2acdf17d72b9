"""Parses a query by recursive descent."""

from hakobu.emulator.coql.lexer import Token, near, tokens
from hakobu.emulator.coql.node import Both, Column, Condition, Criterion, Either, Literal, Order, Select
from hakobu.emulator.problem import Problem

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG"})
_COMPARISONS = frozenset({"=", "!=", "<>", "<", "<=", ">", ">="})
_VALUE_KINDS = frozenset({"string", "number", "moment", "word"})
_DEEPEST = 40
_LONGEST_COUNT = 12


class Parser:
    """One query on its way from tokens to a ``Select``."""

    def __init__(self, query: str, *, flat_criteria: bool, subqueries: bool = False) -> None:
        self._query = query
        self._tokens = tokens(query)
        self._place = 0
        self._flat_criteria = flat_criteria
        self._subqueries = subqueries
        self._inner = 0
        self._criteria = 0
        self._depth = 0

    # -- tokens ----------------------------------------------------------------------------------

    @property
    def _now(self) -> Token:
        return self._tokens[self._place]

    def _step(self) -> Token:
        token = self._now
        self._place += token.kind != "end"
        return token

    def _is(self, *words: str) -> bool:
        return self._now.word in words

    def _take(self, *words: str) -> bool:
        """Step over these key words if they stand here."""
        ahead = self._tokens[self._place : self._place + len(words)]
        if tuple(token.word for token in ahead) != words:
            return False
        self._place += len(words)
        return True

    def _mark(self, mark: str) -> bool:
        if self._now.kind == "mark" and self._now.text == mark:
            self._place += 1
            return True
        return False

    def _unexpected(self) -> Problem:
        return Problem("SYNTAX_ERROR", near(self._query, self._now.place), "unexpected token")

    def _demand(self, mark: str) -> None:
        if not self._mark(mark):
            raise self._unexpected()

    def _clause(self, *words: str) -> None:
        if not self._take(*words):
            if self._now.kind == "end" or self._is("order", "limit", "group", "where"):
                raise Problem("SYNTAX_ERROR", {"clause": " ".join(words)}, "missing clause")
            raise self._unexpected()

    # -- clauses ---------------------------------------------------------------------------------

    def parse(self) -> Select:
        """Parse the whole query."""
        if not self._take("select"):
            raise Problem("SYNTAX_ERROR", {}, "given coql query not supported")
        select = self._select()
        if self._now.kind != "end":
            raise self._unexpected()
        return select

    def _select(self) -> Select:
        """Parse what follows the word ``select``; a sub-query counts its own criteria."""
        outer, self._criteria = self._criteria, 0
        columns = self._columns()
        self._clause("from")
        module = self._path()
        self._clause("where")
        where = self._condition()
        group_by = self._names() if self._take("group", "by") else []
        order_by = self._orders() if self._take("order", "by") else []
        limited = self._is("limit")
        limit, offset = self._limit()
        criteria, self._criteria = self._criteria, outer
        return Select(columns, module, where, group_by, order_by, limit, offset, criteria, limited)

    def _columns(self) -> list[Column]:
        columns = [self._column()]
        while self._mark(","):
            columns.append(self._column())
        return columns

    def _column(self) -> Column:
        function, path = self._term_of_list()
        if not self._take("as"):
            return Column(path, None, function)
        alias = self._step()
        if alias.kind not in {"word", "string"}:
            raise self._unexpected()
        if not alias.text.strip():
            raise Problem("INVALID_ALIAS", {"column_name": path, "alias": ""})
        return Column(path, alias.text, function)

    def _term_of_list(self) -> tuple[str | None, str]:
        """Parse a path, or an aggregate: its function, in upper case, and its path."""
        if self._now.kind != "word" or self._tokens[self._place + 1].text != "(":
            return None, self._path()
        function = self._step()
        self._demand("(")
        path = self._path()
        self._demand(")")
        if function.text not in AGGREGATES:
            details = {"reason": "unsupported aggregate function", "column": f"{function.text}({path})"}
            raise Problem("INVALID_DATA", details, "unsupported aggregate")
        return function.text, path

    def _path(self) -> str:
        token = self._now
        if token.kind not in {"word", "string"} or token.word in {"from", "where"}:
            raise self._unexpected()
        self._step()
        return token.text

    def _names(self) -> list[str]:
        names = [self._path()]
        while self._mark(","):
            names.append(self._path())
        return names

    def _orders(self) -> list[Order]:
        orders = []
        while True:
            function, path = self._term_of_list()
            path = path if function is None else f"{function}({path})"
            descending = self._take("desc")
            if not descending:
                self._take("asc")
            orders.append(Order(path, descending))
            if not self._mark(","):
                return orders

    def _limit(self) -> tuple[int, int]:
        limit, offset = 200, 0
        if self._take("limit"):
            limit = self._count()
            if self._mark(","):
                offset, limit = limit, self._count()
            if limit == 0:
                raise Problem("INVALID_DATA", {}, "limit should be greater than 0")
        if self._take("offset"):
            offset = self._count()
        return limit, offset

    def _count(self) -> int:
        token = self._step()
        if token.kind != "number" or not token.text.isdigit() or len(token.text) > _LONGEST_COUNT:
            raise Problem("INVALID_QUERY", {"limit": token.text}, "limit given seems to be invalid")
        return int(token.text)

    # -- conditions ------------------------------------------------------------------------------

    def _condition(self) -> Condition:
        """Parse what stands between two brackets; ``and`` binds closer than ``or``."""
        start = self._place
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Problem("SYNTAX_ERROR", {}, "parser gave up: too complex or brackets do not match")
        joined = 0
        left, count = self._conjunction()
        joined += count
        while self._take("or"):
            right, count = self._conjunction()
            joined += count + 1
            left = Either(left, right)
        if joined > 1 and not self._flat_criteria:
            # Zoho's COQL FAQ: more than two criteria must be paired with brackets
            place = self._tokens[start].place
            raise Problem(
                "SYNTAX_ERROR",
                {"near": self._query[place : place + 40]},
                "error occured while parsing the query",
            )
        self._depth -= 1
        return left

    def _conjunction(self) -> tuple[Condition, int]:
        left, count = self._term(), 0
        while self._take("and"):
            left, count = Both(left, self._term()), count + 1
        return left, count

    def _term(self) -> Condition:
        if self._mark("("):
            inside = self._condition()
            self._demand(")")
            return inside
        return self._criterion()

    def _criterion(self) -> Criterion:
        self._criteria += 1
        path = self._path()
        if self._take("is"):
            operator = "is not null" if self._take("not") else "is null"
            if not self._take("null"):
                raise self._unexpected()
            return Criterion(path, operator)
        negated = "not " if self._take("not") else ""
        if self._take("in"):
            return Criterion(path, f"{negated}in", self._list())
        if self._take("between"):
            low = self._value()
            if not self._take("and"):
                raise self._unexpected()
            return Criterion(path, f"{negated}between", (low, self._value()))
        if self._take("like"):
            return Criterion(path, f"{negated}like", (self._value(),))
        token = self._now
        if token.kind != "operator" or negated:
            if token.kind == "word":
                raise Problem("SYNTAX_ERROR", {"operator": token.text}, "operator not supported")
            raise self._unexpected()
        self._step()
        return Criterion(path, "!=" if token.text == "<>" else token.text, (self._value(),))

    def _list(self) -> tuple[Literal, ...]:
        self._demand("(")
        inner = self._subquery()
        if inner is not None:
            return (inner,)
        values = [self._literal()]
        while self._mark(","):
            values.append(self._literal())
        self._demand(")")
        return tuple(values)

    def _value(self) -> Literal:
        if self._mark("("):
            inner = self._subquery()
            if inner is None:
                raise self._unexpected()
            return inner
        return self._literal()

    def _literal(self) -> Literal:
        token = self._now
        if token.kind not in _VALUE_KINDS:
            raise self._unexpected()
        self._step()
        return Literal(token.text, token.kind == "string")

    def _subquery(self) -> Literal | None:
        """Parse a query in brackets, of which the first is taken already."""
        if not self._subqueries or not self._take("select"):
            return None
        self._depth += 1
        self._inner += 1
        number = self._inner
        if self._depth > _DEEPEST:
            raise Problem("SYNTAX_ERROR", {}, "parser gave up: too complex or brackets do not match")
        select = self._select()
        self._demand(")")
        self._depth -= 1
        return Literal("", False, select, number)


def parse(query: str, *, flat_criteria: bool, subqueries: bool = False) -> Select:
    """Parse a query; ``flat_criteria`` allows more than two criteria without brackets."""
    return Parser(query, flat_criteria=flat_criteria, subqueries=subqueries).parse()
