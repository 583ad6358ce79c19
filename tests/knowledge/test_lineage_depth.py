"""A chain longer than any tree that can be drawn: told, not followed to the end of the stack."""

from __future__ import annotations

from knowledge.answers import LineageNode, RelationAnswer
from knowledge.lineage import DEEPEST, lineage_answer, render_lineage
from knowledge.tables import WorkRow


def chain(length: int) -> tuple[dict[str, WorkRow], list[RelationAnswer]]:
    """Reminder upon reminder: each paper continues the one before it."""
    rows = {f"w{n}": WorkRow(id=f"w{n}", held=True, kind="letter", reference_no=f"{n}/2020") for n in range(length)}
    edges = [
        RelationAnswer(source=f"w{n + 1}", target=f"w{n}", relation="forwards", inferred=False, confidence=1)
        for n in range(length - 1)
    ]
    return rows, edges


def deepest(node: LineageNode) -> tuple[int, LineageNode]:
    depth = 0
    while node.children:
        node, depth = node.children[0], depth + 1
    return depth, node


def test_a_chain_of_thousands_is_cut_and_says_so() -> None:
    answer = lineage_answer("w0", *chain(5000))
    depth, last = deepest(answer.work.model_copy(update={"children": answer.downstream}))
    assert (depth, last.goes_on, last.repeated) == (DEEPEST, True, False)
    assert f"(goes on: paripatra lineage {last.id})" in render_lineage(answer)
    assert answer.model_dump_json()


def test_a_chain_that_fits_goes_on_nowhere() -> None:
    answer = lineage_answer("w0", *chain(DEEPEST + 1))
    depth, last = deepest(answer.work.model_copy(update={"children": answer.downstream}))
    assert (depth, last.goes_on) == (DEEPEST, False)


def test_a_circle_ends_where_it_began() -> None:
    rows, edges = chain(3)
    edges.append(RelationAnswer(source="w0", target="w2", relation="forwards", inferred=False, confidence=1))
    answer = lineage_answer("w0", rows, edges)
    _, last = deepest(answer.work.model_copy(update={"children": answer.downstream}))
    assert (last.id, last.repeated, last.goes_on) == ("w0", True, False)
