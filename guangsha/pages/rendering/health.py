"""Is the web application there?"""

from guangsha.backbone.public import HealthAnswer
from guangsha.pages.rendering.assets import is_built


def web_health() -> HealthAnswer:
    """For /readyz and ``guangsha doctor``: without the web application pages are plain and do nothing."""
    return HealthAnswer(True, "built") if is_built() else HealthAnswer(False, "not built: run `make web`")
