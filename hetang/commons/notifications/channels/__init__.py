"""Ways to people, all of one shape: an inbox for staff, an outbox for telephones."""

from hetang.commons.notifications.channels.shape import Channel, NotDelivered, channel, channels

__all__ = ["Channel", "NotDelivered", "channel", "channels"]
