"""A question becomes an answer that can be checked."""

from index.errors import FootnoteError
from rag.answer import Answer, Citation, Turn
from rag.answering import Assistant
from rag.settings import Settings

__all__ = ["Answer", "Assistant", "Citation", "FootnoteError", "Settings", "Turn"]
