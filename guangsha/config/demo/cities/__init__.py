"""The demo's two cities: Changsha on its river, Qingdao on its sea."""

from guangsha.config.demo.cities import (
    changsha_county,
    changsha_islands,
    changsha_lake,
    changsha_river,
    changsha_town,
    qingdao_hills,
    qingdao_old_town,
    qingdao_plain,
    qingdao_rails,
    qingdao_sea,
)
from guangsha.config.demo.spec import DemoProject

PROJECTS: tuple[DemoProject, ...] = (
    *changsha_lake.PROJECTS,
    *changsha_islands.PROJECTS,
    *changsha_river.PROJECTS,
    *changsha_town.PROJECTS,
    *changsha_county.PROJECTS,
    *qingdao_old_town.PROJECTS,
    *qingdao_sea.PROJECTS,
    *qingdao_hills.PROJECTS,
    *qingdao_plain.PROJECTS,
    *qingdao_rails.PROJECTS,
)
