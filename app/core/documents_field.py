"""The form field for a file: what was sent once need not be chosen again when the form fails."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from app.core.documents import Stashed, file_size, open_stash, stash
from app.core.i18n import _
from app.core.inspection import TYPES, FileRefused
from app.core.web import actor


class KeptFileInput(FileInput):
    """A file input and, where a file is kept from before, a ticked box that says so."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs.setdefault("accept", ",".join(f".{kind}" for kind in field.accept))
        if field.stashed:
            kwargs["required"] = False
        file_input: Markup = super().__call__(field, **kwargs)
        return file_input + _kept(field) if field.stashed else file_input


def _kept(field: Any) -> Markup:
    size = file_size(field.stashed.size)
    return Markup(
        '<label class="option"><input type="checkbox" name="{}" value="{}" checked>'
        "<span>{}</span></label>"
    ).format(
        field.kept_name,
        field.stashed.token,
        _("Kept: %(name)s (%(size)s)", name=field.stashed.name, size=size),
    )


class DocumentField(FileField):
    """A file to be sent; `accept` are extensions from inspection.TYPES.

    The file is looked at and stashed when the form is validated. `data` and `stashed` are the
    Stashed file or None; a command gives it its row by `documents.claim`. The form shown again
    carries the stash as a ticked box named `kept_name`; a new file goes before the kept one.
    """

    widget = KeptFileInput()

    def __init__(
        self,
        label: str,
        validators: Any = (),
        accept: Collection[str] = tuple(TYPES),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.accept = accept
        self.upload: FileStorage | None = None

    @property
    def kept_name(self) -> str:
        return f"{self.name}-kept"

    @property
    def stashed(self) -> Stashed | None:
        return self.data if isinstance(self.data, Stashed) else None

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Take the kept file from the form and note a new one; what an entity has is not shown."""
        super().process(formdata, *args, **kwargs)
        token = formdata.get(self.kept_name) if formdata is not None else None
        kept = open_stash(token, actor()) if token else None
        is_taken = kept is not None and kept.name.lower().rpartition(".")[2] in self.accept
        self.data = kept if is_taken else None
        self.raw_data = [token] if self.data else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        uploads = (
            value for value in valuelist if isinstance(value, FileStorage) and value.filename
        )
        self.upload = next(uploads, None)

    def pre_validate(self, form: Any) -> None:
        """Look at the new file and stash it; a refusal is this field's error."""
        if self.upload is None:
            return
        try:
            self.data = stash(self.upload, actor(), self.accept)
        except FileRefused as refusal:
            raise StopValidation(str(refusal.reason)) from None
        self.raw_data = [self.upload.filename]
