"""The pages on which staff compare entries, merge them, undo it, and tell them apart."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.core.forms import Confirm
from app.core.i18n import _
from app.core.web import actor, authorise, page, see_other
from app.directory.forms import OrganisationForm, labels_of
from app.directory.lookalikes import STAFF_SEES, facts_of, lookalikes
from app.directory.models import Organisation
from app.directory.queries import get_organisation
from app.entries import commands, merging, policy, queries, references
from app.entries.pairs import likely_pairs
from app.entries.views.blueprints import BOTH, entries


@entries.get("/duplicates")
def duplicates() -> ResponseReturnValue:
    authorise(policy.look_at_duplicates, None)
    number = request.args.get("page", 1, type=int)
    return page("entries/duplicates.html", pairs=likely_pairs(number))


@entries.post("/<slug>/different/<other>")
def tell_apart(slug: str, other: str) -> ResponseReturnValue:
    authorise(policy.tell_apart, None)
    one, another = get_organisation(slug), get_organisation(other)
    form = Confirm()
    if form.accepted():
        commands.tell_apart(one, another, actor())
        flash(_("Noted: these two are different organisations."), "success")
    return see_other(".duplicates")


@entries.get("/<slug>/merge")
def choose(slug: str) -> ResponseReturnValue:
    """Choose what to merge with this entry: what looks like it, or what its address names."""
    organisation = get_organisation(slug)
    authorise(policy.merge, organisation)
    asked = request.args.get("with", "").strip().rstrip("/").rpartition("/")[2]
    if asked:
        return see_other(".merge", slug=slug, other=asked)
    found = lookalikes(facts_of(organisation), STAFF_SEES)
    return page("entries/merge_choose.html", organisation=organisation, found=found)


@entries.route("/<slug>/merge/<other>", methods=BOTH)
def merge(slug: str, other: str) -> ResponseReturnValue:
    """Show side by side what is kept and what becomes part of it, and merge them."""
    kept, merged = get_organisation(slug), get_organisation(other)
    authorise(policy.merge, kept)
    form = Confirm()
    if form.accepted():
        done = commands.merge(kept, merged, actor(), request.form.getlist("take"))
        return see_other(".merged", uid=done.uid)
    counts, stays = references.count(merged.id), commands.staying(kept, merged)
    return page(
        "entries/merge.html",
        form,
        kept=kept,
        merged=merged,
        obstacle=merging.obstacle(kept, merged),
        rows=_rows(kept, merged),
        moving=[(references.name(t), n) for t, n in counts.items() if t not in stays],
        has_people_left=any(table in stays for table in counts),
    )


@entries.get("/merges")
def merges() -> ResponseReturnValue:
    authorise(policy.see_merges, None)
    return page("entries/merges.html", merges=queries.merges())


@entries.get("/merges/<uuid:uid>")
def merged(uid: uuid.UUID) -> ResponseReturnValue:
    done = queries.get_merge(uid)
    authorise(policy.see_merges, done)
    labels = merging.labels(labels_of(OrganisationForm))
    return page(
        "entries/merged.html",
        merge=done,
        obstacle=commands.why_not_undone(done),
        facts=[(labels[name], *map(merging.shown, values)) for name, values in done.facts.items()
               if name in labels],
        moved=[(references.name(row["table"]), len(row["ids"])) for row in done.moved],
        stayed=[(references.name(row["table"]), len(row["ids"])) for row in done.stayed],
    )  # fmt: skip


@entries.post("/merges/<uuid:uid>/undo")
def undo(uid: uuid.UUID) -> ResponseReturnValue:
    done = queries.get_merge(uid)
    authorise(policy.merge, done)
    form = Confirm()
    if form.accepted():
        commands.undo(done, actor())
        flash(_("The merge is undone: there are two entries again."), "success")
    return see_other(".merged", uid=uid)


def _rows(kept: Organisation, merged: Organisation) -> list[dict[str, Any]]:
    labels = merging.labels(labels_of(OrganisationForm))
    return [
        {
            "field": one.field,
            "label": labels[one.field],
            "kept": merging.shown(one.kept),
            "merged": merging.shown(one.merged),
            "proposed": one.proposed,
        }
        for one in merging.differences(kept, merged)
    ]
