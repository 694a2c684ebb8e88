"""What watching tells people."""

from guangsha.notifications.public import Channel, Kind, Words

NEW_MATCHES = Kind(
    name="watching.new_matches",
    words={
        "zh": Words("{count} 套新房源符合您保存的搜索", "{names}", label="保存的搜索有新房源时"),
        "en": Words("New for your saved searches: {count}", "{names}", label="When saved searches find something new"),
    },
    variables=frozenset({"count", "names"}),
    link="/account/searches",
    channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
)
PRICE_DROP = Kind(
    name="watching.price_drop",
    words={
        "zh": Words("您收藏的房源降价了（{count}）", "{names}", label="收藏的房源降价时"),
        "en": Words("Favourites that cost less now: {count}", "{names}", label="When a favourite costs less"),
    },
    variables=frozenset({"count", "names"}),
    link="/account/favourites",
    channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
)
KINDS = [NEW_MATCHES, PRICE_DROP]
