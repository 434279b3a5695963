"""footnote in llama-index's own types."""

from __future__ import annotations

import asyncio

import pytest
from llama_index.core import Settings, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer

from rag import Assistant
from rag.llamaindex import FootnoteEmbedding, FootnoteRetriever, query_engine, vector_store

QUESTION = "How many countries committed to guaranteeing Ukraine's security?"


def test_query_engine_answers_with_its_sources(seeds: Assistant) -> None:
    """The response is the cited answer; its source nodes are the quotes, at their offsets."""
    response = query_engine(seeds).query(QUESTION)
    assert "26" in str(response)
    node = response.source_nodes[0].node
    text = seeds.document(node.metadata["document_id"]).text
    assert text[node.start_char_idx : node.end_char_idx] == node.get_content()
    assert response.metadata["answer"]["citations"][0]["quote"] == node.get_content()


def test_query_engine_answers_async(seeds: Assistant) -> None:
    """The query engine answers an awaited query too."""
    assert "26" in str(asyncio.run(query_engine(seeds).aquery(QUESTION)))


def test_retriever_fits_llama_index_engines(seeds: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hybrid search serves one of llama-index's own query engines."""
    monkeypatch.setattr(Settings, "_llm", MockLLM())  # a RetrieverQueryEngine asks for one even when it is given one
    engine = RetrieverQueryEngine(
        FootnoteRetriever(seeds, k=3),
        get_response_synthesizer(llm=MockLLM(), response_mode=ResponseMode.NO_TEXT),
    )
    nodes = engine.query(QUESTION).source_nodes
    assert len(nodes) == 3
    assert nodes[0].score >= nodes[1].score
    assert nodes[0].node.ref_doc_id == nodes[0].node.metadata["document_id"]


def test_llama_index_reads_the_same_collection(seeds: Assistant) -> None:
    """A plain VectorStoreIndex over the vector store finds the passages that footnote stored."""
    index = VectorStoreIndex.from_vector_store(vector_store(seeds), FootnoteEmbedding(seeds.index.embedder))
    node = index.as_retriever(similarity_top_k=1).retrieve("drone attack on a residence")[0].node
    assert node.get_content() in seeds.document(node.metadata["document_id"]).text
