"""Routes of contracts."""

from guangsha.contracts.api import seals, signing, verifying

routers = [signing.routes, seals.routes, verifying.routes]
