"""Structured logs: one line per event with the request id; Secrets do not print, and ``mask_line``
takes out what looks personal wherever it came from."""

import logging
import logging.config
from typing import Any

import structlog

from guangsha.backbone.log_masks import mask_line


def configure(config: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: ``config`` is {"format": "console" | "json", "level": ...}."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if config["format"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)  # no locals
    )
    errors = [structlog.processors.format_exc_info] if config["format"] == "json" else []
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        *errors,
                        last,
                        mask_line,
                    ],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": config["level"]},
            "loggers": {
                "django.server": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
                "django.security": {"level": "ERROR"},
                "PIL": {"level": "WARNING"},
                "pikepdf": {"level": "WARNING"},
            },
        }
    )
