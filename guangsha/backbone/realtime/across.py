"""Hints from other processes: by Redis when there is one, and always by following the outbox positions."""

import asyncio
import json
from typing import Any

import structlog
from django.conf import settings

from guangsha.backbone.outbox import events_after, head_position, oldest_position
from guangsha.backbone.realtime.hints import channel, process_name
from guangsha.backbone.realtime.hub import Hub
from guangsha.backbone.realtime.streams import Topic, topics_of, waking_events

TAIL_S = 0.25
TAIL_WITH_REDIS_S = 2.0
STATES_S = 2.0
"""How often streams of state are looked at again: what ends silently (a killed process) shows within this and its own limit."""
RECONNECT_S = 1.0
LIMIT = 500

log = structlog.get_logger(__name__)


def _look(position: int) -> tuple[int, list[Topic], bool]:
    """The new position, the topics to wake, and whether events were deleted before they were seen."""
    head = head_position()
    if head == position:
        return position, [], False
    if position < oldest_position() - 1:
        return head, [], True
    events = events_after(position, limit=LIMIT, names=waking_events())
    topics = {topic for event in events for topic in topics_of(event.name, event.payload)}
    return (events[-1].position if len(events) == LIMIT else head), sorted(topics), False


async def follow_positions(hub: Hub, position: int) -> None:
    """Wake what new positions speak of, until cancelled."""
    every = TAIL_WITH_REDIS_S if settings.ENV.redis_url else TAIL_S
    while True:
        await asyncio.sleep(every)
        try:
            position, topics, missed = await hub.read(_look, position)
        except Exception as error:  # noqa: BLE001 - the database may be away; it is asked again
            log.warning("positions_not_read", error=str(error)[:200])
            continue
        if missed:
            hub.wake_all()
        for topic in topics:
            hub.wake(topic)


async def look_at_states(hub: Hub) -> None:
    """Look at streams of state again and again, until cancelled."""
    while True:
        await asyncio.sleep(STATES_S)
        hub.wake_all(fading_only=True)


def _take(hub: Hub, data: Any) -> None:
    try:
        message = json.loads(data)
        topics = [(str(name), str(key)) for name, key in message["topics"]]
        sender = message["from"]
    except (ValueError, TypeError, KeyError):
        log.warning("hint_malformed")
        return
    if sender != process_name():
        for topic in topics:
            hub.wake(topic)


async def listen_to_redis(hub: Hub) -> None:
    """Wake what others hint at, until cancelled; after each reconnection everything, because hints were missed."""
    import redis.asyncio

    while True:
        client = redis.asyncio.Redis.from_url(settings.ENV.redis_url, protocol=2)
        try:
            async with client.pubsub(ignore_subscribe_messages=True) as listener:
                await listener.subscribe(channel())
                hub.wake_all()
                async for message in listener.listen():
                    _take(hub, message["data"])
        except (redis.RedisError, OSError) as error:
            log.warning("redis_away", error=type(error).__name__)
        finally:
            await client.aclose()
        await asyncio.sleep(RECONNECT_S)
