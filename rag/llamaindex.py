"""footnote in llama-index's own types: a retriever, a query engine, an embedding and a vector store.

    from rag.llamaindex import query_engine
    response = query_engine(assistant).query("How many countries committed?")
    response.source_nodes, response.metadata["answer"]

Importing this module takes seconds, as llama-index does; nothing else of footnote imports it.
"""

from __future__ import annotations

from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.embedding import Embedder
from rag.answer import Answer, Citation
from rag.answering import Assistant
from rag.retrieval import Hit


class FootnoteRetriever(BaseRetriever):
    """The hybrid search as a llama-index retriever: up to `k` nodes, best first."""

    def __init__(self, assistant: Assistant, k: int = 10) -> None:
        self._assistant = assistant
        self._k = k
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [hit_node(hit) for hit in self._assistant.search(query_bundle.query_str, self._k)]


class FootnoteQueryEngine(BaseQueryEngine):
    """The assistant as a llama-index query engine.

    The response is the answer's text; `source_nodes` are the cited sentences, in the order of their
    markers, and `metadata["answer"]` is the whole answer as the public contract has it.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        super().__init__(callback_manager=CallbackManager())

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str)
        nodes = [citation_node(citation, answer) for citation in answer.citations]
        return Response(answer.text, source_nodes=nodes, metadata={"answer": answer.to_dict()})

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


class FootnoteEmbedding(BaseEmbedding):
    """The embedded model as a llama-index embedding, for a program's own `VectorStoreIndex`."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **values: Any) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2, tuned", **values)
        self._embedder = embedder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(number) for number in row] for row in self._embedder.embed(texts)]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def query_engine(assistant: Assistant) -> FootnoteQueryEngine:
    """The assistant as a query engine."""
    return FootnoteQueryEngine(assistant)


def vector_store(assistant: Assistant) -> ChromaVectorStore:
    """The index's own Chroma collection as a llama-index vector store, to read from.

    `VectorStoreIndex.from_vector_store(vector_store(assistant), FootnoteEmbedding(...))` searches the
    very vectors that footnote searches.
    """
    return ChromaVectorStore(chroma_collection=assistant.index.vectors.collection)


def hit_node(hit: Hit) -> NodeWithScore:
    """A found passage as a node: its offsets in the document, its document as the source."""
    node = TextNode(
        id_=hit.passage.id,
        text=hit.text,
        start_char_idx=hit.start,
        end_char_idx=hit.end,
        metadata={"document_id": hit.document_id, "title": hit.document.title, "source": hit.document.source,
                  "published": hit.document.published, "sha256": hit.document.sha256},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.document_id)},
    )  # fmt: skip
    return NodeWithScore(node=node, score=hit.score)


def citation_node(citation: Citation, answer: Answer) -> NodeWithScore:
    """A cited sentence as a node; its score is the confidence of the answer."""
    node = TextNode(
        id_=f"{citation.document_id}:{citation.start}-{citation.end}",
        text=citation.quote,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata={"number": citation.number, "document_id": citation.document_id, "title": citation.title,
                  "source": citation.source, "published": citation.published, "sha256": citation.sha256,
                  "speaker": citation.speaker},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=citation.document_id)},
    )  # fmt: skip
    return NodeWithScore(node=node, score=answer.confidence)
