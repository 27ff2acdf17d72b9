"""Zoho's errors as data, and the exception that carries one to the answer."""

from typing import Any

# code -> HTTP status of the whole call, usual message (api-core §9)
CODES: dict[str, tuple[int, str]] = {
    "ALREADY_MODIFIED": (412, "record already modified"),
    "ALREADY_SCHEDULED": (400, "another job is scheduled already"),
    "AMBIGUITY_DURING_PROCESSING": (400, "ambiguity while processing the request"),
    "AMBIGUOUS_CRITERIA": (400, "a criterion holds keys of a leaf and of a group"),
    "AMBIGUOUS_GROUP_IN_CRITERIA": (400, "the group of the criteria is ambiguous"),
    "API_NOT_SUPPORTED": (400, "the api is not supported in this version"),
    "AUTHENTICATION_FAILURE": (401, "Authentication failed"),
    "COEXISTENCE_NOT_ALLOWED": (400, "two keys exclude each other"),
    "COLUMN_INDEX_NOT_FOUND": (400, "the column index is not in the file"),
    "COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE": (400, "comparator and value do not fit"),
    "CONVERTED_RECORD": (400, "can't update the converted record"),
    "CRITERIA_LIMIT_EXCEEDED": (400, "too many criteria"),
    "CRITERIA_NOT_SUPPORTED": (400, "the criteria are not supported"),
    "CVID_NOT_SUPPORTED": (400, "the custom view is not supported"),
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED": (
        400,
        "page numbers reach the first 2000 records only; use page_token beyond them",
    ),
    "DEPENDENT_FIELD_MISSING": (400, "dependent field is missing"),
    "DEPENDENT_FIELD_UNCHANGED": (400, "the field is unchanged"),
    "DEPENDENT_MISMATCH": (400, "the field does not fit the one it depends on"),
    "DUPLICATE_ALIAS": (400, "same alias cannot refer more than one column"),
    "DUPLICATE_DATA": (400, "duplicate data"),
    "EXPECTED_PARAM_MISSING": (400, "mandatory param missing"),
    "EXPIRED_VALUE": (400, "the given page token has expired"),
    "FEATURE_NOT_ENABLED": (400, "the feature is not enabled"),
    "FIELD_AND_COMPARATOR_IN_CRITERIA_NOT_COMPATIBLE": (400, "field and comparator do not fit"),
    "FIELD_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE": (400, "field and value do not fit"),
    "FIELD_COMPARATOR_IN_CRITERIA_NOT_SUPPORTED": (400, "the comparator is not supported"),
    "FIELD_IN_CRITERIA_NOT_AVAILABLE": (400, "a field of the criteria is not available"),
    "FIELD_IN_CRITERIA_NOT_SUPPORTED": (400, "a field of the criteria is not supported"),
    "FIELD_NOT_AVAILABLE": (400, "the field is not available"),
    "FIELD_NOT_SUPPORTED": (400, "the field is not supported"),
    "FILE_NOT_FOUND": (400, "the file is not in the archive"),
    "FILE_NOT_SUPPORTED": (400, "File not supported for bulk write"),
    "FILE_TOO_LARGE": (413, "File size too large to process"),
    "GROUP_OPERATOR_NOT_SUPPORTED": (400, "the group operator is not supported"),
    "HEADER_LIMIT_EXCEEDED": (400, "the file has too many columns"),
    "IN_REQUEST_LIMIT_EXCEEDED": (400, "the limit of this request is exceeded"),
    "INTERNAL_ERROR": (500, "Internal Server Error"),
    "INVALID_ALIAS": (400, "alias name cannot be an empty string"),
    "INVALID_CALLBACK_METHOD": (400, "Invalid callback method provided"),
    "INVALID_CALLBACK_URL": (400, "Invalid callback URL provided"),
    "INVALID_CRITERIA": (400, "the criterion is invalid"),
    "INVALID_DATA": (400, "invalid data"),
    "INVALID_FIELD": (400, "invalid mapping."),
    "INVALID_FILE_FORMAT": (400, "invalid file format. only zip format is supported"),
    "INVALID_FILE_ID": (400, "improper file id"),
    "INVALID_FORMAT": (400, "the format is not known"),
    "INVALID_MODULE": (400, "the module name given seems to be invalid"),
    "INVALID_QUERY": (400, "invalid query formed"),
    "INVALID_REFERENCE": (400, "the reference is invalid"),
    "INVALID_REQUEST": (400, "the request is invalid"),
    "INVALID_REQUEST_METHOD": (400, "The http request method type is not a valid one"),
    "INVALID_TOKEN": (401, "invalid oauth token"),
    "INVALID_URL_PATTERN": (404, "Please check if the URL trying to access is a correct one"),
    "JOIN_LIMIT_EXCEEDED": (400, "too many fields of other modules"),
    "LIMIT_EXCEEDED": (400, "limit exceeded"),
    "LIMIT_REACHED": (400, "only the first 2000 records can be searched"),
    "LOOPING_FOUND": (400, "the references form a loop"),
    "MANDATORY_FIELDS_NOT_MAPPED": (400, "All mandatory fields are not mapped for the layout"),
    "MANDATORY_NOT_FOUND": (400, "required field not found"),
    "MAPPING_MISMATCH": (400, "the mapping of the values does not match"),
    "MEDIA_TYPE_NOT_SUPPORTED": (415, "Media type is not supported."),
    "MISSING_REQUIRED_KEY": (400, "a required key is missing"),
    "MODULE_NOT_AVAILABLE": (400, "the module is not available"),
    "MODULE_NOT_SUPPORTED": (400, "the module is not supported"),
    "MULTIPLE_OR_MULTI_ERRORS": (400, "multiple errors found"),
    "NO_RECORDS_FOUND": (400, "no records found"),
    "DOWNLOAD_NOT_ALLOWED": (400, "the file cannot be downloaded"),
    "ID_ALREADY_CONVERTED": (400, "id already converted"),
    "NOT_ALLOWED": (400, "the operation is not allowed"),
    "NOT_EMULATED": (501, "this is not emulated"),
    "NOT_SUPPORTED": (400, "the module does not support this operation"),
    "NOT_SUPPORTED_FEATURE": (400, "Feature is not supported"),
    "NO_PERMISSION": (403, "permission denied"),
    "OAUTH_SCOPE_MISMATCH": (401, "invalid oauth scope to access this URL"),
    "PAGE_NOT_SUPPORTED": (400, "the page is not supported"),
    "PAGE_RANGE_EXCEEDED": (400, "the page is out of range"),
    "PAGINATION_LIMIT_EXCEEDED": (400, "page tokens reach the first 100000 records only"),
    "PATTERN_NOT_MATCHED": (400, "please check whether the input values are correct"),
    "PROCESSING_STOPPED": (400, "processing was stopped"),
    "QUERY_NOT_SUPPORTED": (400, "the query is not supported"),
    "REQUEST_BODY_IS_EMPTY": (400, "the request body is empty"),
    "REQUEST_BODY_NOT_READABLE": (400, "the request body cannot be read"),
    "REQUEST_BODY_NOT_SUPPORTED": (400, "the request body is not supported"),
    "REQUIRED_PARAM_MISSING": (400, "one of the expected parameter is missing"),
    "RESOURCE_NOT_FOUND": (404, "The requested resource doesn't exist."),
    "ROLLBACK_PERFORMED": (400, "rollback performed"),
    "SERVICE_UNAVAILABLE": (503, "the service is unavailable"),
    "SYNTAX_ERROR": (400, "error occured while parsing the query"),
    "TOKEN_BOUND_DATA_MISMATCH": (400, "the parameters differ from those the page token was made for"),
    "TOO_MANY_REQUESTS": (429, "too many requests"),
    "UNABLE_TO_PARSE_DATA_TYPE": (400, "either the request body or parameters is in wrong format"),
    "VALUE_IN_CRITERIA_NOT_SUPPORTED": (400, "a value of the criteria is not supported"),
    "VALUE_LIMIT_EXCEEDED_IN_CRITERIA": (400, "too many values in the criteria"),
    "VALUE_TYPE_NOT_SUPPORTED": (400, "the type of a value is not supported"),
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
