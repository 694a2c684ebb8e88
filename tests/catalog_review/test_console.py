"""What the review screens read: names, the queue of everybody, the site before and after."""

import pytest
from django.test import Client

from guangsha.accounts.models import Person
from guangsha.backbone.public import command
from guangsha.catalog.public import BuildingSpec, put_buildings
from guangsha.catalog.services.review_drafts import edit_listing
from guangsha.vault.public import Secret
from tests.actors import acting_as
from tests.catalog.support import run
from tests.catalog_review.support import LATER, People, public_listing, submitted

SITES = ("site_before", "site_after")


@pytest.mark.django_db
def test_a_reviewer_reads_names_not_ids_and_sees_the_site_before_and_after(client: Client) -> None:
    """Names are masked; the author is told that it is their own work; the site model is there when a building changes."""
    people = People()
    author = people.editor
    known = Person(pk=author.person_id)
    known.display_name = Secret("陈编辑")
    run(lambda: known.save(force_insert=True))
    project_id = public_listing()
    command(
        lambda: edit_listing(
            lambda: put_buildings(
                actor=author, now=LATER, project_id=project_id, buildings=[BuildingSpec(name="1栋", floors=31)]
            ),
            actor=author,
            now=LATER,
            project_id=project_id,
        ),
        actor=author,
    )
    submission = submitted(author, project_id)
    with acting_as(people.first):
        read = client.get(f"/api/v1/console/listings/submissions/{submission.pk}").json()
        queue = client.get("/api/v1/console/listings/queue").json()
    assert read["people"] == [{"id": str(known.pk), "name": "陈**"}]
    assert queue[0]["author_name"] == "陈**"
    assert read["own_work"] is False
    floors = {name: next(one for one in read[name]["buildings"] if one["name"] == "1栋")["floors"] for name in SITES}
    assert floors["site_after"] == 31 != floors["site_before"]
    with acting_as(author):
        own = client.get(f"/api/v1/console/listings/submissions/{submission.pk}").json()
        waiting = client.get("/api/v1/console/listings/queue").json()
        live = client.get("/api/v1/console/listings/queue?scope=live").json()
    assert own["own_work"] is True
    assert waiting == []
    assert [one["id"] for one in live] == [str(submission.pk)]
