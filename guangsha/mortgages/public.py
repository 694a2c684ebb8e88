"""The door of mortgages."""

from guangsha.mortgages.api import routers
from guangsha.mortgages.domain.terms import BankTerms, Product, ProductTerms
from guangsha.mortgages.ports import channel_names as bank_channels
from guangsha.mortgages.selectors.banks import banks_known
from guangsha.mortgages.selectors.own import no_fault
from guangsha.mortgages.services.banks import put_bank

__all__ = ["BankTerms", "Product", "ProductTerms", "bank_channels", "banks_known", "no_fault", "put_bank", "routers"]
