"""Zoho's errors as data, and the exception that carries one to the answer."""

from typing import Any

# code -> HTTP status of the whole call, usual message (api-core §9)
CODES: dict[str, tuple[int, str]] = {
    "ALREADY_MODIFIED": (412, "record already modified"),
    "AMBIGUITY_DURING_PROCESSING": (400, "ambiguity while processing the request"),
    "API_NOT_SUPPORTED": (400, "the api is not supported in this version"),
    "AUTHENTICATION_FAILURE": (401, "Authentication failed"),
    "CONVERTED_RECORD": (400, "can't update the converted record"),
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED": (
        400,
        "page numbers reach the first 2000 records only; use page_token beyond them",
    ),
    "DUPLICATE_ALIAS": (400, "same alias cannot refer more than one column"),
    "DUPLICATE_DATA": (400, "duplicate data"),
    "EXPECTED_PARAM_MISSING": (400, "mandatory param missing"),
    "EXPIRED_VALUE": (400, "the given page token has expired"),
    "INTERNAL_ERROR": (500, "Internal Server Error"),
    "INVALID_ALIAS": (400, "alias name cannot be an empty string"),
    "INVALID_DATA": (400, "invalid data"),
    "INVALID_MODULE": (400, "the module name given seems to be invalid"),
    "INVALID_QUERY": (400, "invalid query formed"),
    "INVALID_REQUEST_METHOD": (400, "The http request method type is not a valid one"),
    "INVALID_TOKEN": (401, "invalid oauth token"),
    "INVALID_URL_PATTERN": (404, "Please check if the URL trying to access is a correct one"),
    "LIMIT_EXCEEDED": (400, "limit exceeded"),
    "LIMIT_REACHED": (400, "only the first 2000 records can be searched"),
    "MANDATORY_NOT_FOUND": (400, "required field not found"),
    "MAPPING_MISMATCH": (400, "the mapping of the values does not match"),
    "MULTIPLE_OR_MULTI_ERRORS": (400, "multiple errors found"),
    "NOT_ALLOWED": (400, "the operation is not allowed"),
    "NOT_EMULATED": (501, "this is not emulated"),
    "NOT_SUPPORTED": (400, "the module does not support this operation"),
    "NO_PERMISSION": (403, "permission denied"),
    "OAUTH_SCOPE_MISMATCH": (401, "invalid oauth scope to access this URL"),
    "PAGINATION_LIMIT_EXCEEDED": (400, "page tokens reach the first 100000 records only"),
    "PATTERN_NOT_MATCHED": (400, "please check whether the input values are correct"),
    "REQUIRED_PARAM_MISSING": (400, "one of the expected parameter is missing"),
    "SERVICE_UNAVAILABLE": (503, "the service is unavailable"),
    "SYNTAX_ERROR": (400, "error occured while parsing the query"),
    "TOKEN_BOUND_DATA_MISMATCH": (400, "the parameters differ from those the page token was made for"),
    "TOO_MANY_REQUESTS": (429, "too many requests"),
    "UNABLE_TO_PARSE_DATA_TYPE": (400, "either the request body or parameters is in wrong format"),
}


class Problem(Exception):  # noqa: N818 -- Zoho's word for it is neither error nor exception
    """One of Zoho's errors: for a whole call, or for one record of it."""

    def __init__(
        self,
        code: str,
        details: dict[str, Any] | None = None,
        message: str | None = None,
        status: int | None = None,
    ) -> None:
        usual_status, usual_message = CODES[code]
        super().__init__(code)
        self.code = code
        self.details = details if details is not None else {}
        self.message = usual_message if message is None else message
        self.status = usual_status if status is None else status

    def body(self) -> dict[str, Any]:
        """Give the envelope that Zoho wraps every error in."""
        return {"code": self.code, "details": self.details, "message": self.message, "status": "error"}


class BadValue(Exception):  # noqa: N818 -- the same
    """A value that its field does not take; the writer adds the field's name and path."""

    def __init__(self, details: dict[str, Any], message: str | None = None, below: str = "") -> None:
        super().__init__(str(details))
        self.details = details
        self.message = message
        self.below = below


def expected(data_type: str) -> BadValue:
    """Say which kind of value the field expects."""
    return BadValue({"expected_data_type": data_type})
