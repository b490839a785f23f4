"""What runs by itself: performs what the outbox asks, and watches clocks."""
