"""Rounds of one contest (初赛 → 复赛 → 决赛): each is an event of its own, and leads to the next by a link."""
