"""The examples of AWS's own description of Signature Version 4, signature by signature."""

import hashlib
from datetime import UTC, datetime

import pytest

from hetang.commons.documents.store.signing import EMPTY, encoded, query_of, signed

# The key, the secret, the bucket and the day of those examples.
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
HOST = {"Host": "examplebucket.s3.amazonaws.com"}
DAY = datetime(2013, 5, 24, tzinfo=UTC)
PUT = {**HOST, "Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"}
WELCOME = hashlib.sha256(b"Welcome to Amazon S3.").hexdigest()


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "digest", "signature"),
    [
        (
            "GET",
            "/test.txt",
            {},
            {**HOST, "Range": "bytes=0-9"},
            EMPTY,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test$file.text",
            {},
            PUT,
            WELCOME,
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            "GET",
            "/",
            {"prefix": "J", "max-keys": "2"},
            HOST,
            EMPTY,
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_a_request_is_signed_as_in_the_examples(
    method: str, path: str, query: dict[str, str], headers: dict[str, str], digest: str, signature: str
) -> None:
    told = signed(
        method,
        encoded(path, safe="/"),
        query_of(query),
        headers,
        digest=digest,
        key=KEY,
        secret=SECRET,
        region="us-east-1",
        at=DAY,
    )
    assert told["Authorization"].endswith(f"Signature={signature}")
