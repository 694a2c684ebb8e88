"""Words of the `guangsha` command about money."""
