"""`python -m guangsha` is the `guangsha` command."""

from guangsha.config.cli import main

if __name__ == "__main__":
    main()
