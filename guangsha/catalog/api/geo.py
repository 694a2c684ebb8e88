"""Cities with listings, and the outlines of their districts."""

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import DAY, Routes, anyone, not_modified, weak_etag
from guangsha.catalog.api.inputs import CityIn
from guangsha.catalog.regions import SOURCE
from guangsha.catalog.schemas.parts import DistrictCollection
from guangsha.catalog.schemas.projects import ListedCityOut
from guangsha.catalog.selectors.geography import ListedCity, district_collection, listed_cities
from guangsha.kit.errors import NotFound

routes = Routes(tags=["geo"])


@routes.get("/geo/cities", policy=anyone, response=list[ListedCityOut], cached=True, operation_id="list_cities")
def list_cities(request: HttpRequest, response: HttpResponse) -> list[ListedCity] | HttpResponse:
    """Cities with public projects, most projects first."""
    cities = listed_cities()
    return not_modified(request, response, etag=weak_etag(*cities)) or cities


@routes.get(
    "/geo/cities/{adcode}/districts", policy=anyone, response=DistrictCollection, errors=[NotFound], cached=True,
    operation_id="list_districts",
)  # fmt: skip
def list_districts(request: HttpRequest, response: HttpResponse, adcode: CityIn) -> object:
    """The districts of a city as GeoJSON for drawing (WGS-84, simplified to about 100 m)."""
    collection = district_collection(city_code=adcode)
    return not_modified(request, response, etag=weak_etag(SOURCE, adcode), cache=DAY) or collection
