"""The log: leaves, the subtrees above them, signed heads. Rows are added and never changed, but for how far the log has read."""

from django.db import models

LEVEL = 48
"""A subtree's key is ``level << LEVEL | index``: one number, so that a proof is one query by primary keys."""


class Leaf(models.Model):
    """A leaf at its place (from 0). ``text`` is what was hashed, its salt included.

    ``kind`` and ``source_id`` are unique together: what happened has one leaf, whoever seals. ``open_from`` NULL: never shown.
    """

    index = models.BigIntegerField(primary_key=True, db_column="seq")  # INDEX is a word of SQL
    kind = models.CharField(max_length=10)
    source_id = models.UUIDField()
    project_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    open_from = models.DateTimeField(null=True)
    text = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "source_id"), name="transparency_leaf_once"),)
        indexes = (
            models.Index(fields=("unit_id", "revision"), name="transparency_leaf_unit"),
            models.Index(fields=("project_id", "kind", "at"), name="transparency_leaf_project"),
        )


class Subtree(models.Model):
    """The hash of a complete subtree of two leaves or more."""

    key = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)


class TreeHead(models.Model):
    """What was signed when the log had ``size`` leaves."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.TextField()


class Reading(models.Model):
    """How far the log has read the positions of events: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=-1)
